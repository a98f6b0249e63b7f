#include "core/worldmodel/Observed.h"

#include <algorithm>
#include <cmath>

namespace w2v {
namespace {

bool seenAt(const DepthMap& depth, const Eigen::Vector2d& pixel, double z)
{
    const int x0 = static_cast<int>(std::floor(pixel.x() - 0.5)), y0 = static_cast<int>(std::floor(pixel.y() - 0.5));
    const double tolerance = 0.02 + 0.02 * z;
    for (int dy = 0; dy < 2; ++dy)
        for (int dx = 0; dx < 2; ++dx) {
            const int x = std::clamp(x0 + dx, 0, depth.width() - 1), y = std::clamp(y0 + dy, 0, depth.height() - 1);
            const double d = depth.at(x, y);
            if (d > 0 && std::abs(d - z) <= tolerance)
                return true;
        }
    return false;
}

} // namespace

Mask observedFrom(const ViewRequest& first, const DepthMap& firstDepth, const ViewRequest& view, const DepthMap& depth)
{
    const int width = depth.width(), height = depth.height();
    Mask observed(width, height);
    const Rigid3d firstFromView = first.worldFromCamera.inverse() * view.worldFromCamera;
    const auto inside = [&](const Eigen::Vector2d& p) {
        return p.x() >= 0 && p.y() >= 0 && p.x() < firstDepth.width() && p.y() < firstDepth.height();
    };
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x) {
            const double z = depth.at(x, y);
            const Eigen::Vector3d ray = unproject(view.camera, x + 0.5, y + 0.5, 1.0);
            const Eigen::Vector3d point = z > 0 ? Eigen::Vector3d(firstFromView * (ray * z)) : firstFromView.linear() * ray;
            if (point.z() <= 1e-3)
                continue;
            const Eigen::Vector2d pixel = project(first.camera, point);
            if (!inside(pixel))
                continue;
            const bool seen = z > 0
                ? seenAt(firstDepth, pixel, point.z())
                : firstDepth.at(static_cast<int>(pixel.x()), static_cast<int>(pixel.y())) <= 0;
            observed.at(x, y) = seen ? 255 : 0;
        }
    return observed;
}

double observedShare(const Mask& observed)
{
    const auto seen = std::count_if(observed.data(), observed.data() + observed.pixels(), [](std::uint8_t v) { return v != 0; });
    return observed.empty() ? 0.0 : static_cast<double>(seen) / static_cast<double>(observed.pixels());
}

} // namespace w2v
