#include "core/worldmodel/geometric/Outlines.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/worldmodel/geometric/DepthMesh.h"

namespace w2v {
namespace {

constexpr float kLeastContrast = 24.0f * 24.0f; // squared distance of two colours below which noise would decide

/// Share of `front` in a mixture of it and `back`.
float shareOf(const std::uint8_t* mixed, const std::uint8_t* front, const std::uint8_t* back, float contrast)
{
    float sum = 0;
    for (int c = 0; c < 3; ++c)
        sum += static_cast<float>(mixed[c] - back[c]) * static_cast<float>(front[c] - back[c]);
    return std::clamp(sum / contrast, 0.0f, 1.0f);
}

} // namespace

Outlines findOutlines(const ColorImage& picture, const ColorImage& unmixed, const DepthMap& depth, const Intrinsics& camera)
{
    const int width = depth.width(), height = depth.height();
    const float cut = steepestSurface(camera);
    Outlines outlines{Raster<float, 1>(width, height), Raster<float, 1>(width, height)};
    const auto reach = [&](int x, int y, int u, int v) {
        const float a = depth.at(x, y), b = depth.at(u, v);
        if (std::abs(a - b) <= cut * std::min(a, b) || std::min(a, b) <= 0)
            return 0.0f;
        const std::uint8_t *one = &unmixed.at(x, y), *other = &unmixed.at(u, v);
        float contrast = 0;
        for (int c = 0; c < 3; ++c)
            contrast += static_cast<float>((one[c] - other[c]) * (one[c] - other[c]));
        if (contrast < kLeastContrast)
            return 0.0f;
        const std::uint8_t *front = a < b ? one : other, *back = a < b ? other : one;
        const float covered = shareOf(&picture.at(x, y), front, back, contrast) + shareOf(&picture.at(u, v), front, back, contrast);
        return std::clamp(covered - 1, -0.5f, 0.5f);
    };
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x) {
            if (x + 1 < width)
                outlines.right.at(x, y) = reach(x, y, x + 1, y);
            if (y + 1 < height)
                outlines.down.at(x, y) = reach(x, y, x, y + 1);
        }
    return outlines;
}

ColorImage grownColor(const ColorImage& unmixed, const DepthMap& depth, const Intrinsics& camera, bool nearer)
{
    const int width = depth.width(), height = depth.height();
    const float cut = steepestSurface(camera);
    ColorImage grown = unmixed;
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x) {
            const float own = depth.at(x, y);
            float best = own;
            for (const auto& [u, v] : {std::pair(x - 1, y), std::pair(x + 1, y), std::pair(x, y - 1), std::pair(x, y + 1)}) {
                if (u < 0 || v < 0 || u >= width || v >= height)
                    continue;
                const float d = depth.at(u, v);
                if (d <= 0 || std::abs(d - own) <= cut * std::min(d, own) || (nearer ? d >= best : d <= best))
                    continue;
                best = d;
                std::copy_n(&unmixed.at(u, v), 3, &grown.at(x, y));
            }
        }
    return grown;
}

} // namespace w2v
