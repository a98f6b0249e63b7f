#include "core/scene/BoxRoom.h"

#include <cmath>
#include <limits>

#include "core/base/Error.h"

namespace w2v {

void checkRoom(const BoxRoom& room)
{
    for (const double distance : {room.eyeHeight, room.ceiling, room.left, room.right, room.ahead})
        if (!(distance > 0) || !std::isfinite(distance))
            throw Error("box room", "its walls, floor and ceiling must lie on their sides of the camera", "Correct the room's measures");
}

double reachInRoom(const BoxRoom& room, const Eigen::Vector3d& ray)
{
    const Eigen::Vector3d r = room.roomFromCamera * ray;
    double reach = std::numeric_limits<double>::infinity();
    const auto wall = [&reach](double component, double distance) {
        if (component > 0)
            reach = std::min(reach, distance / component);
    };
    wall(r.z(), room.ahead);
    wall(r.y(), room.eyeHeight);
    wall(-r.y(), room.ceiling);
    wall(r.x(), room.right);
    wall(-r.x(), room.left);
    return std::isfinite(reach) ? reach : 0.0;
}

DepthMap boxRoomDepth(const Intrinsics& camera, const BoxRoom& room)
{
    if (!camera.valid())
        throw Error("box room", "the camera has no focal length", "Give the camera's intrinsics");
    checkRoom(room);
    DepthMap depth(camera.width, camera.height);
    for (int v = 0; v < camera.height; ++v)
        for (int u = 0; u < camera.width; ++u) // a ray of depth 1: its reach is the depth
            depth.at(u, v) = static_cast<float>(reachInRoom(room, unproject(camera, u + 0.5, v + 0.5, 1.0)));
    return depth;
}

std::array<Eigen::Vector3d, 4> farCorners(const BoxRoom& room)
{
    const Eigen::Matrix3d cameraFromRoom = room.roomFromCamera.transpose();
    return {cameraFromRoom * Eigen::Vector3d(-room.left, -room.ceiling, room.ahead),
            cameraFromRoom * Eigen::Vector3d(room.right, -room.ceiling, room.ahead),
            cameraFromRoom * Eigen::Vector3d(room.right, room.eyeHeight, room.ahead),
            cameraFromRoom * Eigen::Vector3d(-room.left, room.eyeHeight, room.ahead)};
}

} // namespace w2v
