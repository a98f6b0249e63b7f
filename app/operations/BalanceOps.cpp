#include <charconv>

#include "app/operations/Operation.h"
#include "app/operations/ProjectParams.h"
#include "app/operations/RecordOps.h"
#include "core/base/Error.h"
#include "core/eval/AnswerBalance.h"

namespace w2v {

namespace {

/// "A1" or "A1/forward" and "200".
void setTarget(Project& project, const std::string& name, const Json& value)
{
    const std::size_t slash = name.find('/');
    const std::optional<Task> task = taskFromName(std::string_view(name).substr(0, slash));
    if (!task)
        throw Error("set", "\"" + name + "\" names no task", "Write for example A1=200 or A4/yes=100");
    const std::string text = value.is_string() ? value.get<std::string>() : value.dump();
    std::int64_t target = -1;
    const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), target);
    if (code != std::errc() || end != text.data() + text.size())
        throw Error("set", "\"" + text + "\" is no number of records", "Write for example A1=200");
    setBalanceTarget(project, *task, slash == std::string::npos ? "" : name.substr(slash + 1), target);
}

} // namespace

Json runDatasetBalance(const Json& params, AppContext&, JobContext& job)
{
    Project project = projectFrom(params);
    const Json set = params.value("set", Json::object());
    if (!set.is_object())
        throw Error("set", "must be an object of tasks and numbers");
    for (const auto& [name, value] : set.items())
        setTarget(project, name, value);
    job.report(0, "counting answers");
    const AnswerCounts counts = countAnswers(project, [&] { return job.shouldStop(); });
    job.throwIfStopped();
    return {{"tasks", balanceToJson(counts, balanceTargets(project))}};
}

} // namespace w2v
