#include "core/eval/AnswerScore.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "core/motion/PythonText.h"
#include "core/motion/RewardGrammar.h"
#include "core/motion/TextScanner.h"
#include "core/supervision/AnswerVariants.h"
#include "core/supervision/BoxMotion.h"
#include "core/supervision/ReferenceBoxes.h"

namespace w2v {

namespace {

TaskScore scoreSingle(const QaRecord& record, std::string_view answer)
{
    TaskScore score;
    score.direction = 0;
    const std::vector<Action> truth = findActions(record.answer), found = findActions(answer);
    if (found.empty())
        return score;
    score.reading = actionText({found.data(), 1});
    if (truth.empty())
        return score;
    score.direction = found.front().kind == truth.front().kind && found.front().magnitude > 0 ? 1 : 0;
    score.score = actionIsRight(truth.front(), found.front()) ? 1 : 0;
    return score;
}

TaskScore scoreSequence(const QaRecord& record, std::string_view answer)
{
    TaskScore score;
    const std::vector<Action> truth = findActions(record.answer), found = findActions(answer);
    score.reading = actionText(found);
    score.score = !truth.empty() && actionsAreRight(truth, found) ? 1 : 0;
    return score;
}

TaskScore scoreBox(const QaRecord& record, std::string_view answer)
{
    TaskScore score;
    score.overlap = 0;
    const auto truth = findBox(record.answer), found = findBox(answer);
    if (!found)
        return score;
    score.reading = boxText(normalizeBox(*found, 1000, 1000));
    score.overlap = truth ? intersectionOverUnion(*truth, *found) : 0;
    score.score = score.overlap >= kRightOverlap ? 1 : 0;
    return score;
}

TaskScore scoreTruth(const QaRecord& record, std::string_view answer)
{
    TaskScore score;
    const auto truth = readTruth(record, record.answer), found = readTruth(record, answer);
    if (found)
        score.reading = record.task == Task::A4 ? (*found ? "true" : "false") : (*found ? "yes" : "no");
    score.score = truth && found && *truth == *found ? 1 : 0;
    return score;
}

} // namespace

std::optional<Box2d> findBox(std::string_view text)
{
    const std::u32string decoded = decodeUtf8(text);
    for (std::size_t at = 0; at < decoded.size(); ++at) {
        const auto n = decoded[at] == U'[' ? TextScanner(decoded, at).box() : std::nullopt;
        if (!n)
            continue;
        const auto clip = [](double value) { return std::clamp(value, 0.0, 1000.0); };
        return Box2d{clip(std::min((*n)[0], (*n)[2])), clip(std::min((*n)[1], (*n)[3])), clip(std::max((*n)[0], (*n)[2])),
                     clip(std::max((*n)[1], (*n)[3]))};
    }
    return std::nullopt;
}

TaskScore scoreAnswer(const QaRecord& record, std::string_view answer)
{
    switch (record.task) {
    case Task::A1:
    case Task::A2: return scoreSingle(record, answer);
    case Task::A3:
    case Task::D3: return scoreSequence(record, answer);
    case Task::D1: return scoreBox(record, answer);
    case Task::A4:
    case Task::D2:
    case Task::D4: break;
    }
    return scoreTruth(record, answer);
}

} // namespace w2v
