#include "core/scene/calibration/RoomMarks.h"

#include <cmath>

#include <fmt/format.h>

#include "core/base/Error.h"
#include "core/scene/calibration/FloorPlane.h"

namespace w2v {

namespace {

[[noreturn]] void throwSide(const char* seam, const char* side)
{
    throw Error("box room", fmt::format("the far wall's seam with the {} is not {} the point where the room's lines meet", seam, side),
                "Drag the seam, or the meeting point, to its side");
}

} // namespace

BoxRoom roomFromMarks(const Intrinsics& camera, const RoomMarks& marks, const Eigen::Vector3d& down, double eyeHeight)
{
    const auto ray = [&](const Eigen::Vector2d& pixel) { return unproject(camera, pixel.x(), pixel.y(), 1.0); };
    Eigen::Vector3d forward = marks.vanishing ? ray(*marks.vanishing) : (Eigen::Vector3d::UnitZ() - down * down.z()).eval();
    forward.normalize();
    // The vanishing point was dragged on purpose: where it contradicts `down`, it is right.
    const Eigen::Vector3d right = down.cross(forward).normalized();
    const Eigen::Vector3d floorward = forward.cross(right);
    checkTilt(floorward, "box room");
    BoxRoom room;
    room.roomFromCamera << right.transpose(), floorward.transpose(), forward.transpose();
    room.eyeHeight = eyeHeight;
    const auto inRoom = [&](const Eigen::Vector2d& pixel) { return Eigen::Vector3d(room.roomFromCamera * ray(pixel)); };
    constexpr double kLeastSlope = 1e-3; // a seam this near the horizon would be kilometres away
    const Eigen::Vector3d f = inRoom(marks.floor), c = inRoom(marks.ceiling), l = inRoom(marks.left), r = inRoom(marks.right);
    if (!(f.z() > 0) || !(f.y() > kLeastSlope * f.z()))
        throwSide("floor", "below");
    room.ahead = eyeHeight / f.y() * f.z();
    if (!(c.z() > 0) || !(-c.y() > kLeastSlope * c.z()))
        throwSide("ceiling", "above");
    room.ceiling = -c.y() / c.z() * room.ahead;
    if (!(l.z() > 0) || !(-l.x() > kLeastSlope * l.z()))
        throwSide("left wall", "left of");
    room.left = -l.x() / l.z() * room.ahead;
    if (!(r.z() > 0) || !(r.x() > kLeastSlope * r.z()))
        throwSide("right wall", "right of");
    room.right = r.x() / r.z() * room.ahead;
    checkRoom(room);
    return room;
}

RoomMarks marksOfRoom(const Intrinsics& camera, const BoxRoom& room)
{
    const Eigen::Matrix3d cameraFromRoom = room.roomFromCamera.transpose();
    const auto seen = [&](double x, double y) { return project(camera, cameraFromRoom * Eigen::Vector3d(x, y, room.ahead)); };
    const double middle = (room.right - room.left) / 2, waist = (room.eyeHeight - room.ceiling) / 2;
    return {seen(middle, room.eyeHeight), seen(middle, -room.ceiling), seen(-room.left, waist), seen(room.right, waist),
            project(camera, cameraFromRoom.col(2))};
}

} // namespace w2v
