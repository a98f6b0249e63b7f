#include "core/eval/RewardSelfTest.h"

#include <algorithm>
#include <map>
#include <tuple>

#include "core/eval/AnswerScore.h"
#include "core/eval/VerifiedReward.h"
#include "core/motion/RewardGrammar.h"
#include "core/supervision/AnswerVariants.h"
#include "core/supervision/ReferenceBoxes.h"

namespace w2v {

namespace {

constexpr std::size_t kExamples = 200;
constexpr double kRounding = 1e-9;

Action farther(const Action& action)
{
    return {action.kind, action.isTurn() ? action.magnitude + 60 : 2 * action.magnitude + 1};
}

void addWrongMotions(const QaRecord& record, std::vector<std::string>& wrong)
{
    const std::vector<Action> truth = findActions(record.answer);
    if (truth.empty())
        return;
    std::vector<Action> changed = truth;
    changed.front().kind = opposite(changed.front().kind);
    wrong.push_back(motionAnswer(record.variant, changed));
    changed = truth;
    for (Action& action : changed)
        action = farther(action);
    wrong.push_back(motionAnswer(record.variant, changed));
    changed = {truth.rbegin(), truth.rend()};
    if (!std::equal(truth.begin(), truth.end(), changed.begin(), [](const Action& a, const Action& b) { return a.kind == b.kind; }))
        wrong.push_back(motionAnswer(record.variant, changed));
    // Every direction at once must not pay.
    std::string all;
    for (const ActionKind kind : {ActionKind::Forward, ActionKind::Backward, ActionKind::ShiftLeft, ActionKind::ShiftRight,
                                  ActionKind::TurnLeft, ActionKind::TurnRight}) {
        const Action guess{kind, truth.front().magnitude};
        all += (all.empty() ? "" : "; ") + actionText({&guess, 1});
    }
    if (truth.size() == 1)
        wrong.push_back(all);
}

void addWrongBoxes(const QaRecord& record, std::vector<std::string>& wrong)
{
    const auto truth = findBox(record.answer);
    if (!truth)
        return;
    const Box2d mirrored{1000 - truth->x2, 1000 - truth->y2, 1000 - truth->x1, 1000 - truth->y1};
    const Box2d corner{0, 0, 30, 30};
    for (const Box2d& box : {mirrored, corner})
        if (intersectionOverUnion(box, *truth) < 0.3)
            wrong.push_back(boxText(normalizeBox(box, 1000, 1000)));
}

} // namespace

std::vector<std::string> wrongAnswers(const QaRecord& record)
{
    std::vector<std::string> wrong{"I cannot tell.", ""};
    switch (record.task) {
    case Task::A1:
    case Task::A2:
    case Task::A3:
    case Task::D3: addWrongMotions(record, wrong); break;
    case Task::D1: addWrongBoxes(record, wrong); break;
    case Task::A4:
    case Task::D2:
    case Task::D4:
        if (const auto truth = readTruth(record, record.answer)) {
            const std::string letter = record.facts.is_object() ? record.facts.value("letter_true", std::string("A")) : "A";
            const std::string label = record.facts.is_object() ? record.facts.value("label", std::string()) : "";
            wrong.push_back(truthAnswer(record.task, record.variant, !*truth, label, letter == "A" ? 'A' : 'B'));
        }
        break;
    }
    return wrong;
}

std::vector<SelfTestRow> rewardSelfTest(std::span<const QaRecord> records)
{
    std::map<std::tuple<std::string, Task, int>, SelfTestRow> rows;
    for (const QaRecord& record : records) {
        SelfTestRow& row = rows[{record.mode, record.task, record.variant}];
        row.mode = record.mode;
        row.task = record.task;
        row.variant = record.variant;
        ++row.records;
        const double gold = rewardOf(record, record.answer);
        double wrong = -1;
        for (const std::string& answer : wrongAnswers(record))
            wrong = std::max(wrong, rewardOf(record, answer));
        row.goldLowest = std::min(row.goldLowest, gold);
        row.wrongHighest = std::max(row.wrongHighest, wrong);
        const bool goldFails = gold < 1 - kRounding, wrongPasses = wrong > 1 - kSelfTestMargin;
        row.goldFailed += goldFails ? 1 : 0;
        row.wrongPassed += wrongPasses ? 1 : 0;
        if ((goldFails || wrongPasses) && row.examples.size() < kExamples)
            row.examples.push_back(record.id);
    }
    std::vector<SelfTestRow> result;
    for (auto& [key, row] : rows)
        result.push_back(std::move(row));
    return result;
}

nlohmann::ordered_json selfTestToJson(std::span<const SelfTestRow> rows)
{
    nlohmann::ordered_json list = nlohmann::ordered_json::array();
    for (const SelfTestRow& row : rows)
        list.push_back({{"mode", row.mode},
                        {"task", taskName(row.task)},
                        {"variant", row.variant},
                        {"records", row.records},
                        {"gold_failed", row.goldFailed},
                        {"gold_lowest", row.goldLowest},
                        {"wrong_passed", row.wrongPassed},
                        {"wrong_highest", row.wrongHighest},
                        {"examples", row.examples}});
    return list;
}

} // namespace w2v
