#include "core/worldmodel/CarriedLabels.h"

#include <cmath>

namespace w2v {

IdMap carriedInstances(const LabelledView& source, const Rigid3d& startFromView, const Intrinsics& view, const DepthMap& depth, const Mask& observed)
{
    constexpr double kAgree = 0.05; // share of the depth
    IdMap ids(depth.width(), depth.height(), 0);
    for (int y = 0; y < depth.height(); ++y)
        for (int x = 0; x < depth.width(); ++x) {
            const double z = depth.at(x, y);
            if (observed.at(x, y) == 0 || !(z > 0))
                continue;
            const Eigen::Vector3d point = startFromView * unproject(view, x + 0.5, y + 0.5, z);
            if (point.z() <= 0)
                continue;
            const Eigen::Vector2d pixel = project(source.camera, point);
            // The nearest source pixel, or a neighbour where that one lies just beyond an edge.
            double best = kAgree * point.z();
            for (int dy = -1; dy <= 1; ++dy)
                for (int dx = -1; dx <= 1; ++dx) {
                    const int sx = static_cast<int>(std::floor(pixel.x())) + dx, sy = static_cast<int>(std::floor(pixel.y())) + dy;
                    if (sx < 0 || sy < 0 || sx >= source.depth.width() || sy >= source.depth.height())
                        continue;
                    const double beside = 0.3 * kAgree * point.z() * (std::abs(dx) + std::abs(dy));
                    const double error = std::abs(source.depth.at(sx, sy) - point.z()) + beside;
                    if (error < best) {
                        best = error;
                        ids.at(x, y) = source.instances.at(sx, sy);
                    }
                }
        }
    return ids;
}

} // namespace w2v
