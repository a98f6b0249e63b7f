// Answers against the poses and projections of the rollouts they were made from.
#include <cmath>
#include <map>
#include <numbers>
#include <optional>

#include <fmt/format.h>

#include "core/base/Error.h"
#include "core/eval/AuditChecks.h"
#include "core/eval/BaselineGeometry.h"
#include "core/eval/BenchmarkReport.h"
#include "core/motion/RewardGrammar.h"
#include "core/motion/Trajectory.h"
#include "core/supervision/AnswerVariants.h"

namespace w2v {

namespace {

using Json = nlohmann::ordered_json;

/// Do these motions lead to the pose, within the scoring tolerance?
bool leadsTo(const std::vector<Action>& actions, const Rigid3d& pose)
{
    const Rigid3d error = poseAfter(actions).inverse() * pose;
    double path = 0;
    for (const Action& action : actions)
        path += action.isTurn() ? 0 : action.magnitude;
    return error.translation().norm() <= std::max(0.2 * path, 0.1) && Eigen::AngleAxisd(error.linear()).angle() <= 10 * std::numbers::pi / 180;
}

const VisibleObject* objectAt(const RolloutFrame& frame, const Json& facts, const char* key)
{
    if (!facts.contains(key) || !facts.at(key).is_number_integer())
        return nullptr;
    const int instance = facts.at(key).get<int>();
    for (const VisibleObject& object : frame.objects)
        if (object.instance == instance)
            return &object;
    return nullptr;
}

/// Whether the answer agrees with the rollout's geometry; none where that cannot be told.
std::optional<bool> agrees(const QaRecord& record, const RolloutRecord& rollout)
{
    const std::optional<std::size_t> index = laterFrame(record, rollout);
    if (!index || !record.facts.is_object())
        return std::nullopt;
    const RolloutFrame* later = &rollout.frames[*index];
    switch (record.task) {
    case Task::A1:
    case Task::A2:
    case Task::A3:
    case Task::D3: {
        const std::vector<Action> actions = findActions(record.answer);
        return actions.empty() ? std::nullopt : std::optional(leadsTo(actions, later->startFromCamera));
    }
    case Task::A4: {
        const QuestionFacts facts = questionFacts(record);
        const auto truth = readTruth(record, record.answer);
        return facts.claim.empty() || !truth ? std::nullopt : std::optional(leadsTo(facts.claim, later->startFromCamera) == *truth);
    }
    case Task::D2: {
        const auto truth = readTruth(record, record.answer);
        if (!truth || !record.facts.contains("instance"))
            return std::nullopt;
        const VisibleObject* seen = objectAt(*later, record.facts, "instance");
        return *truth == (!seen || seen->visiblePixels == 0);
    }
    case Task::D1: {
        const VisibleObject* seen = objectAt(*later, record.facts, "instance");
        const auto box = findBox(record.answer);
        if (!box || !record.facts.contains("instance"))
            return std::nullopt;
        return seen && intersectionOverUnion(*box, seen->box) >= kRightOverlap;
    }
    case Task::D4: {
        const auto truth = readTruth(record, record.answer);
        if (!truth || !record.facts.contains("instance") || !record.facts.contains("instance2"))
            return std::nullopt;
        return *truth == (record.facts.at("instance") == record.facts.at("instance2"));
    }
    }
    return std::nullopt;
}

} // namespace

Json auditLabels(std::span<const QaRecord> records, const RolloutLookup& rollout, FindingList& findings)
{
    std::map<Task, Share> shares; // of records that disagree
    FindingCounter wrong("label", AuditFinding::Weight::Defect, "Answers that do not agree with the poses and objects of their views.");
    for (const QaRecord& record : records) {
        const RolloutRecord* source = record.rollout.empty() ? nullptr : rollout(record.rollout);
        const auto right = source ? agrees(record, *source) : std::nullopt;
        if (!right)
            continue;
        Share& share = shares[record.task];
        ++share.n;
        share.right += *right ? 0 : 1;
        if (!*right)
            wrong.add(record);
    }
    wrong.moveTo(findings);
    Json result = Json::object();
    for (const auto& [task, share] : shares)
        result[taskName(task)] = {{"checked", share.n},
                                  {"disagree", share.right},
                                  {"percent", share.percent()},
                                  {"interval", {share.low(), share.high()}}};
    return result;
}

} // namespace w2v
