#pragma once
#include "core/geometry/Camera.h"
#include "core/image/Raster.h"

namespace w2v {

/// What is assumed of a photograph without depth: an empty box room around a level camera. Metres from the camera.
struct FlatRoom {
    double eyeHeight = 1.5;  ///< camera above the floor
    double ceiling = 1.1;    ///< ceiling above the camera
    double left = 2.2, right = 2.2, ahead = 4.0;
};

/// Depth (metres along z) of the box room's inside for every pixel. Distances must be positive.
DepthMap flatRoomDepth(const Intrinsics& camera, const FlatRoom& room = {});

} // namespace w2v
