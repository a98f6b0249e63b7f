#pragma once
#include <cstdint>
#include <vector>

#include "core/scene/Scene.h"

namespace w2v {

/// What a walker bumps into, seen from above. Rooms with footprints are judged exactly; anything else by a grid of 5 cm cells that
/// hold surfaces or points between 0.15 and 1.9 m above the floor (a cell needs several points: depth cameras are noisy).
class FloorMap {
public:
    struct Place {
        bool blocked = false;  ///< an obstacle nearer than the walker's radius
        bool outside = false;  ///< outside of the room, or of a mesh scene's extent
        double clearance = 0;  ///< metres from the walker's middle to the nearest obstacle, at most kFar
    };
    static constexpr double kFar = 3.0;

    /// Knows nothing: every place is free.
    FloorMap() = default;
    /// `levelFromWorld`: into a frame whose y axis points down, where the floor is y = `floorY`; the identity and 0 for scenes.
    /// The scene must outlive the map when it has a room or footprints.
    explicit FloorMap(const Scene& scene, const Rigid3d& levelFromWorld = Rigid3d::Identity(), double floorY = 0);

    bool isKnown() const { return m_exact || !m_distances.empty(); }
    /// `world`: any height.
    Place at(const Eigen::Vector3d& world, double walkerRadius) const;

private:
    void buildGrid(const Scene& scene, double floorY);

    const Scene* m_exact = nullptr;
    Rigid3d m_levelFromWorld = Rigid3d::Identity();
    bool m_hasExtent = false;
    Eigen::Vector2d m_low = Eigen::Vector2d::Zero(), m_high = Eigen::Vector2d::Zero(); ///< of all geometry, (x, z)
    Eigen::Vector2d m_origin = Eigen::Vector2d::Zero();
    int m_width = 0, m_height = 0;
    std::vector<float> m_distances; ///< metres to the nearest occupied cell
};

} // namespace w2v
