#pragma once
#include <optional>

#include "app/operations/RoomData.h"
#include "core/base/Rng.h"
#include "core/motion/Trajectory.h"
#include "core/scene/Scene.h"

namespace w2v {

/// Where somebody stands in a room and how they go on.
struct RoomWalk {
    Rigid3d worldFromStart;
    CameraTrajectory trajectory; ///< its two ends only
};

/// A walk from a free standpoint whose every action ends in free space; nothing where none was found.
std::optional<RoomWalk> planWalk(const Scene& room, const RoomDataOptions& options, const Intrinsics& camera, Rng& rng);

} // namespace w2v
