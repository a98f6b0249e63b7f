#include "core/motion/PlanarPose.h"

#include <cmath>
#include <numbers>

namespace w2v {

namespace {

double radians(double degrees)
{
    return std::remainder(degrees, 360.0) * std::numbers::pi / 180;
}

} // namespace

double wrappedDegrees(double degrees)
{
    const double wrapped = std::remainder(degrees, 360.0);
    return wrapped == -180 ? 180 : wrapped;
}

PlanarPose PlanarPose::after(const Action& action, double share) const
{
    PlanarPose pose = *this;
    const double amount = action.magnitude * share;
    const double s = std::sin(radians(degrees)), c = std::cos(radians(degrees));
    const auto move = [&](double toRight, double ahead) {
        pose.right += c * toRight + s * ahead;
        pose.forward += -s * toRight + c * ahead;
    };
    switch (action.kind) {
    case ActionKind::Forward: move(0, amount); break;
    case ActionKind::Backward: move(0, -amount); break;
    case ActionKind::ShiftLeft: move(-amount, 0); break;
    case ActionKind::ShiftRight: move(amount, 0); break;
    case ActionKind::TurnLeft: pose.degrees -= amount; break;
    case ActionKind::TurnRight: pose.degrees += amount; break;
    }
    return pose;
}

Rigid3d PlanarPose::startFromCamera() const
{
    Rigid3d pose = Rigid3d::Identity();
    pose.linear() = yawRotation(radians(degrees));
    pose.translation() = Eigen::Vector3d(right, 0, forward);
    return pose;
}

PlanarPose PlanarPose::of(const Rigid3d& startFromCamera)
{
    return {startFromCamera.translation().x(), startFromCamera.translation().z(),
            yawOf(startFromCamera.linear()) * 180 / std::numbers::pi};
}

} // namespace w2v
