#include "core/worldmodel/surfaces/SurfaceTexture.h"

#include <algorithm>
#include <array>
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

/// Weights of the four pixels around a place by cubic convolution (Keys 1981) with OpenCV's coefficient. `t`: from the second to the
/// third, 0 to 1.
std::array<float, 4> cubicWeights(float t)
{
    constexpr float a = -0.75f;
    const auto far = [&](float d) { return ((a * d - 5 * a) * d + 8 * a) * d - 4 * a; };
    const auto near = [&](float d) { return ((a + 2) * d - (a + 3)) * d * d + 1; };
    return {far(1 + t), near(t), near(1 - t), far(2 - t)};
}

/// The color of a part of a pixel by cubic interpolation in which its own colour stands for those of other surfaces. `dx`, `dy`: from
/// the pixel's centre.
std::uint32_t ownPart(const ColorImage& color, const Breaks& breaks, int x, int y, float dx, float dy)
{
    const int left = dx < 0 ? x - 2 : x - 1, top = dy < 0 ? y - 2 : y - 1;
    const std::array<float, 4> across = cubicWeights(dx < 0 ? 1 + dx : dx), down = cubicWeights(dy < 0 ? 1 + dy : dy);
    float sum[3] = {0, 0, 0};
    for (int j = 0; j < 4; ++j)
        for (int i = 0; i < 4; ++i) {
            const int u = std::clamp(left + i, 0, color.width() - 1), v = std::clamp(top + j, 0, color.height() - 1);
            const std::uint8_t* from = breaks.between(x, y, u, v) ? &color.at(x, y) : &color.at(u, v);
            for (int c = 0; c < 3; ++c)
                sum[c] += across[static_cast<std::size_t>(i)] * down[static_cast<std::size_t>(j)] * static_cast<float>(from[c]);
        }
    std::uint8_t mixed[3];
    for (int c = 0; c < 3; ++c)
        mixed[c] = static_cast<std::uint8_t>(std::clamp(sum[c] + 0.5f, 0.0f, 255.0f));
    return packed(mixed);
}

} // namespace

SurfaceTexture surfaceTexture(const ColorImage& color, const DepthMap& depth, const Intrinsics& camera, int zoom)
{
    SurfaceTexture texture;
    texture.zoom = zoom;
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
    const auto offset = [&](int texel) { return (static_cast<float>(texel % zoom) + 0.5f) / static_cast<float>(zoom) - 0.5f; };
    for (int y = 0; y < texture.height; ++y)
        for (int x = 0; x < texture.width; ++x) {
            const int px = x / zoom, py = y / zoom;
            const bool lastColumn = x % zoom == zoom - 1, lastRow = y % zoom == zoom - 1;
            std::uint32_t texel = zoom > 1 && edges.at(px, py) ? ownPart(color, breaks, px, py, offset(x), offset(y))
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
    SurfaceTexture texture{std::vector<std::uint32_t>(color.pixels()), color.width(), color.height(), 1};
    for (std::size_t i = 0; i < color.pixels(); ++i)
        texture.texels[i] = packed(color.data() + 3 * i) | kApart;
    return texture;
}

} // namespace w2v
