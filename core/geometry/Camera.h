#pragma once
#include <Eigen/Geometry>

namespace w2v {

/// A rigid transform. `worldFromCamera` maps camera points to world points (camera-to-world); OpenCV camera axes:
/// x right, y down, z forward; metres. Scene worlds use the same handedness: y points down, the floor is y = 0.
using Rigid3d = Eigen::Isometry3d;

/// Pinhole intrinsics in pixels. The centre of the top-left pixel is at (0.5, 0.5): cx = width/2 is the image centre.
struct Intrinsics {
    double fx = 0, fy = 0, cx = 0, cy = 0;
    int width = 0, height = 0;

    bool valid() const { return fx > 0 && fy > 0 && width > 0 && height > 0; }
    /// The same camera for an image resized to width x height.
    Intrinsics resized(int newWidth, int newHeight) const;
};

/// Square pixels, centred principal point, `fovDegrees` along the longer side (the reference's rule, 54 by default).
Intrinsics intrinsicsFromFov(int width, int height, double fovDegrees);

/// Rotation about the camera's y axis; positive turns right: forward becomes (sin, 0, cos). Radians.
Eigen::Matrix3d yawRotation(double radians);

/// Inverse of yawRotation for any rotation: atan2(R(0,2), R(2,2)), in (-pi, pi].
double yawOf(const Eigen::Matrix3d& rotation);

/// Camera point (metres) of a pixel position (corner convention, see Intrinsics) at a depth along z.
Eigen::Vector3d unproject(const Intrinsics& camera, double x, double y, double depth);

/// Pixel position of a camera point; requires z > 0.
Eigen::Vector2d project(const Intrinsics& camera, const Eigen::Vector3d& pointInCamera);

/// True when every number is finite and the rotation is orthonormal within 1e-3.
bool isValidPose(const Rigid3d& pose);

} // namespace w2v
