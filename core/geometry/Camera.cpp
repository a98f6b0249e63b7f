#include "core/geometry/Camera.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace w2v {

Intrinsics Intrinsics::resized(int newWidth, int newHeight) const
{
    const double sx = static_cast<double>(newWidth) / width, sy = static_cast<double>(newHeight) / height;
    return {fx * sx, fy * sy, cx * sx, cy * sy, newWidth, newHeight};
}

Intrinsics intrinsicsFromFov(int width, int height, double fovDegrees)
{
    const double f = 0.5 * std::max(width, height) / std::tan(fovDegrees * std::numbers::pi / 360.0);
    return {f, f, width / 2.0, height / 2.0, width, height};
}

Eigen::Matrix3d yawRotation(double radians)
{
    const double c = std::cos(radians), s = std::sin(radians);
    Eigen::Matrix3d rotation;
    rotation << c, 0, s, 0, 1, 0, -s, 0, c;
    return rotation;
}

double yawOf(const Eigen::Matrix3d& rotation)
{
    return std::atan2(rotation(0, 2), rotation(2, 2));
}

Eigen::Vector3d unproject(const Intrinsics& camera, double x, double y, double depth)
{
    return {(x - camera.cx) / camera.fx * depth, (y - camera.cy) / camera.fy * depth, depth};
}

Eigen::Vector2d project(const Intrinsics& camera, const Eigen::Vector3d& p)
{
    return {camera.fx * p.x() / p.z() + camera.cx, camera.fy * p.y() / p.z() + camera.cy};
}

bool isValidPose(const Rigid3d& pose)
{
    if (!pose.matrix().allFinite())
        return false;
    const Eigen::Matrix3d r = pose.linear();
    return (r * r.transpose() - Eigen::Matrix3d::Identity()).cwiseAbs().maxCoeff() < 1e-3 && r.determinant() > 0;
}

} // namespace w2v
