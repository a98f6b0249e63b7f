#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "core/geometry/Box2d.h"
#include "core/motion/ActionTolerance.h"
#include "core/supervision/QaRecord.h"

namespace w2v {

/// How one answer does against a record's own answer.
struct TaskScore {
    double score = 0;         ///< 1 right, 0 wrong
    double direction = -1;    ///< A1, A2: 1 when the direction is right; -1 where it does not apply
    double overlap = -1;      ///< D1: intersection over union; -1 where it does not apply
    std::string reading;      ///< what was understood, e.g. "turn left 30 degrees" or "[1, 2, 3, 4]"; empty when nothing was
};

/// The workbench's rule. An action is right with the right direction and an amount within 20% or 0.1 m (moves) or 10 degrees
/// (turns); of several actions in an answer to A1 or A2 only the first counts. A sequence (A3, D3) is right when it has as many
/// actions and all are right. A box (D1) is right at an intersection over union of 0.5; the first "[n, n, n, n]" counts. A4, D2
/// and D4 are read in the record's answer variant (core/supervision/AnswerVariants.h). Texts are read by the reward's grammar (core/motion/RewardGrammar.h).
/// Never throws; a record whose own answer cannot be read scores 0.
TaskScore scoreAnswer(const QaRecord& record, std::string_view answer);

/// The first box of a text in 0..1000 units, sides sorted and clipped.
std::optional<Box2d> findBox(std::string_view text);

} // namespace w2v
