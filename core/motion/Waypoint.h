#pragma once
#include <vector>

#include "core/geometry/Camera.h"
#include "core/motion/Action.h"

namespace w2v {

/// Grid of drawn moves. The texts of drawn paths hold these numbers exactly.
struct SnapSteps {
    double meters = 0.1;
    double degrees = 10;
};

/// The actions that lead from a pose of a path to a point on the floor: a turn on the spot toward it, snapped, then a
/// straight move forward of the snapped distance along the new heading; parts that snap to nothing are left out.
/// `startFromCamera`: the pose at the path's end; `point` in the start camera's frame (its height is ignored), metres.
std::vector<Action> actionsToward(const Rigid3d& startFromCamera, const Eigen::Vector3d& point, const SnapSteps& snap = {});

/// The same without turning: a move forward or backward and one to the left or right.
std::vector<Action> strafeToward(const Rigid3d& startFromCamera, const Eigen::Vector3d& point, const SnapSteps& snap = {});

} // namespace w2v
