#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "core/geometry/Box2d.h"
#include "core/motion/Action.h"
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
/// actions and all are right. A box (D1) is right at an intersection over union of 0.5; the first "[n, n, n, n]" counts. Yes/no
/// and true/false (A4, D2, D4) are compared in normal form. Texts are read by the reward's grammar (core/motion/RewardGrammar.h).
/// Never throws; a record whose own answer cannot be read scores 0.
TaskScore scoreAnswer(const QaRecord& record, std::string_view answer);

bool actionIsRight(const Action& truth, const Action& answer);

/// The first box of a text in 0..1000 units, sides sorted and clipped.
std::optional<Box2d> findBox(std::string_view text);

/// true for yes/true, false for no/false (in normal form), none for anything else.
std::optional<bool> findTruth(std::string_view text);

} // namespace w2v
