#include "core/eval/VerifiedReward.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "core/eval/AnswerScore.h"
#include "core/motion/PythonText.h"
#include "core/motion/RewardGrammar.h"
#include "core/supervision/AnswerVariants.h"
#include "core/supervision/BoxMotion.h"

namespace w2v {

namespace {

constexpr std::size_t kMaxResponse = 200; // code points
constexpr double kExtra = 0.1;            // a motion too many

/// 1 within the scoring tolerance, falling to 0 at the limit.
double amountScore(const Action& truth, const Action& answer)
{
    const double low = truth.isTurn() ? 10 : std::max(0.2 * truth.magnitude, 0.1);
    const double high = truth.isTurn() ? 45 : std::max(truth.magnitude, 0.5);
    return std::clamp((high - std::abs(truth.magnitude - answer.magnitude)) / (high - low), 0.0, 1.0);
}

double lessExtra(double reward, std::size_t wanted, std::size_t found)
{
    return found > wanted ? std::max(0.0, reward - kExtra * static_cast<double>(found - wanted)) : reward;
}

RewardParts singleReward(const std::vector<Action>& truth, const std::vector<Action>& found)
{
    if (truth.empty() || found.empty())
        return {{"overall", 0}, {"format", 0}, {"action", 0}, {"numeric", 0}};
    const double action = found.front().kind == truth.front().kind ? 1 : 0;
    const double numeric = action * amountScore(truth.front(), found.front());
    return {{"overall", lessExtra(0.10 + 0.35 * action + 0.55 * numeric, 1, found.size())},
            {"format", 1},
            {"action", action},
            {"numeric", numeric}};
}

RewardParts sequenceReward(const std::vector<Action>& truth, const std::vector<Action>& found)
{
    if (truth.empty() || found.empty())
        return {{"overall", 0}, {"format", 0}, {"action", 0}, {"order", 0}, {"numeric", 0}};
    std::map<ActionKind, int> wanted;
    for (const Action& action : truth)
        ++wanted[action.kind];
    double shared = 0, order = 0, numeric = 0;
    for (const Action& action : found)
        shared += wanted[action.kind]-- > 0 ? 1 : 0;
    for (std::size_t i = 0; i < std::min(truth.size(), found.size()); ++i) {
        if (truth[i].kind != found[i].kind)
            continue;
        ++order;
        numeric += amountScore(truth[i], found[i]);
    }
    const auto length = static_cast<double>(truth.size());
    const double action = shared / std::max(length, static_cast<double>(found.size()));
    order /= length;
    numeric /= length;
    return {{"overall", lessExtra(0.10 + 0.25 * action + 0.35 * order + 0.30 * numeric, truth.size(), found.size())},
            {"format", 1},
            {"action", action},
            {"order", order},
            {"numeric", numeric}};
}

RewardParts truthReward(const QaRecord& record, std::string_view response)
{
    const auto truth = readTruth(record, record.answer), found = readTruth(record, response);
    const double format = truth && found ? 1 : 0, accuracy = truth && found == truth ? 1 : 0;
    return {{"overall", 0.20 * format + 0.80 * accuracy}, {"format", format}, {"accuracy", accuracy}};
}

RewardParts boxReward(const QaRecord& record, std::string_view response)
{
    constexpr double kGeometry = 0.65; // its weight in the released reward
    RewardParts parts = referenceReward(response, "D1", record.answer);
    const auto truth = findBox(record.answer), found = findBox(response);
    if (truth && found && intersectionOverUnion(*truth, *found) < kRightOverlap)
        for (auto& [name, value] : parts)
            if (name == "geometry") {
                value /= 2;
                parts.front().second -= kGeometry * value;
            }
    return parts;
}

} // namespace

RewardParts verifiedReward(const QaRecord& record, std::string_view response)
{
    if (pythonStrip(decodeUtf8(response)).size() > kMaxResponse)
        return {{"overall", -1}, {"format", 0}};
    switch (record.task) {
    case Task::A1:
    case Task::A2: return singleReward(findActions(record.answer), findActions(response));
    case Task::A3:
    case Task::D3: return sequenceReward(findActions(record.answer), findActions(response));
    case Task::D1: return boxReward(record, response);
    case Task::A4:
    case Task::D2:
    case Task::D4: break;
    }
    return truthReward(record, response);
}

double rewardOf(const QaRecord& record, std::string_view response)
{
    const RewardParts parts = record.mode == "reference" ? referenceReward(response, taskName(record.task), record.answer)
                                                         : verifiedReward(record, response);
    return parts.front().second;
}

} // namespace w2v
