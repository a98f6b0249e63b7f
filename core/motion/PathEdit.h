#pragma once
#include <span>
#include <string>
#include <vector>

#include "core/motion/ActionText.h"
#include "core/motion/Trajectory.h"

namespace w2v {

/// Edits of a path as functions from one action list to the next. Results are as written (see asWritten()): what a text can
/// say exactly, so that text, actions and poses stay one. Indices count from 0. Throws Error for an index outside the list and
/// for a result of more than 1000 actions.

/// A place on a path: within action `action`, after `done` of it (metres or degrees); action = size means the end.
struct PathPosition {
    std::size_t action = 0;
    double done = 0;
};

/// Index of the action that leads to a pose: -1 for the start, the last one beyond the actions.
int actionLeadingTo(const CameraTrajectory& trajectory, int pose);

/// The place of a trajectory's pose; `done` to 3 decimals.
PathPosition positionOf(const CameraTrajectory& trajectory, int pose);

/// Two actions instead of one where `at` lies inside it; the same list where it lies between two.
std::vector<Action> splitAt(std::span<const Action> actions, PathPosition at);
/// `inserted` at the place, splitting the action there when it lies inside one.
std::vector<Action> insertAt(std::span<const Action> actions, PathPosition at, std::span<const Action> inserted);
std::vector<Action> appended(std::span<const Action> actions, std::span<const Action> added);
std::vector<Action> removedAt(std::span<const Action> actions, std::size_t index);
std::vector<Action> duplicatedAt(std::span<const Action> actions, std::size_t index);
/// Action `from` becomes action `to`.
std::vector<Action> movedTo(std::span<const Action> actions, std::size_t from, std::size_t to);
std::vector<Action> replacedAt(std::span<const Action> actions, std::size_t index, const Action& action);
/// Grows the last action when it is of this kind, shrinks it when of the opposite kind, adds one otherwise: walking by keys.
std::vector<Action> walked(std::span<const Action> actions, const Action& step);

std::vector<Action> reversedActions(std::span<const Action> actions);  ///< the same actions, last first
std::vector<Action> mirroredActions(std::span<const Action> actions);  ///< left and right exchanged
std::vector<Action> scaledActions(std::span<const Action> actions, double factor); ///< moves only; turns stay; factor > 0
/// Scaled so that all moves together are `meters` long. Throws Error when there is no move.
std::vector<Action> scaledToLength(std::span<const Action> actions, double meters);

double lengthMeters(std::span<const Action> actions); ///< of all moves
double turnedDegrees(std::span<const Action> actions); ///< of all turns, unsigned

/// The edits by name, for the command line: "mirror", "reverse", "inverse", "canonical", "scale" (amount: factor), "length"
/// (amount: metres), "remove", "duplicate", "move" (to), "split" and "insert" (amount: done of the action; with: actions),
/// "append" (with). Throws Error for an unknown name.
struct NamedEdit {
    std::string name;
    std::size_t at = 0, to = 0;
    double amount = 0;
    std::vector<Action> with;
};
std::vector<Action> edited(std::span<const Action> actions, const NamedEdit& edit);

} // namespace w2v
