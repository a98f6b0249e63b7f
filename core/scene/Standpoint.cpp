#include <cmath>
#include <numbers>

#include "core/scene/RoomGenerator.h"

namespace w2v {

namespace {

/// Distance along a horizontal direction to the room's walls or the first footprint.
double openDistance(const Scene& scene, const Eigen::Vector2d& from, const Eigen::Vector2d& direction, double limit)
{
    for (double t = 0.1; t < limit; t += 0.1) {
        const Eigen::Vector2d p = from + t * direction;
        if (!scene.isFree(p.x(), p.y(), 0.0))
            return t;
    }
    return limit;
}

int objectsAhead(const Scene& scene, const Eigen::Vector2d& from, const Eigen::Vector2d& direction)
{
    int count = 0;
    for (const Instance& instance : scene.instances) {
        if (instance.structure || instance.bounds.isEmpty())
            continue;
        const Eigen::Vector3d center = instance.bounds.center();
        const Eigen::Vector2d to = Eigen::Vector2d(center.x(), center.z()) - from;
        const double distance = to.norm(), ahead = to.dot(direction);
        count += distance > 0.8 && distance < 7.0 && ahead > distance * 0.92; // within 23 degrees of the axis
    }
    return count;
}

} // namespace

std::optional<Rigid3d> sampleStandpoint(const Scene& scene, Rng& rng, double margin)
{
    const Eigen::AlignedBox3d area = scene.room ? *scene.room : scene.bounds;
    if (area.isEmpty())
        return std::nullopt;
    // One looks over a bed or a table, not through a wardrobe; but there must be a step of free floor ahead.
    constexpr double kStep = 0.5, kSeenOver = 1.1;
    Scene tall;
    tall.room = scene.room;
    for (const Footprint& f : scene.footprints)
        if (f.top > kSeenOver)
            tall.footprints.push_back(f);
    for (int attempt = 0; attempt < 1000; ++attempt) {
        const double x = rng.uniform(area.min().x(), area.max().x()), z = rng.uniform(area.min().z(), area.max().z());
        const double yaw = rng.uniform(-std::numbers::pi, std::numbers::pi);
        if (!scene.isFree(x, z, margin))
            continue;
        const Eigen::Vector2d from(x, z), direction(std::sin(yaw), std::cos(yaw));
        // The longer nothing is found, the less is asked of the view.
        const int wantedObjects = attempt < 300 ? 4 : (attempt < 600 ? 2 : (attempt < 800 ? 1 : 0));
        const double wantedSpace = attempt < 300 ? 2.0 : (attempt < 600 ? 1.4 : (attempt < 800 ? 0.9 : 0.5));
        if (openDistance(tall, from, direction, wantedSpace) < wantedSpace || openDistance(scene, from, direction, kStep) < kStep
            || objectsAhead(scene, from, direction) < wantedObjects)
            continue;
        Rigid3d pose = Rigid3d::Identity();
        pose.linear() = yawRotation(yaw);
        pose.translation() = Eigen::Vector3d(x, -kEyeHeight, z);
        return pose;
    }
    return std::nullopt;
}

} // namespace w2v
