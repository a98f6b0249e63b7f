#include "render/scene/OverlayPick.h"

#include <algorithm>
#include <cmath>

namespace w2v {
namespace {

constexpr double kReach = 5; // logical pixels around a line or a small ball that still hit it

/// World points to pixels and depth.
class Projection {
public:
    Projection(const ViewCamera& camera, int width, int height)
        : m_cameraFromWorld(camera.worldFromCamera.inverse()), m_intrinsics(viewIntrinsics(camera, width, height)), m_near(camera.nearPlane)
    {
        if (camera.orthoHeight > 0)
            m_scale = height / camera.orthoHeight;
    }

    struct Place {
        Eigen::Vector2d pixel;
        double depth;
        double pixelsPerMetre;
    };
    std::optional<Place> operator()(const Eigen::Vector3d& world) const
    {
        const Eigen::Vector3d p = m_cameraFromWorld * world;
        if (m_scale > 0)
            return Place{{m_intrinsics.cx + p.x() * m_scale, m_intrinsics.cy + p.y() * m_scale}, p.z(), m_scale};
        if (p.z() < m_near)
            return std::nullopt;
        return Place{project(m_intrinsics, p), p.z(), m_intrinsics.fy / p.z()};
    }

private:
    Rigid3d m_cameraFromWorld;
    Intrinsics m_intrinsics;
    double m_near, m_scale = 0;
};

/// Of the pixel to a projected edge, and where on it (0..1) it is nearest.
std::pair<double, double> edgeDistance(const Eigen::Vector2d& p, const Eigen::Vector2d& a, const Eigen::Vector2d& b)
{
    const Eigen::Vector2d along = b - a;
    const double t = along.squaredNorm() > 0 ? std::clamp((p - a).dot(along) / along.squaredNorm(), 0.0, 1.0) : 0.0;
    return {(a + t * along - p).norm(), t};
}

} // namespace

std::optional<OverlayHit> pickOverlay(const ViewportScene& scene, const ViewCamera& camera, int width, int height, int x, int y)
{
    const Projection project(camera, width, height);
    const Eigen::Vector2d at(x + 0.5, y + 0.5);
    const double reach = kReach * scene.pixelRatio;
    std::optional<OverlayHit> best;
    for (const PointMark& mark : scene.marks) {
        if (mark.id < 0)
            continue;
        const Eigen::Vector3d center = mark.position.cast<double>();
        const auto place = project(center);
        if (!place)
            continue;
        const double radius = std::max<double>({mark.radius * place->pixelsPerMetre, mark.minPixels, reach});
        if ((place->pixel - at).norm() <= radius && (!best || place->depth < best->depth))
            best = OverlayHit{mark.id, false, place->depth, mark.radius + 0.05, center};
    }
    if (best)
        return best;
    double nearest = reach;
    for (const FrustumMark& mark : scene.frusta) {
        if (mark.id < 0 || !mark.camera.valid() || !isValidPose(mark.worldFromCamera))
            continue;
        const double w = mark.camera.width, h = mark.camera.height;
        Eigen::Vector3d corners[5] = {Eigen::Vector3d::Zero(), unproject(mark.camera, 0, 0, mark.size), unproject(mark.camera, w, 0, mark.size),
                                      unproject(mark.camera, w, h, mark.size), unproject(mark.camera, 0, h, mark.size)};
        constexpr int kEdges[8][2] = {{0, 1}, {0, 2}, {0, 3}, {0, 4}, {1, 2}, {2, 3}, {3, 4}, {4, 1}};
        for (const auto& edge : kEdges) {
            const Eigen::Vector3d from = mark.worldFromCamera * corners[edge[0]], to = mark.worldFromCamera * corners[edge[1]];
            const auto a = project(from), b = project(to);
            if (!a || !b)
                continue;
            const auto [away, t] = edgeDistance(at, a->pixel, b->pixel);
            if (away < nearest) {
                nearest = away;
                best = OverlayHit{mark.id, true, a->depth + t * (b->depth - a->depth), 0.05, from + t * (to - from)};
            }
        }
    }
    return best;
}

} // namespace w2v
