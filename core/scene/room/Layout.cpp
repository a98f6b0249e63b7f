#include "core/scene/room/Layout.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace w2v::room {

namespace {

Eigen::Vector2d axisX(const Footprint& f)
{
    return {std::cos(f.yaw), -std::sin(f.yaw)};
}

Eigen::Vector2d axisZ(const Footprint& f)
{
    return {std::sin(f.yaw), std::cos(f.yaw)};
}

double reach(const Footprint& f, const Eigen::Vector2d& axis)
{
    return f.half.x() * std::abs(axis.dot(axisX(f))) + f.half.y() * std::abs(axis.dot(axisZ(f)));
}

Footprint footprint(const Spot& spot, double w, double d, double h)
{
    Footprint f;
    f.center = {spot.x, spot.z};
    f.half = {w / 2, d / 2};
    f.yaw = spot.yaw;
    f.top = h;
    return f;
}

} // namespace

bool overlap(const Footprint& a, const Footprint& b, double gap)
{
    const Eigen::Vector2d between = b.center - a.center;
    for (const Eigen::Vector2d& axis : {axisX(a), axisZ(a), axisX(b), axisZ(b)})
        if (std::abs(between.dot(axis)) >= reach(a, axis) + reach(b, axis) + gap)
            return false;
    return true;
}

Layout::Layout(double width, double depth, double height) : m_width(width), m_depth(depth), m_height(height)
{
    constexpr double pi = std::numbers::pi;
    m_walls = {{{0, 0}, {1, 0}, {0, 1}, width, 0.0},
               {{width, 0}, {0, 1}, {-1, 0}, depth, -pi / 2},
               {{width, depth}, {-1, 0}, {0, -1}, width, pi},
               {{0, depth}, {0, -1}, {1, 0}, depth, pi / 2}};
}

bool Layout::wallFree(int wall, double s0, double s1, double low, double high) const
{
    if (s0 < 0 || s1 > m_walls[static_cast<std::size_t>(wall)].length || high > m_height)
        return false;
    return std::none_of(m_patches.begin(), m_patches.end(), [&](const Patch& p) {
        return p.wall == wall && p.s0 < s1 && p.s1 > s0 && p.low < high && p.high > low;
    });
}

void Layout::takeWall(int wall, double s0, double s1, double low, double high)
{
    m_patches.push_back({wall, s0, s1, low, high});
}

bool Layout::fits(const Footprint& f, double gap) const
{
    const double rx = reach(f, {1, 0}), rz = reach(f, {0, 1});
    if (f.center.x() - rx < 0 || f.center.x() + rx > m_width || f.center.y() - rz < 0 || f.center.y() + rz > m_depth)
        return false;
    const auto hits = [&](const Footprint& other) { return overlap(f, other, gap); };
    return std::none_of(m_taken.begin(), m_taken.end(), hits)
        && std::none_of(m_clear.begin(), m_clear.end(), [&](const Footprint& other) { return overlap(f, other, 0); });
}

std::optional<Spot> Layout::againstWall(Rng& rng, const std::vector<int>& walls, double w, double d, double h,
                                        double clearance, double gap)
{
    constexpr double kBehind = 0.03; // skirting boards keep furniture this far off the wall
    for (int attempt = 0; attempt < 40; ++attempt) {
        const int wallIndex = rng.pick(walls);
        const Wall& wall = m_walls[static_cast<std::size_t>(wallIndex)];
        if (wall.length < w + 2 * gap)
            continue;
        const double s = rng.uniform(w / 2 + gap, wall.length - w / 2 - gap);
        if (!wallFree(wallIndex, s - w / 2, s + w / 2, 0, h))
            continue;
        const Spot spot = wall.spot(s, d / 2 + kBehind);
        const Footprint f = footprint(spot, w, d, h);
        if (!fits(f, gap))
            continue;
        const Footprint before = footprint(wall.spot(s, d + kBehind + clearance / 2), 0.8 * w, clearance, h);
        if (clearance > 0 && std::any_of(m_taken.begin(), m_taken.end(), [&](const Footprint& t) { return overlap(before, t, 0); }))
            continue;
        take(f);
        if (clearance > 0)
            keepClear(before);
        takeWall(wallIndex, s - w / 2, s + w / 2, 0, h);
        return spot;
    }
    return std::nullopt;
}

std::optional<Spot> Layout::standing(Rng& rng, double w, double d, double h, double around, double yaw)
{
    for (int attempt = 0; attempt < 40; ++attempt) {
        const Spot spot{rng.uniform(0, m_width), rng.uniform(0, m_depth), yaw};
        if (!fits(footprint(spot, w + 2 * around, d + 2 * around, h), 0))
            continue;
        take(footprint(spot, w, d, h));
        return spot;
    }
    return std::nullopt;
}

std::optional<double> Layout::onWall(Rng& rng, int wallIndex, double w, double low, double high)
{
    const double length = m_walls[static_cast<std::size_t>(wallIndex)].length;
    for (int attempt = 0; attempt < 12 && length > w + 0.4; ++attempt) {
        const double s = rng.uniform(w / 2 + 0.2, length - w / 2 - 0.2);
        if (!wallFree(wallIndex, s - w / 2 - 0.12, s + w / 2 + 0.12, low, high))
            continue;
        takeWall(wallIndex, s - w / 2, s + w / 2, low, high);
        return s;
    }
    return std::nullopt;
}

bool Layout::tryTake(const Spot& spot, double w, double d, double h, double gap)
{
    const Footprint f = footprint(spot, w, d, h);
    if (!fits(f, gap))
        return false;
    take(f);
    return true;
}

double Layout::freeShare() const
{
    Scene plan;
    plan.room = Eigen::AlignedBox3d(Eigen::Vector3d(0, -m_height, 0), Eigen::Vector3d(m_width, 0, m_depth));
    plan.footprints = m_taken;
    constexpr int kGrid = 24;
    int free = 0;
    for (int j = 0; j < kGrid; ++j)
        for (int i = 0; i < kGrid; ++i)
            free += plan.isFree((i + 0.5) * m_width / kGrid, (j + 0.5) * m_depth / kGrid, 0.35);
    return static_cast<double>(free) / (kGrid * kGrid);
}

} // namespace w2v::room
