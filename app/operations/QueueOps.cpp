#include <algorithm>

#include <fmt/format.h>

#include "app/operations/Operation.h"
#include "app/operations/Operations.h"
#include "app/operations/ProjectParams.h"
#include "app/operations/QueueDispatcher.h"
#include "app/operations/TrainRun.h"
#include "core/base/Error.h"
#include "core/runs/JobFolder.h"

namespace w2v {

namespace {

Json entryJson(const QueueEntry& e)
{
    return {{"id", e.id}, {"name", e.name}, {"kind", e.kind}, {"status", queueStatusName(e.status)}, {"priority", e.priority}, {"after", e.after},
            {"run", e.run.empty() ? "" : std::filesystem::path(e.run).filename().string()}, {"folder", e.run.empty() ? e.job : e.run},
            {"retries", e.retries}, {"pid", e.pid}, {"added", e.added}, {"started", e.started}, {"ended", e.ended}, {"error", e.error}};
}

Json queueJson(const RunQueue& queue)
{
    const QueueState state = queue.read();
    Json entries = Json::array();
    for (const QueueEntry& entry : state.entries)
        entries.push_back(entryJson(entry));
    return {{"slots", state.slots}, {"entries", entries}};
}

int wholeNumber(const Json& params, const char* key, int fallback)
{
    const std::int64_t value = integerOr(params, key, fallback);
    if (value < -1'000'000 || value > 1'000'000)
        throw Error(key, fmt::format("{} is out of range", value));
    return static_cast<int>(value);
}

/// What people call an operation in the queue.
std::string kindOf(const std::string& operation)
{
    if (operation.starts_with("bench."))
        return "bench";
    return operation == "vlm.merge" ? "merge" : operation == "train" || operation == "pretrain" ? "train" : operation;
}

} // namespace

Json runQueueAdd(const Json& params, AppContext&, JobContext&)
{
    const RunQueue queue = RunQueue::ofUser();
    const int priority = wholeNumber(params, "priority", 0);
    std::vector<std::string> after;
    if (params.contains("after"))
        for (const Json& id : params.at("after").is_array() ? params.at("after") : Json::array({params.at("after")}))
            after.push_back(id.is_string() ? id.get<std::string>() : id.dump());
    const auto usual = [&](QueueEntry& e) {
        e.after = after;
        e.retries = std::clamp(wholeNumber(params, "retries", 0), 0, 100);
    };
    QueueEntry entry;
    if (params.contains("op")) {
        const std::string operation = requiredText(params, "op");
        findOperation(operation);
        if (params.contains("params") && !params.at("params").is_object())
            throw Error("params", "must be an object of the operation's parameters");
        entry = queue.add(textOr(params, "name", operation), priority, [&](QueueEntry& e) {
            usual(e);
            e.kind = kindOf(operation);
            e.job = (queue.folder() / "jobs" / e.id).string();
            JobFolder::create(e.job, operation, params.value("params", Json::object()));
        });
    } else {
        const RunFolder run = params.contains("run") ? runFrom(params) : createRun(projectFrom(params), recipeFrom(params));
        if (run.state().status == RunStatus::Finished)
            throw Error(run.id(), "has finished", "Start a new run with its last checkpoint as the base");
        RunState state = run.state();
        if (state.status == RunStatus::Running)
            throw Error(run.id(), fmt::format("is running (process {})", state.pid), "Stop it first");
        state.status = RunStatus::Queued;
        run.clearStopRequest();
        run.setState(state);
        entry = queue.add(textOr(params, "name", shortRunName(run.id())), priority, [&](QueueEntry& e) {
            usual(e);
            e.kind = "train";
            e.run = run.path().string();
        });
    }
    wakeQueue(queue);
    Json result = entryJson(entry);
    result["queue"] = entry.id;
    return result;
}

Json runQueueList(const Json&, AppContext&, JobContext&)
{
    const RunQueue queue = RunQueue::ofUser();
    wakeQueue(queue); // after a restart of the machine nobody else would
    return queueJson(queue);
}

Json runQueueChange(const Json& params, AppContext&, JobContext&)
{
    const RunQueue queue = RunQueue::ofUser();
    if (params.contains("slots"))
        queue.setSlots(wholeNumber(params, "slots", 1));
    if (flagOr(params, "clear", false))
        queue.clearEnded();
    if (params.contains("entry")) {
        const std::string id = requiredText(params, "entry");
        if (params.contains("priority"))
            queue.setPriority(id, wholeNumber(params, "priority", 0));
        if (params.contains("move"))
            queue.move(id, wholeNumber(params, "move", 0));
        if (flagOr(params, "pause", false))
            queue.pause(id);
        if (flagOr(params, "resume", false))
            queue.resume(id);
        if (flagOr(params, "retry", false))
            queue.retry(id);
        if (flagOr(params, "cancel", false))
            queue.cancel(id, flagOr(params, "hard", false));
    }
    wakeQueue(queue);
    return queueJson(queue);
}

} // namespace w2v
