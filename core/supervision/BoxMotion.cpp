#include "core/supervision/BoxMotion.h"

#include <algorithm>
#include <limits>

#include "core/motion/Trajectory.h"

namespace w2v {

namespace {

constexpr double kNear = 0.05; // metres; closer counts as behind the camera

} // namespace

Rigid3d poseAfter(const std::vector<Action>& actions)
{
    const StepLimits whole{1e9, 1e9, 2};
    return followActions(actions, whole, {}).startFromCamera.back();
}

std::optional<Box2d> moveBox(const Box2d& box, const Rigid3d& startFromEnd, const Intrinsics& camera, double depth)
{
    if (!camera.valid())
        return std::nullopt;
    const double toX = camera.width / 1000.0, toY = camera.height / 1000.0;
    const Rigid3d endFromStart = startFromEnd.inverse();
    constexpr double kInfinity = std::numeric_limits<double>::infinity();
    Box2d moved{kInfinity, kInfinity, -kInfinity, -kInfinity};
    for (const double x : {box.x1, box.x2}) {
        for (const double y : {box.y1, box.y2}) {
            const Eigen::Vector3d point = endFromStart * unproject(camera, x * toX, y * toY, depth);
            if (point.z() < kNear)
                return std::nullopt;
            const Eigen::Vector2d pixel = project(camera, point);
            moved = {std::min(moved.x1, pixel.x() / toX), std::min(moved.y1, pixel.y() / toY),
                     std::max(moved.x2, pixel.x() / toX), std::max(moved.y2, pixel.y() / toY)};
        }
    }
    return moved;
}

Box2d clipToImage(const Box2d& box)
{
    const auto clip = [](double value) { return std::clamp(value, 0.0, 1000.0); };
    return {clip(box.x1), clip(box.y1), clip(box.x2), clip(box.y2)};
}

double shareInside(const Box2d& box)
{
    return box.area() > 0 ? clipToImage(box).area() / box.area() : 0;
}

double heightAt(const Box2d& box, double depth, const Intrinsics& camera)
{
    return camera.valid() ? box.height() * camera.height / 1000.0 * depth / camera.fy : 0;
}

double depthOfHeight(const Box2d& box, double meters, const Intrinsics& camera)
{
    return camera.valid() && box.height() > 0 ? meters * camera.fy / (box.height() * camera.height / 1000.0) : 0;
}

} // namespace w2v
