#pragma once
#include <optional>
#include <span>
#include <vector>

#include "core/motion/PlanarPose.h"
#include "core/motion/Waypoint.h"

namespace w2v {

/// A point of a curve on the floor, in the start camera's frame: metres, and the heading there when it matters (degrees,
/// positive to the right).
struct PathSample {
    double right = 0, forward = 0;
    std::optional<double> degrees;
};

struct PathFitOptions {
    SnapSteps snap;            ///< 0: amounts are not snapped
    double actionCost = 0.6;   ///< what one more action costs; 1 is a deviation of `snap.meters` along 0.1 m of the curve
    int beam = 6;              ///< part-paths kept at each point of the curve
    std::size_t maxSamples = 64;
};

/// How far a path is from the curve it was fitted to: nearest distances, both ways, metres; degrees where headings are given.
struct PathFitError {
    double maxMeters = 0, meanMeters = 0, endMeters = 0;
    double maxDegrees = 0, meanDegrees = 0;
};

struct PathFit {
    std::vector<Action> actions;
    PathFitError error;
};

/// The actions that follow a curve best: dynamic programming over the curve's points with the `beam` best part-paths at each,
/// carried on from where they really are, so that snapping errors do not add up. Without headings the walker faces where it
/// goes (turn, move forward); with headings (all samples or none) it moves and sidesteps as needed. Starts at `start`; an empty
/// or point-like curve gives no actions. Work grows with maxSamples^2 * beam (about 20 ms for the defaults).
PathFit fitPath(const PlanarPose& start, std::span<const PathSample> curve, const PathFitOptions& options = {});

/// The same figures for any actions.
PathFitError pathFitError(const PlanarPose& start, std::span<const Action> actions, std::span<const PathSample> curve);

/// A circle's part around a point of the floor, walked sideways while facing it: a turn toward the point, then `steps` chords of
/// equal angle as turn, sidestep, turn. `degrees` > 0 walks to the walker's right. Amounts are as written (3 decimals). Throws
/// Error when the point is nearer than 0.1 m or steps is not 1 to 360.
std::vector<Action> orbitActions(const PlanarPose& start, double pointRight, double pointForward, double degrees, int steps);

} // namespace w2v
