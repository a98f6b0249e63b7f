#include "core/scene/calibration/FloorPlane.h"

#include <cmath>
#include <numbers>

#include <Eigen/Eigenvalues>
#include <Eigen/Geometry>
#include <fmt/format.h>

#include "core/base/Error.h"

namespace w2v {

void checkTilt(const Eigen::Vector3d& down, const char* subject)
{
    const double tilt = std::acos(std::clamp(down.y(), -1.0, 1.0)) * 180 / std::numbers::pi;
    if (!(tilt <= kMostTilt))
        throw Error(subject, fmt::format("the floor would be tilted by {:.0f} degrees against the picture; at most {:.0f} are understood", tilt, kMostTilt),
                    "Check that the marks lie on the floor and that the picture is upright");
}

FloorPlane floorThrough(std::span<const Eigen::Vector3d> points)
{
    const char* subject = "floor";
    if (points.size() < 3)
        throw Error(subject, "three points are needed", "Click three points of the floor that are well apart");
    Eigen::Vector3d middle = Eigen::Vector3d::Zero();
    for (const Eigen::Vector3d& p : points)
        middle += p / static_cast<double>(points.size());
    Eigen::Matrix3d spread = Eigen::Matrix3d::Zero();
    for (const Eigen::Vector3d& p : points)
        spread += (p - middle) * (p - middle).transpose();
    const Eigen::SelfAdjointEigenSolver<Eigen::Matrix3d> solver(spread);
    if (!(solver.eigenvalues()[1] > 1e-4 * solver.eigenvalues()[2]))
        throw Error(subject, "the points lie on one line", "Click three points of the floor that are well apart");
    FloorPlane plane;
    plane.down = solver.eigenvectors().col(0);
    if (plane.down.y() < 0)
        plane.down = -plane.down;
    plane.height = plane.down.dot(middle);
    plane.deviation = std::sqrt(std::max(0.0, solver.eigenvalues()[0]) / static_cast<double>(points.size()));
    checkTilt(plane.down, subject);
    if (!(plane.height > 0))
        throw Error(subject, "the points lie above the camera", "Click points of the floor, not of the ceiling");
    return plane;
}

Eigen::Matrix3d levelFromCamera(const Eigen::Vector3d& down)
{
    return Eigen::Quaterniond::FromTwoVectors(down, Eigen::Vector3d::UnitY()).toRotationMatrix();
}

} // namespace w2v
