#pragma once
#include "core/motion/Action.h"

namespace w2v {

/// An answered action is right with the same direction and an amount within 20% or 0.1 m (moves) or 10 degrees (turns).
bool actionIsRight(const Action& truth, const Action& answer);

/// The same for whole sequences: as many actions, all right.
bool actionsAreRight(std::span<const Action> truth, std::span<const Action> answer);

} // namespace w2v
