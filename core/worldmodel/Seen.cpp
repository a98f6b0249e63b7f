#include "core/worldmodel/Seen.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace w2v {

namespace {

double medianWithin(const DepthMap& depth, int left, int top, int right, int bottom)
{
    std::vector<float> known;
    for (int y = top; y < bottom; ++y)
        for (int x = left; x < right; ++x)
            if (const float d = depth.at(x, y); d > 0 && std::isfinite(d))
                known.push_back(d);
    if (known.empty())
        return 0;
    const auto middle = known.begin() + static_cast<std::ptrdiff_t>(known.size() / 2);
    std::nth_element(known.begin(), middle, known.end());
    return *middle;
}

} // namespace

Mask seenFromStart(const DepthMap& startDepth, const Intrinsics& startCamera, const Rigid3d& startFromView, const Intrinsics& view)
{
    Mask seen(view.width, view.height);
    const Rigid3d viewFromStart = startFromView.inverse();
    for (int y = 0; y < startDepth.height(); ++y)
        for (int x = 0; x < startDepth.width(); ++x) {
            const double depth = startDepth.at(x, y);
            if (!(depth > 0) || !std::isfinite(depth))
                continue;
            const Eigen::Vector3d point = viewFromStart * unproject(startCamera, x + 0.5, y + 0.5, depth);
            if (point.z() < 1e-3)
                continue;
            const Eigen::Vector2d at = project(view, point);
            // Half the size that the pixel has in the view, a quarter more against cracks.
            const double halfX = 0.5 * 1.25 * view.fx * depth / (startCamera.fx * point.z());
            const double halfY = 0.5 * 1.25 * view.fy * depth / (startCamera.fy * point.z());
            const double left = std::max(0.0, std::ceil(at.x() - halfX - 0.5)), right = std::min(view.width - 1.0, std::floor(at.x() + halfX - 0.5));
            const double top = std::max(0.0, std::ceil(at.y() - halfY - 0.5)), bottom = std::min(view.height - 1.0, std::floor(at.y() + halfY - 0.5));
            for (int v = static_cast<int>(top); v <= bottom; ++v)
                for (int u = static_cast<int>(left); u <= right; ++u)
                    seen.at(u, v) = 255;
        }
    return seen;
}

DepthMap sameViewDepth(const DepthMap& depth, const Intrinsics& camera, const Intrinsics& view)
{
    DepthMap result(view.width, view.height);
    for (int y = 0; y < view.height; ++y)
        for (int x = 0; x < view.width; ++x) {
            const Eigen::Vector2d at = project(camera, unproject(view, x + 0.5, y + 0.5, 1));
            const double u = std::floor(at.x()), v = std::floor(at.y());
            if (u < 0 || v < 0 || u >= depth.width() || v >= depth.height())
                continue;
            if (const float d = depth.at(static_cast<int>(u), static_cast<int>(v)); d > 0 && std::isfinite(d))
                result.at(x, y) = d;
        }
    return result;
}

double middleDepth(const DepthMap& depth)
{
    const int w = depth.width(), h = depth.height();
    const double middle = medianWithin(depth, w / 4, h / 4, w - w / 4, h - h / 4);
    return middle > 0 ? middle : medianWithin(depth, 0, 0, w, h);
}

} // namespace w2v
