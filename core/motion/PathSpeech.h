#pragma once
#include <array>
#include <span>
#include <string>

#include "core/motion/Action.h"

namespace w2v {

/// The sentences of a spoken path, replaceable by another language's. %1 and %2 are numbers (the first and second one named).
struct SpokenWords {
    std::string summary = "%1 steps, %2 meters in all.";
    std::string empty = "The path is empty.";
    /// In the order of ActionKind.
    std::array<std::string, 6> steps{"Walk forward %1 meters.", "Walk backward %1 meters.", "Step left %1 meters.",
                                     "Step right %1 meters.",   "Turn left %1 degrees.",   "Turn right %1 degrees."};
    std::string ends = "You end %1 and %2 of the start,";
    std::string back = "You end where you started,";
    std::string ahead = "%1 meters ahead", behind = "%1 meters behind", left = "%1 meters to the left", right = "%1 meters to the right";
    std::string facingLeft = "facing %1 degrees to the left.", facingRight = "facing %1 degrees to the right.";
    std::string facingAhead = "facing the same way.";
};

/// A path as one would tell it to somebody who cannot see it: how long, step by step, and where it ends.
std::string spokenPath(std::span<const Action> actions, const SpokenWords& words = {});

} // namespace w2v
