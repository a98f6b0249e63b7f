#include "core/worldmodel/surfaces/SurfaceTexture.h"

#include <algorithm>
#include <cmath>

#include <opencv2/imgproc.hpp>

#include "core/image/OpenCvBridge.h"
#include "core/worldmodel/geometric/DepthMesh.h"

namespace w2v {
namespace {

constexpr std::uint32_t kApart = 0x01000000u;

class Breaks {
public:
    Breaks(const DepthMap& depth, const Intrinsics& camera) : m_depth(depth), m_cut(steepestSurface(camera)) {}

    bool between(int x, int y, int u, int v) const
    {
        u = std::clamp(u, 0, m_depth.width() - 1);
        v = std::clamp(v, 0, m_depth.height() - 1);
        const float a = m_depth.at(x, y), b = m_depth.at(u, v), steps = static_cast<float>(std::abs(u - x) + std::abs(v - y));
        return std::abs(a - b) > m_cut * steps * std::min(a, b);
    }

    /// Whether the four pixels from (x, y) on do not all belong together.
    bool within(int x, int y) const
    {
        const int u = std::min(x + 1, m_depth.width() - 1), v = std::min(y + 1, m_depth.height() - 1);
        return between(x, y, u, y) || between(x, y, x, v) || between(u, y, u, v) || between(x, v, u, v);
    }

private:
    const DepthMap& m_depth;
    float m_cut;
};

std::uint32_t packed(const std::uint8_t* rgb)
{
    return rgb[0] | static_cast<std::uint32_t>(rgb[1]) << 8 | static_cast<std::uint32_t>(rgb[2]) << 16;
}

/// The color of a quarter of a pixel, mixed only with neighbours on the same surface.
std::uint32_t ownQuarter(const ColorImage& color, const Breaks& breaks, int x, int y, int right, int down)
{
    const int u = std::clamp(x + (right ? 1 : -1), 0, color.width() - 1), v = std::clamp(y + (down ? 1 : -1), 0, color.height() - 1);
    const bool besides = !breaks.between(x, y, u, y), above = !breaks.between(x, y, x, v);
    const float weights[4] = {0.5625f, besides ? 0.1875f : 0.0f, above ? 0.1875f : 0.0f,
                              besides && above && !breaks.between(x, y, u, v) ? 0.0625f : 0.0f};
    const std::uint8_t* colors[4] = {&color.at(x, y), &color.at(u, y), &color.at(x, v), &color.at(u, v)};
    std::uint8_t mixed[3];
    for (int c = 0; c < 3; ++c) {
        float sum = 0, all = 0;
        for (int i = 0; i < 4; ++i) {
            sum += weights[i] * static_cast<float>(colors[i][c]);
            all += weights[i];
        }
        mixed[c] = static_cast<std::uint8_t>(sum / all + 0.5f);
    }
    return packed(mixed);
}

} // namespace

SurfaceTexture surfaceTexture(const ColorImage& color, const DepthMap& depth, const Intrinsics& camera, int zoom)
{
    SurfaceTexture texture;
    texture.width = zoom * color.width();
    texture.height = zoom * color.height();
    texture.texels.resize(static_cast<std::size_t>(texture.width) * static_cast<std::size_t>(texture.height));
    cv::Mat large = asMat(color);
    Mask edges;
    if (zoom > 1) {
        cv::resize(asMat(color), large, {texture.width, texture.height}, 0, 0, cv::INTER_CUBIC);
        edges = silhouettes(depth, camera, 2); // as far as a cubic filter reaches
    }
    const Breaks breaks(depth, camera);
    for (int y = 0; y < texture.height; ++y)
        for (int x = 0; x < texture.width; ++x) {
            const int px = x / zoom, py = y / zoom;
            const bool lastColumn = x % zoom == zoom - 1, lastRow = y % zoom == zoom - 1;
            std::uint32_t texel = zoom > 1 && edges.at(px, py) ? ownQuarter(color, breaks, px, py, x % 2, y % 2)
                                                               : packed(large.ptr<std::uint8_t>(y) + 3 * x);
            const bool apart = lastColumn && lastRow ? breaks.within(px, py)
                : lastColumn                         ? breaks.between(px, py, px + 1, py)
                : lastRow                            ? breaks.between(px, py, px, py + 1)
                                                     : false;
            texture.texels[static_cast<std::size_t>(y) * static_cast<std::size_t>(texture.width) + static_cast<std::size_t>(x)] =
                texel | (apart ? kApart : 0);
        }
    return texture;
}

SurfaceTexture unmixedTexture(const ColorImage& color)
{
    SurfaceTexture texture{std::vector<std::uint32_t>(color.pixels()), color.width(), color.height()};
    for (std::size_t i = 0; i < color.pixels(); ++i)
        texture.texels[i] = packed(color.data() + 3 * i) | kApart;
    return texture;
}

} // namespace w2v
