#include "core/scene/Scene.h"

#include <cmath>

namespace w2v {

const Instance* Scene::findInstance(int id) const
{
    // Generators number instances in order, so the id is nearly always the index + 1.
    if (id >= 1 && static_cast<std::size_t>(id) <= instances.size() && instances[id - 1].id == id)
        return &instances[id - 1];
    for (const Instance& instance : instances)
        if (instance.id == id)
            return &instance;
    return nullptr;
}

bool Scene::isFree(double x, double z, double margin) const
{
    if (room) {
        const auto& low = room->min();
        const auto& high = room->max();
        if (x < low.x() + margin || x > high.x() - margin || z < low.z() + margin || z > high.z() - margin)
            return false;
    }
    constexpr double kHeadroom = 2.0;
    for (const Footprint& f : footprints) {
        if (f.bottom >= kHeadroom)
            continue;
        // yawRotation in (x, z): local x axis is (cos, -sin), local z axis is (sin, cos).
        const double dx = x - f.center.x(), dz = z - f.center.y(), c = std::cos(f.yaw), s = std::sin(f.yaw);
        const double outX = std::max(0.0, std::abs(c * dx - s * dz) - f.half.x());
        const double outZ = std::max(0.0, std::abs(s * dx + c * dz) - f.half.y());
        if (outX * outX + outZ * outZ <= margin * margin)
            return false;
    }
    return true;
}

} // namespace w2v
