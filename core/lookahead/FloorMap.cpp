#include "core/lookahead/FloorMap.h"

#include <algorithm>
#include <cmath>

#include <opencv2/imgproc.hpp>

namespace w2v {

namespace {

constexpr double kCell = 0.05;                  // metres
constexpr double kLow = 0.15, kHigh = 1.9;      // metres above the floor
constexpr int kMaxSide = 4000;                  // cells
constexpr int kMinPoints = 3;                   // in a cell
constexpr std::size_t kMaxSamples = 30'000'000; // of triangles

/// Distance from (x, z) to a footprint's edge; 0 inside.
double distanceTo(const Footprint& f, double x, double z)
{
    const double dx = x - f.center.x(), dz = z - f.center.y(), c = std::cos(f.yaw), s = std::sin(f.yaw);
    return std::hypot(std::max(0.0, std::abs(c * dx - s * dz) - f.half.x()), std::max(0.0, std::abs(s * dx + c * dz) - f.half.y()));
}

} // namespace

FloorMap::FloorMap(const Scene& scene, const Rigid3d& levelFromWorld, double floorY) : m_levelFromWorld(levelFromWorld)
{
    if (scene.room || !scene.footprints.empty())
        m_exact = &scene;
    else
        buildGrid(scene, floorY);
}

void FloorMap::buildGrid(const Scene& scene, double floorY)
{
    Eigen::AlignedBox2d extent;
    const auto level = [&](const Eigen::Vector3f& p) { return Eigen::Vector3d(m_levelFromWorld * p.cast<double>()); };
    const auto flat = [](const Eigen::Vector3d& p) { return Eigen::Vector2d(p.x(), p.z()); };
    for (const Mesh& mesh : scene.meshes)
        for (const Eigen::Vector3f& p : mesh.positions)
            extent.extend(flat(level(p)));
    m_hasExtent = !extent.isEmpty();
    for (const Eigen::Vector3f& p : scene.points.positions)
        if (p.allFinite())
            extent.extend(flat(level(p)));
    if (extent.isEmpty() || !extent.min().allFinite() || !extent.max().allFinite())
        return;
    m_low = extent.min();
    m_high = extent.max();
    const Eigen::Vector2d size = extent.sizes();
    if (size.maxCoeff() > kMaxSide * kCell)
        return; // a landscape: nothing to bump into at this scale
    m_origin = m_low;
    m_width = static_cast<int>(size.x() / kCell) + 1;
    m_height = static_cast<int>(size.y() / kCell) + 1;
    cv::Mat counts(m_height, m_width, CV_16U, cv::Scalar(0));
    const auto add = [&](const Eigen::Vector3d& p, int weight) {
        const double above = floorY - p.y();
        if (!(above > kLow && above < kHigh))
            return;
        const int x = std::clamp(static_cast<int>((p.x() - m_origin.x()) / kCell), 0, m_width - 1);
        const int y = std::clamp(static_cast<int>((p.z() - m_origin.y()) / kCell), 0, m_height - 1);
        auto& count = counts.at<std::uint16_t>(y, x);
        count = static_cast<std::uint16_t>(std::min(count + weight, 60000));
    };
    for (const Eigen::Vector3f& p : scene.points.positions)
        if (p.allFinite())
            add(level(p), 1);
    std::size_t samples = 0;
    for (const Mesh& mesh : scene.meshes) {
        for (std::size_t t = 0; t + 2 < mesh.indices.size() && samples < kMaxSamples; t += 3) {
            const Eigen::Vector3d a = level(mesh.positions[mesh.indices[t]]), b = level(mesh.positions[mesh.indices[t + 1]]),
                                  c = level(mesh.positions[mesh.indices[t + 2]]);
            const double top = floorY - std::min({a.y(), b.y(), c.y()}), bottom = floorY - std::max({a.y(), b.y(), c.y()});
            if (top <= kLow || bottom >= kHigh)
                continue;
            const double longest = std::max({(b - a).norm(), (c - a).norm(), (c - b).norm()});
            const double n = std::clamp(std::ceil(longest / (kCell * 0.8)), 1.0, 2000.0);
            for (double i = 0; i <= n; ++i)
                for (double j = 0; j <= n - i; ++j, ++samples)
                    add(a + (b - a) * (i / n) + (c - a) * (j / n), kMinPoints);
        }
    }
    const cv::Mat isFree = counts < kMinPoints;
    if (cv::countNonZero(isFree) == m_width * m_height)
        return;
    cv::Mat distances;
    cv::distanceTransform(isFree, distances, cv::DIST_L2, cv::DIST_MASK_PRECISE);
    m_distances.resize(static_cast<std::size_t>(m_width) * static_cast<std::size_t>(m_height));
    for (int y = 0; y < m_height; ++y)
        for (int x = 0; x < m_width; ++x)
            m_distances[static_cast<std::size_t>(y) * static_cast<std::size_t>(m_width) + static_cast<std::size_t>(x)] =
                distances.at<float>(y, x) * static_cast<float>(kCell);
}

FloorMap::Place FloorMap::at(const Eigen::Vector3d& world, double walkerRadius) const
{
    Place place{false, false, kFar};
    if (m_exact) {
        const double x = world.x(), z = world.z();
        constexpr double kHeadroom = 2.0;
        for (const Footprint& footprint : m_exact->footprints)
            if (footprint.bottom < kHeadroom)
                place.clearance = std::min(place.clearance, distanceTo(footprint, x, z));
        if (m_exact->room) {
            const Eigen::Vector3d low = m_exact->room->min(), high = m_exact->room->max();
            const double wall = std::min({x - low.x(), high.x() - x, z - low.z(), high.z() - z});
            place.outside = wall < 0;
            place.clearance = std::min(place.clearance, std::max(0.0, wall));
        }
        place.blocked = !place.outside && place.clearance <= walkerRadius;
        return place;
    }
    const Eigen::Vector3d level = m_levelFromWorld * world;
    const Eigen::Vector2d p(level.x(), level.z());
    place.outside = m_hasExtent && ((p - m_low).minCoeff() < 0 || (m_high - p).minCoeff() < 0);
    if (m_distances.empty())
        return place;
    const int x = static_cast<int>(std::floor((p.x() - m_origin.x()) / kCell)), y = static_cast<int>(std::floor((p.y() - m_origin.y()) / kCell));
    const int cx = std::clamp(x, 0, m_width - 1), cy = std::clamp(y, 0, m_height - 1);
    // Beyond the grid nothing is nearer than the way back to it.
    const double away = std::hypot(x - cx, y - cy) * kCell;
    const double near = m_distances[static_cast<std::size_t>(cy) * static_cast<std::size_t>(m_width) + static_cast<std::size_t>(cx)];
    place.clearance = std::min(kFar, std::max(away, near));
    place.blocked = !place.outside && place.clearance <= walkerRadius;
    return place;
}

} // namespace w2v
