#pragma once
#include <span>

#include "core/exchange/PoseFile.h"
#include "core/motion/PathFit.h"

namespace w2v {

/// A sequence of poses as actions, and what that costs.
struct ResampledPath {
    std::vector<Action> actions;
    bool exact = false;          ///< the poses are those of the actions, within 0.1 mm and 0.01 degrees
    bool level = false;          ///< the start was levelled: its pitch and roll are not part of the path
    Rigid3d worldFromStart = Rigid3d::Identity();
    PathFitError error;          ///< in the plane
    double maxHeightMeters = 0;  ///< how far poses lie above or below the plane
    double maxTiltDegrees = 0;   ///< how far poses pitch or roll out of it
};

/// Actions that lead along free poses. Poses that are made of straight moves and turns on the spot give exactly those; others
/// are fitted (see fitPath()) on the plane of the first camera's own axes, or on a level plane through it when that is nearer to
/// the poses. Throws Error for an empty sequence.
ResampledPath actionsFromPoses(std::span<const PosedFrame> frames, const SnapSteps& snap = {});

} // namespace w2v
