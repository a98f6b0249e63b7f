#pragma once
#include <optional>
#include <vector>

#include "core/base/Rng.h"
#include "core/scene/Scene.h"

namespace w2v::room {

/// Where an object stands: centre on the floor and yaw (its back is at -z of its own axes, its front looks along +z).
struct Spot {
    double x = 0, z = 0, yaw = 0;
};

/// One of the four walls, seen from inside: s runs along `along` from `origin`; `inward` points into the room.
struct Wall {
    Eigen::Vector2d origin, along, inward;
    double length = 0, yaw = 0; ///< yaw of an object with its back to this wall

    Spot spot(double s, double outward) const
    {
        const Eigen::Vector2d p = origin + s * along + outward * inward;
        return {p.x(), p.y(), yaw};
    }
};

/// Keeps the floor plan: which floor is taken, which walls are, and what has to stay clear.
class Layout {
public:
    Layout(double width, double depth, double height);

    double width() const { return m_width; }
    double depth() const { return m_depth; }
    double height() const { return m_height; }
    const Wall& wall(int i) const { return m_walls[static_cast<std::size_t>(i)]; }

    /// A rectangle of wall, s and height ranges, that nothing else may cover.
    bool wallFree(int wall, double s0, double s1, double low, double high) const;
    void takeWall(int wall, double s0, double s1, double low, double high);

    /// Floor rectangle inside the room, clear of all that stands there and, unless `onClear`, of what must stay clear.
    bool fits(const Footprint& f, double gap) const;
    void take(const Footprint& f) { m_taken.push_back(f); }
    /// Floor that stays open for walking; such places may overlap each other.
    void keepClear(const Footprint& f) { m_clear.push_back(f); }

    /// A place with its back to a wall for an object of width w, depth d, height h with `clearance` metres left open before
    /// it; takes wall and floor. `walls` limits the choice.
    std::optional<Spot> againstWall(Rng& rng, const std::vector<int>& walls, double w, double d, double h, double clearance,
                                    double gap = 0.06);
    /// A free-standing place with `around` metres left open on all sides; takes the floor.
    std::optional<Spot> standing(Rng& rng, double w, double d, double h, double around, double yaw);
    /// A piece of wall for a picture; `s` of its centre. Takes the wall.
    std::optional<double> onWall(Rng& rng, int wall, double w, double low, double high);

    /// Takes the floor under an object (for groups placed by hand) when it fits.
    bool tryTake(const Spot& spot, double w, double d, double h, double gap = 0.04);

    const std::vector<Footprint>& taken() const { return m_taken; }
    /// Share of the floor on which a walker of radius 0.35 m can stand.
    double freeShare() const;

private:
    double m_width, m_depth, m_height;
    std::vector<Wall> m_walls;
    struct Patch {
        int wall;
        double s0, s1, low, high;
    };
    std::vector<Patch> m_patches;
    std::vector<Footprint> m_taken, m_clear;
};

/// Whether two floor rectangles come closer than `gap` (separating axes of both).
bool overlap(const Footprint& a, const Footprint& b, double gap);

} // namespace w2v::room
