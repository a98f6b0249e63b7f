// The known defects of the released reference, looked for in the records themselves.
#include <cmath>
#include <map>
#include <set>

#include "core/eval/AuditChecks.h"
#include "core/eval/BaselineGeometry.h"
#include "core/eval/Reward.h"
#include "core/eval/VerifiedReward.h"
#include "core/motion/RewardGrammar.h"
#include "core/supervision/AnswerVariants.h"
#include "core/supervision/TemplateSet.h"

namespace w2v {

namespace {

using Json = nlohmann::ordered_json;
using Weight = AuditFinding::Weight;

bool asksMotion(Task task)
{
    return task == Task::A1 || task == Task::A2 || task == Task::A3 || task == Task::D3;
}

std::vector<Action> actionsOf(const QaRecord& record, const char* key)
{
    if (!record.facts.is_object() || !record.facts.contains(key) || !record.facts.at(key).is_array())
        return {};
    std::vector<Action> actions;
    for (const Json& item : record.facts.at(key)) {
        const auto kind = item.is_object() ? actionFromName(item.value("kind", std::string())) : std::nullopt;
        if (!kind || !item.contains("magnitude") || !item.at("magnitude").is_number())
            return {};
        actions.push_back({*kind, item.at("magnitude").get<double>()});
    }
    return actions;
}

bool haveSame(const QaRecord& record, const char* a, const char* b, bool& known)
{
    known = record.facts.is_object() && record.facts.contains(a) && record.facts.contains(b);
    return known && record.facts.at(a) == record.facts.at(b);
}

/// Every motion of the claim within the released reward's own tolerance of the truth: 0.5 m and 5 degrees.
bool withinReward(const std::vector<Action>& truth, const std::vector<Action>& claim)
{
    if (truth.size() != claim.size() || truth.empty())
        return false;
    for (std::size_t i = 0; i < truth.size(); ++i)
        if (truth[i].kind != claim[i].kind || std::abs(truth[i].magnitude - claim[i].magnitude) > (truth[i].isTurn() ? 5 : 0.5) + 1e-6)
            return false;
    return true;
}

bool isVisibleLast(const QaRecord& record, const RolloutRecord* rollout)
{
    if (!rollout || rollout->frames.empty() || !record.facts.is_object() || !record.facts.contains("instance")
        || !record.facts.at("instance").is_number_integer())
        return false;
    const int instance = record.facts.at("instance").get<int>();
    for (const VisibleObject& object : rollout->frames.back().objects)
        if (object.instance == instance && object.visiblePixels > 0)
            return true;
    return false;
}

/// All that makes two records the same question.
std::string questionKey(const QaRecord& record)
{
    std::string key = taskName(record.task) + std::string("\n") + record.question;
    for (const std::string& image : record.images)
        key += '\n' + image;
    return key;
}

/// The parts of a D4 question that decide it, whatever its wording.
std::string identityKey(const QaRecord& record)
{
    std::string key;
    for (const std::string& image : record.images)
        key += image + '\n';
    for (const char* box : {"box1", "box2"})
        key += record.facts.is_object() && record.facts.contains(box) ? record.facts.at(box).dump() : "";
    return key;
}

} // namespace

void auditDefects(std::span<const QaRecord> records, const RolloutLookup& rollout, FindingList& findings)
{
    FindingCounter lost("B4", Weight::Defect, "Motions under the per-frame thresholds were lost: the text tells less than the camera did.");
    FindingCounter scale("B6", Weight::Defect, "Metres are asked of views whose scale is unknown.");
    FindingCounter chance("B10", Weight::Defect, "The two boxes are of different objects: track ids do not link frames.");
    FindingCounter leak("B11", Weight::Defect, "The question names the direction that it asks for.");
    FindingCounter otherLeak("leak", Weight::Defect, "Words of the question give the answer away.");
    FindingCounter steps("B12", Weight::Defect, "The question says two or three motions and there are fewer or more.");
    FindingCounter closeClaim("B13", Weight::Defect, "A false claim is within the reward's own tolerance of the truth.");
    FindingCounter cut("B14", Weight::Defect, "An object counts as gone though a part of it is in view.");
    FindingCounter contradiction("B15", Weight::Defect, "The same pair of boxes is called the same object and a different one.");
    FindingCounter unreadable("B16", Weight::Defect, "The reward cannot read the record's own answer as a motion.");
    FindingCounter zero("B17", Weight::Defect, "The record's own answer earns nothing: the reward reads no letters and no sentences.");
    FindingCounter listing("B18", Weight::Defect, "Naming every direction earns the full reward.");
    FindingCounter localisation("B20", Weight::Warning, "The view that holds the asked box is shown: a search, not a prediction.");
    FindingCounter repeated("B21", Weight::Defect, "The same question with the same pictures is there more than once.");
    std::set<std::string> seen;
    std::map<std::string, std::set<std::string>> identities;
    std::size_t singles = 0, claims = 0, singleClaims = 0;
    for (const QaRecord& record : records) {
        const RolloutRecord* source = record.rollout.empty() ? nullptr : rollout(record.rollout);
        const std::vector<Action> truth = actionsOf(record, "actions"), told = findActions(record.question),
                                  answer = findActions(record.answer);
        if (asksMotion(record.task)) {
            if (answer.empty())
                unreadable.add(record);
            else if (!truth.empty() && (answer.size() != truth.size() || answer.front().kind != truth.front().kind))
                lost.add(record);
        } else if ((record.task == Task::D1 || record.task == Task::D2) && !truth.empty() && told.size() != truth.size()) {
            lost.add(record);
        }
        if (record.task == Task::A1 && source && !source->metric)
            scale.add(record);
        bool known = false;
        const bool same = haveSame(record, "instance", "instance2", known);
        if (known && !same && (record.task == Task::D1 || record.task == Task::D3 || (record.task == Task::D4 && readTruth(record, record.answer).value_or(false))))
            chance.add(record);
        if (!answerLeak(record.task, record.question, record.answer).empty())
            (record.task == Task::A1 || record.task == Task::A2 ? leak : otherLeak).add(record);
        if (record.task == Task::A3 && record.question.find("two or three") != std::string::npos && !answer.empty()
            && (answer.size() < 2 || answer.size() > 3))
            steps.add(record);
        if (record.task == Task::A4) {
            ++claims;
            singleClaims += told.size() == 1 ? 1 : 0;
            if (!readTruth(record, record.answer).value_or(true) && withinReward(truth, told))
                closeClaim.add(record);
        }
        singles += record.task == Task::A1 || record.task == Task::A2 ? 1 : 0;
        if (record.task == Task::D2 && readTruth(record, record.answer).value_or(false) && isVisibleLast(record, source))
            cut.add(record);
        if (record.task == Task::D4) {
            auto& answers = identities[identityKey(record)];
            if (const auto yes = readTruth(record, record.answer))
                answers.insert(*yes ? "yes" : "no");
            if (answers.size() > 1)
                contradiction.add(record);
        }
        if (record.mode == "reference") {
            if ((record.task == Task::A4 || record.task == Task::D2 || record.task == Task::D4) && rewardOf(record, record.answer) <= 0)
                zero.add(record);
            if ((record.task == Task::A1 || record.task == Task::A2) && !answer.empty()) {
                std::string all;
                for (const ActionKind kind : {ActionKind::Forward, ActionKind::Backward, ActionKind::ShiftLeft, ActionKind::ShiftRight,
                                              ActionKind::TurnLeft, ActionKind::TurnRight}) {
                    const Action guess{kind, answer.front().magnitude};
                    all += (all.empty() ? "" : "; ") + actionText({&guess, 1});
                }
                if (rewardOf(record, all) > 1 - 1e-9)
                    listing.add(record);
            }
        }
        if (record.task == Task::D1 && record.images.size() > 1)
            localisation.add(record);
        if (!seen.insert(questionKey(record)).second)
            repeated.add(record);
    }
    for (FindingCounter* counter : {&lost, &scale, &chance, &leak, &otherLeak, &steps, &closeClaim, &cut, &contradiction, &unreadable,
                                    &zero, &listing, &localisation, &repeated})
        counter->moveTo(findings);
    if (claims > 0 && singleClaims == 0 && singles > 0)
        findings.push_back({"B12", Weight::Warning, "A4", "Claims are made about several motions only, never about a single one.",
                            static_cast<std::int64_t>(claims), {}});
}

} // namespace w2v
