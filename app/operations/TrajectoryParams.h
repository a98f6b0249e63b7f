#pragma once
#include "core/base/Json.h"
#include "core/motion/PathFit.h"
#include "core/motion/Trajectory.h"

namespace w2v {

/// max_step_m and max_step_deg, with StepLimits' defaults.
StepLimits stepLimitsFrom(const Json& params);

/// `size` and `fov` (degrees along the longer side), with defaults.
Intrinsics cameraFrom(const Json& params, int defaultWidth, int defaultHeight, double defaultFov);

/// From `trajectory` (a file path or the object itself) or `actions` (text).
CameraTrajectory trajectoryFrom(const Json& params, const Intrinsics& camera);

/// `snap_m` and `snap_deg`: the grid of fitted paths.
SnapSteps snapFrom(const Json& params);

/// {"max_m", "mean_m", "end_m", "max_deg", "mean_deg"}
Json fitErrorToJson(const PathFitError& error);

} // namespace w2v
