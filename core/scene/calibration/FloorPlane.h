#pragma once
#include <span>

#include <Eigen/Core>

namespace w2v {

/// The floor as a camera sees it: points p with down . p = height.
struct FloorPlane {
    Eigen::Vector3d down = Eigen::Vector3d::UnitY(); ///< gravity in camera axes, unit length
    double height = 0;                               ///< of the camera above the floor, metres; positive
    double deviation = 0;                            ///< root mean square distance of the points, metres
};

/// Through three points in camera axes (metres), or fitted to more (least squares of distances). Throws Error for points on one
/// line, a plane that passes above the camera, or one tilted by more than kMostTilt from the picture's horizontal.
FloorPlane floorThrough(std::span<const Eigen::Vector3d> points);

/// Most that a camera may be tilted out of the horizontal, degrees.
inline constexpr double kMostTilt = 50;

/// Throws Error when `down` (camera axes) is tilted by more than kMostTilt from the camera's y axis.
void checkTilt(const Eigen::Vector3d& down, const char* subject);

/// The smallest rotation that levels the camera: takes `down` (camera axes, unit length) to y.
Eigen::Matrix3d levelFromCamera(const Eigen::Vector3d& down);

} // namespace w2v
