#pragma once
#include <array>

#include "core/geometry/Camera.h"
#include "core/image/Raster.h"

namespace w2v {

/// An empty box room around the camera; what is assumed of a photograph without depth, or what was drawn over it. Metres from
/// the camera along the room's axes: x right, y down, z towards the far wall. There is no wall behind the camera.
struct BoxRoom {
    Eigen::Matrix3d roomFromCamera = Eigen::Matrix3d::Identity(); ///< a rotation
    double eyeHeight = 1.5;  ///< camera above the floor
    double ceiling = 1.1;    ///< ceiling above the camera
    double left = 2.2, right = 2.2, ahead = 4.0;
};

/// Throws Error unless all distances are positive and finite.
void checkRoom(const BoxRoom& room);

/// How often `ray` (camera axes) fits into the way to the room's surface; 0 where it leaves through the open back.
double reachInRoom(const BoxRoom& room, const Eigen::Vector3d& ray);

/// Depth (metres along the camera's z) of the room's inside for every pixel; 0 where nothing is ahead.
DepthMap boxRoomDepth(const Intrinsics& camera, const BoxRoom& room = {});

/// Corners of the far wall in camera axes: top left, top right, bottom right, bottom left.
std::array<Eigen::Vector3d, 4> farCorners(const BoxRoom& room);

} // namespace w2v
