#pragma once
#include <optional>

#include "core/scene/BoxRoom.h"

namespace w2v {

/// A box room drawn over a picture: a point on each seam of the far wall, and optionally where the room's depth lines meet.
/// Pixels, corner convention; points may lie outside the picture, where a seam is not seen.
struct RoomMarks {
    Eigen::Vector2d floor, ceiling, left, right; ///< seams of the far wall with floor, ceiling, left and right wall
    std::optional<Eigen::Vector2d> vanishing;    ///< none: straight ahead on the horizon
    bool operator==(const RoomMarks&) const = default;
};

/// The room, seen by `camera`, whose floor is `eyeHeight` metres below it. `down` (camera axes, unit length) is the floor's
/// direction as far as it is known; the far wall faces the vanishing point. Each seam point gives one distance by intersecting
/// its ray with the plane found before: floor -> ahead -> ceiling, left, right.
/// Throws Error when a seam lies on the wrong side of the vanishing point.
BoxRoom roomFromMarks(const Intrinsics& camera, const RoomMarks& marks, const Eigen::Vector3d& down, double eyeHeight = 1.5);

/// Marks that give `room` back, for a room without marks yet.
RoomMarks marksOfRoom(const Intrinsics& camera, const BoxRoom& room);

} // namespace w2v
