#include "core/scene/FlatRoom.h"

#include <algorithm>

#include "core/base/Error.h"

namespace w2v {

DepthMap flatRoomDepth(const Intrinsics& camera, const FlatRoom& room)
{
    if (!camera.valid() || !(std::min({room.eyeHeight, room.ceiling, room.left, room.right, room.ahead}) > 0))
        throw Error("flat room", "camera and distances must be positive", "Correct the room's measures");
    DepthMap depth(camera.width, camera.height);
    for (int v = 0; v < camera.height; ++v)
        for (int u = 0; u < camera.width; ++u) {
            const Eigen::Vector3d ray = unproject(camera, u + 0.5, v + 0.5, 1.0); // depth 1: distance along z is the factor
            double z = room.ahead;
            if (ray.y() > 0)
                z = std::min(z, room.eyeHeight / ray.y());
            if (ray.y() < 0)
                z = std::min(z, room.ceiling / -ray.y());
            if (ray.x() > 0)
                z = std::min(z, room.right / ray.x());
            if (ray.x() < 0)
                z = std::min(z, room.left / -ray.x());
            depth.at(u, v) = static_cast<float>(z);
        }
    return depth;
}

} // namespace w2v
