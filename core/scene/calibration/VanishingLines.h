#pragma once
#include <span>

#include <Eigen/Core>

#include "core/geometry/Camera.h"

namespace w2v {

/// A straight line drawn over a picture, in its pixels (corner convention, see Intrinsics).
struct PictureSegment {
    Eigen::Vector2d from = Eigen::Vector2d::Zero(), to = Eigen::Vector2d::Zero();
    bool operator==(const PictureSegment&) const = default;
};

/// Where lines that are parallel in the world meet in the picture, in homogeneous pixels (third component 0: they are parallel
/// in the picture as well). Two lines are intersected; more are fitted so that the sum of squared distances of the lines from
/// the point is least (smallest eigenvector of the sum of l l^T, coordinates centred and scaled to the picture).
/// Throws Error for fewer than two lines, too short ones, and lines that are one and the same.
Eigen::Vector3d vanishingPoint(std::span<const PictureSegment> lines, int width, int height);

/// The focal length that two directions at right angles tell of a camera with square pixels and its principal point in the
/// picture's middle: (v1 - c) . (v2 - c) = -f^2 for their vanishing points (Caprile and Torre 1990).
struct VanishingFocal {
    double pixels = 0;
    double deviation = 0;         ///< standard deviation when every marked end is off by one pixel, pixels
};

/// Throws Error when a direction's lines are parallel in the picture (then it says nothing of the focal length) or when the two
/// cannot be at right angles.
VanishingFocal focalFromVanishing(std::span<const PictureSegment> first, std::span<const PictureSegment> second, int width, int height);

/// Directions of a room in camera axes, unit length.
struct RoomDirections {
    Eigen::Vector3d first, second; ///< of the lines, z not negative
    Eigen::Vector3d down;          ///< of both and their normal the one nearest the camera's y axis
    Eigen::Vector3d ahead;         ///< of the horizontal ones the one nearest the camera's z axis, at right angles to down
};

/// The directions as a known camera sees them; lines may be parallel in the picture. Throws Error when the two are the same.
RoomDirections roomDirections(std::span<const PictureSegment> first, std::span<const PictureSegment> second, const Intrinsics& camera);

} // namespace w2v
