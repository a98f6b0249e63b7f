#include "core/eval/AnswerBalance.h"

#include <algorithm>

#include <fmt/format.h>

#include "core/base/Error.h"
#include "core/eval/AnswerScore.h"
#include "core/motion/RewardGrammar.h"
#include "core/supervision/AnswerVariants.h"

namespace w2v {

namespace {

constexpr const char* kTargets = "balance.targets";
constexpr std::int64_t kMostRecords = 1'000'000'000;
constexpr std::size_t kLongestKind = 100, kMostTargets = 500;
constexpr const char* kUnreadable = "unreadable";

std::string directionOf(const std::string& answer)
{
    const std::vector<Action> actions = findActions(answer);
    if (actions.empty())
        return kUnreadable;
    std::string name = actionName(actions.front().kind);
    std::replace(name.begin(), name.end(), '_', ' ');
    return name;
}

std::string placeOf(const std::string& answer)
{
    const std::optional<Box2d> box = findBox(answer);
    if (!box)
        return kUnreadable;
    const double centre = (box->x1 + box->x2) / 2;
    return centre < 1000.0 / 3 ? "left" : centre < 2000.0 / 3 ? "middle" : "right";
}

Json countJson(const AnswerCount& count, const std::int64_t* target)
{
    Json json{{"usable", count.usable}, {"accepted", count.accepted}, {"rejected", count.rejected}};
    if (target) {
        json["target"] = *target;
        json["missing"] = std::max<std::int64_t>(0, *target - count.usable);
    }
    return json;
}

} // namespace

void AnswerCount::add(const AnswerCount& other)
{
    usable += other.usable;
    accepted += other.accepted;
    rejected += other.rejected;
    numbers.insert(numbers.end(), other.numbers.begin(), other.numbers.end());
}

std::string answerKind(const QaRecord& record)
{
    switch (record.task) {
    case Task::A1:
    case Task::A2:
        return directionOf(record.answer);
    case Task::A3:
    case Task::D3: {
        const std::size_t motions = findActions(record.answer).size();
        return motions == 0 ? kUnreadable : fmt::format("{} motion{}", motions, motions == 1 ? "" : "s");
    }
    case Task::D1:
        return placeOf(record.answer);
    case Task::A4:
    case Task::D2:
    case Task::D4: {
        const std::optional<bool> truth = readTruth(record, record.answer);
        return truth ? *truth ? "yes" : "no" : kUnreadable;
    }
    }
    return kUnreadable;
}

AnswerCounts countAnswers(const Project& project, const std::function<bool()>& shouldStop)
{
    constexpr std::size_t kBetweenQuestions = 256;
    AnswerCounts counts;
    std::size_t done = 0;
    for (const std::int64_t number : project.recordNumbers({})) {
        if (done++ % kBetweenQuestions == 0 && shouldStop())
            break;
        try {
            const std::optional<QaRecord> record = project.record(number);
            if (!record)
                continue;
            AnswerCount& count = counts[record->task][answerKind(*record)];
            count.numbers.push_back(number);
            ++(record->state == "rejected" ? count.rejected : count.usable);
            count.accepted += record->state == "accepted";
        } catch (const Error&) {
            // damaged: the audit says so
        }
    }
    return counts;
}

BalanceTargets balanceTargets(const Project& project)
{
    BalanceTargets targets;
    const std::optional<std::string> stored = project.value(kTargets);
    const Json json = stored ? Json::parse(*stored, nullptr, false) : Json();
    if (!json.is_object()) // none, or written by another version
        return targets;
    for (const auto& [name, kinds] : json.items()) {
        const std::optional<Task> task = taskFromName(name);
        if (!task || !kinds.is_object())
            continue;
        for (const auto& [kind, target] : kinds.items())
            if (target.is_number_integer() && target.get<std::int64_t>() > 0)
                targets[*task][kind] = target.get<std::int64_t>();
    }
    return targets;
}

void setBalanceTarget(Project& project, Task task, const std::string& kind, std::int64_t target)
{
    if (target < 0 || target > kMostRecords)
        throw Error("target", fmt::format("{} is no number of records", target), "Give 0 (no target) or more");
    if (kind.size() > kLongestKind)
        throw Error("target", "names a kind of answer that is too long");
    BalanceTargets targets = balanceTargets(project);
    if (target > 0)
        targets[task][kind] = target;
    else
        targets[task].erase(kind);
    std::size_t all = 0;
    Json json = Json::object();
    for (const auto& [of, kinds] : targets) {
        all += kinds.size();
        if (!kinds.empty())
            json[taskName(of)] = kinds;
    }
    if (all > kMostTargets)
        throw Error("target", fmt::format("{} are too many", all), fmt::format("Keep at most {}", kMostTargets));
    project.setValue(kTargets, json.dump(-1, ' ', false, Json::error_handler_t::replace));
}

Json balanceToJson(const AnswerCounts& counts, const BalanceTargets& targets)
{
    Json json = Json::object();
    for (int i = 0; i < kTaskCount; ++i) {
        const Task task = static_cast<Task>(i);
        std::map<std::string, AnswerCount> kinds = counts.contains(task) ? counts.at(task) : std::map<std::string, AnswerCount>();
        const std::map<std::string, std::int64_t> wanted = targets.contains(task) ? targets.at(task) : std::map<std::string, std::int64_t>();
        AnswerCount all;
        for (const auto& [kind, count] : kinds)
            all.add(count);
        for (const auto& [kind, target] : wanted)
            if (!kind.empty())
                kinds.try_emplace(kind);
        if (kinds.empty() && wanted.empty())
            continue;
        const auto targetOf = [&](const std::string& kind) {
            const auto found = wanted.find(kind);
            return found == wanted.end() ? nullptr : &found->second;
        };
        Json row = countJson(all, targetOf(""));
        row["answers"] = Json::object();
        for (const auto& [kind, count] : kinds)
            row["answers"][kind] = countJson(count, targetOf(kind));
        json[taskName(task)] = std::move(row);
    }
    return json;
}

} // namespace w2v
