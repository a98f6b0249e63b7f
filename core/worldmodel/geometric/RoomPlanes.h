#pragma once
#include <vector>

#include "core/geometry/Camera.h"
#include "core/image/Raster.h"
#include "core/worldmodel/geometric/FillFromBehind.h"

namespace w2v {

/// A flat part of what encloses the camera: a floor, a ceiling, a wall.
struct RoomPlane {
    Eigen::Vector3f normal = Eigen::Vector3f::UnitY(); ///< unit length, into the room
    float offset = 0;                                  ///< normal . p on the plane, metres
    std::vector<Eigen::Vector3f> places, colors;       ///< samples of what was seen of it; RGB in 0..255
};
using RoomPlanes = std::vector<RoomPlane>;

/// The planes that have (nearly) everything on their inner side, largest first; found by random sampling (Fischler and Bolles 1981)
/// with a fixed seed and refined by least squares. In the camera's frame. Pixels with `known` 0 or depth 0 do not count.
RoomPlanes findRoomPlanes(const ColorImage& color, const DepthMap& depth, const Mask& known, const Intrinsics& camera);

/// The same planes in the frame of another camera.
RoomPlanes movedPlanes(RoomPlanes planes, const Rigid3d& toFrom);

/// What a view shows if the planes go on beyond what was seen of them.
struct PlaneView {
    DepthMap depth;   ///< metres along z, 0 where no plane is ahead
    FloatColor color; ///< of the samples around, nearer ones first
};
PlaneView viewOfPlanes(const RoomPlanes& planes, const Intrinsics& camera);

} // namespace w2v
