#include "core/motion/Waypoint.h"

#include <cmath>
#include <numbers>

namespace w2v {

namespace {

/// A multiple of `step` without the noise of binary fractions: 3 * 0.1 is 0.3.
double snapped(double value, double step)
{
    return step > 0 ? std::round(std::round(value / step) * step * 1e9) / 1e9 : value;
}

void push(std::vector<Action>& actions, ActionKind positive, ActionKind negative, double amount)
{
    if (std::abs(amount) > 1e-9)
        actions.push_back({amount > 0 ? positive : negative, std::abs(amount)});
}

/// The point as the camera at the path's end sees it, on its own floor plane: (right, forward), metres.
Eigen::Vector2d seenFrom(const Rigid3d& startFromCamera, const Eigen::Vector3d& point)
{
    const Eigen::Vector3d local = startFromCamera.inverse() * point;
    return {local.x(), local.z()};
}

} // namespace

std::vector<Action> actionsToward(const Rigid3d& startFromCamera, const Eigen::Vector3d& point, const SnapSteps& snap)
{
    std::vector<Action> actions;
    const Eigen::Vector2d seen = seenFrom(startFromCamera, point);
    if (!seen.allFinite() || seen.norm() < 1e-6)
        return actions;
    const double turn = snapped(std::atan2(seen.x(), seen.y()) * 180 / std::numbers::pi, snap.degrees);
    const double heading = turn * std::numbers::pi / 180;
    const double along = seen.x() * std::sin(heading) + seen.y() * std::cos(heading);
    push(actions, ActionKind::TurnRight, ActionKind::TurnLeft, turn);
    push(actions, ActionKind::Forward, ActionKind::Backward, snapped(along, snap.meters));
    return actions;
}

std::vector<Action> strafeToward(const Rigid3d& startFromCamera, const Eigen::Vector3d& point, const SnapSteps& snap)
{
    std::vector<Action> actions;
    const Eigen::Vector2d seen = seenFrom(startFromCamera, point);
    if (!seen.allFinite())
        return actions;
    push(actions, ActionKind::Forward, ActionKind::Backward, snapped(seen.y(), snap.meters));
    push(actions, ActionKind::ShiftRight, ActionKind::ShiftLeft, snapped(seen.x(), snap.meters));
    return actions;
}

} // namespace w2v
