#include "core/worldmodel/geometric/DepthMesh.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <numbers>
#include <vector>

namespace w2v {
namespace {

constexpr float kForce = std::numeric_limits<float>::infinity();

class Triangulator {
public:
    Triangulator(const DepthMap& depth, const DepthKinds& kinds, const Intrinsics& camera, const DepthMeshOptions& options,
                 const Outlines* outlines)
        : m_depth(depth), m_kinds(kinds), m_camera(camera), m_options(options), m_outlines(outlines), m_width(depth.width()), m_height(depth.height()),
          m_size(static_cast<int>(std::bit_ceil(static_cast<unsigned>(std::max({m_width - 1, m_height - 1, 2}))))),
          m_stride(m_size + 1), m_errors(static_cast<std::size_t>(m_stride) * m_stride, 0.0f),
          m_whole(static_cast<std::size_t>(m_width) * m_height, 0),
          m_cut(steepestSurface(camera, options.grazingDegrees))
    {
    }

    DepthMeshes build()
    {
        markForced();
        spreadErrors();
        for (auto* vertices : {&m_measured, &m_guessed})
            vertices->assign(static_cast<std::size_t>(m_width) * m_height, kNoVertex);
        emitTree(0, 0, m_size, m_size, m_size, 0);
        emitTree(m_size, m_size, 0, 0, 0, m_size);
        emitFootprints();
        m_result.measured.instance = m_options.measuredInstance;
        m_result.guessed.instance = m_options.guessedInstance;
        m_result.nearStrips.instance = m_result.farStrips.instance = m_options.measuredInstance;
        return std::move(m_result);
    }

private:
    struct Reach {
        float left = 0, right = 0, up = 0, down = 0;
    };
    static constexpr std::uint32_t kNoVertex = 0xffffffffu;

    float& error(int x, int y) { return m_errors[static_cast<std::size_t>(y) * m_stride + x]; }
    bool inside(int x, int y) const { return x < m_width && y < m_height; }
    int kind(int x, int y) const { return inside(x, y) ? m_kinds.at(x, y) : 0; }
    float inverse(int x, int y) const
    {
        const float d = inside(x, y) ? m_depth.at(x, y) : 0.0f;
        return d > 0 ? 1.0f / d : 0.0f;
    }

    /// Whether the surface between two pixels is too steep to be one.
    bool broken(int x0, int y0, int x1, int y1) const
    {
        const float a = m_depth.at(x0, y0), b = m_depth.at(x1, y1);
        const float steps = static_cast<float>(std::max(std::abs(x1 - x0), std::abs(y1 - y0)));
        return std::abs(a - b) > m_cut * steps * std::min(a, b);
    }

    /// Cells of four pixels that must be refined to the pixel: mixed kinds, borders, silhouettes.
    bool forced(int x, int y) const
    {
        const int a = kind(x, y), b = kind(x + 1, y), c = kind(x, y + 1), d = kind(x + 1, y + 1);
        if (a != b || a != c || a != d)
            return true;
        if (a == 0)
            return false;
        return broken(x, y, x + 1, y) || broken(x, y + 1, x + 1, y + 1) || broken(x, y, x, y + 1) || broken(x + 1, y, x + 1, y + 1);
    }

    void markForced()
    {
        for (int y = 0; y < std::min(m_height, m_size); ++y)
            for (int x = 0; x < std::min(m_width, m_size); ++x)
                if (forced(x, y)) {
                    // The four split points of the finest level that touch this cell: those with one odd coordinate.
                    for (const auto& [px, py] : {std::pair(x, y), std::pair(x + 1, y), std::pair(x, y + 1), std::pair(x + 1, y + 1)})
                        if ((px + py) % 2 == 1)
                            error(px, py) = kForce;
                }
    }

    void stray(int x, int y, int x0, int y0, int x1, int y1)
    {
        if (!kind(x, y) || !kind(x0, y0) || !kind(x1, y1))
            return;
        const float e = std::abs(inverse(x, y) - 0.5f * (inverse(x0, y0) + inverse(x1, y1)));
        error(x, y) = std::max(error(x, y), e);
    }

    void inherit(int x, int y, int fromX, int fromY)
    {
        if (fromX >= 0 && fromY >= 0 && fromX <= m_size && fromY <= m_size)
            error(x, y) = std::max(error(x, y), error(fromX, fromY));
    }

    /// Errors rise from fine to coarse, so that no triangle is split without its neighbour across the long side.
    void spreadErrors()
    {
        for (int s = 2; s <= m_size; s *= 2) {
            const int h = s / 2, q = h / 2;
            // Middles of the sides of squares of size s; finer are the middles of the squares of size h around them.
            const auto side = [&](int x, int y, int x0, int y0, int x1, int y1) {
                stray(x, y, x0, y0, x1, y1);
                if (q > 0)
                    for (const int dx : {-q, q})
                        for (const int dy : {-q, q})
                            inherit(x, y, x + dx, y + dy);
            };
            for (int y = 0; y <= m_size; y += s)
                for (int x = 0; x < m_size; x += s) {
                    side(x + h, y, x, y, x + s, y);
                    side(y, x + h, y, x, y, x + s);
                }
            // Middles of the squares; finer are the middles of their sides.
            for (int y = 0; y < m_size; y += s)
                for (int x = 0; x < m_size; x += s) {
                    const bool main = s == m_size || (x / s + y / s) % 2 == 0;
                    if (main)
                        stray(x + h, y + h, x, y, x + s, y + s);
                    else
                        stray(x + h, y + h, x + s, y, x, y + s);
                    inherit(x + h, y + h, x + h, y);
                    inherit(x + h, y + h, x + h, y + s);
                    inherit(x + h, y + h, x, y + h);
                    inherit(x + h, y + h, x + s, y + h);
                }
        }
    }

    /// a-b is the long side, c the right angle.
    void emitTree(int ax, int ay, int bx, int by, int cx, int cy)
    {
        if (std::min({ax, bx, cx}) >= m_width || std::min({ay, by, cy}) >= m_height)
            return;
        const int mx = (ax + bx) / 2, my = (ay + by) / 2;
        if (std::abs(ax - cx) + std::abs(ay - cy) > 1 && error(mx, my) > m_options.tolerance) {
            emitTree(cx, cy, ax, ay, mx, my);
            emitTree(bx, by, cx, cy, mx, my);
            return;
        }
        const int kinds[3] = {kind(ax, ay), kind(bx, by), kind(cx, cy)};
        if (!kinds[0] || !kinds[1] || !kinds[2])
            return;
        if (broken(ax, ay, cx, cy) || broken(bx, by, cx, cy) || broken(ax, ay, bx, by))
            return;
        const bool guessed = std::max({kinds[0], kinds[1], kinds[2]}) == static_cast<int>(DepthKind::Guessed);
        Mesh& mesh = guessed ? m_result.guessed : m_result.measured;
        auto& vertices = guessed ? m_guessed : m_measured;
        // Counter-clockwise as the camera sees it.
        const bool clockwise = static_cast<long>(bx - ax) * (cy - ay) - static_cast<long>(by - ay) * (cx - ax) > 0;
        const std::uint32_t a = vertex(mesh, vertices, ax, ay), b = vertex(mesh, vertices, bx, by), c = vertex(mesh, vertices, cx, cy);
        if (std::abs(ax - cx) + std::abs(ay - cy) == 1) // half of one cell
            ++m_whole[static_cast<std::size_t>(std::min({ay, by, cy})) * m_width + std::min({ax, bx, cx})];
        if (clockwise)
            mesh.indices.insert(mesh.indices.end(), {a, c, b});
        else
            mesh.indices.insert(mesh.indices.end(), {a, b, c});
    }

    /// Where the surface ends, every pixel still covers its own square: of each cell that is not whole, each known corner gets its
    /// quarter. Without them objects would lose a pixel of their outline, and wires one pixel wide would vanish.
    void emitFootprints()
    {
        std::vector<std::uint8_t> quarters(m_whole.size(), 0); // of each pixel: bit 0 left top, 1 right top, 2 left bottom, 3 right bottom
        for (int y = -1; y < m_height; ++y)
            for (int x = -1; x < m_width; ++x) {
                const bool border = x < 0 || y < 0 || x + 1 >= m_width || y + 1 >= m_height;
                if (!border && (!forced(x, y) || m_whole[static_cast<std::size_t>(y) * m_width + x] == 2))
                    continue;
                for (const int dx : {0, 1})
                    for (const int dy : {0, 1})
                        if (x + dx >= 0 && y + dy >= 0 && kind(x + dx, y + dy))
                            quarters[static_cast<std::size_t>(y + dy) * m_width + x + dx] |= static_cast<std::uint8_t>(8 >> (dx + 2 * dy));
            }
        for (int y = 0; y < m_height; ++y)
            for (int x = 0; x < m_width; ++x) {
                const unsigned mine = quarters[static_cast<std::size_t>(y) * m_width + x], top = mine & 3u, bottom = mine >> 2;
                const Reach reach = reachOf(x, y, mine);
                emitStrips(x, y, mine, reach);
                if (top == bottom) {
                    emitPart(x, y, top, reach, -0.5f, 0.5f);
                } else {
                    emitPart(x, y, top, reach, -0.5f, 0.0f);
                    emitPart(x, y, bottom, reach, 0.0f, 0.5f);
                }
            }
    }

    /// The left half (1), the right half (2) or both of a pixel's square between two heights.
    void emitPart(int x, int y, unsigned halves, const Reach& reach, float top, float bottom)
    {
        if (!halves)
            return;
        const auto end = [](float side, float more) { return side < 0 ? side - std::min(more, 0.0f) : side > 0 ? side + std::min(more, 0.0f) : side; };
        emitRectangle(meshOf(x, y), x, y, end(halves & 1u ? -0.5f : 0.0f, reach.left), end(halves & 2u ? 0.5f : 0.0f, reach.right),
                      end(top, reach.up), end(bottom, reach.down));
    }

    Mesh& meshOf(int x, int y)
    {
        return kind(x, y) == static_cast<int>(DepthKind::Guessed) ? m_result.guessed : m_result.measured;
    }

    /// How far a pixel's surface goes beyond its square; negative where it, being the nearer one, ends before.
    Reach reachOf(int x, int y, unsigned quarters) const
    {
        Reach reach;
        if (!m_outlines || kind(x, y) != static_cast<int>(DepthKind::Measured) || !quarters)
            return reach;
        const auto side = [&](int u, int v, unsigned needed, const Raster<float, 1>& borders, int bx, int by) {
            if (u < 0 || v < 0 || !inside(u, v) || (quarters & needed) != needed || !kind(u, v))
                return 0.0f;
            const float reached = borders.at(bx, by);
            return m_depth.at(x, y) < m_depth.at(u, v) ? reached : std::max(0.0f, -reached);
        };
        reach.left = side(x - 1, y, 5u, m_outlines->right, x - 1, y);
        reach.right = side(x + 1, y, 10u, m_outlines->right, x, y);
        reach.up = side(x, y - 1, 3u, m_outlines->down, x, y - 1);
        reach.down = side(x, y + 1, 12u, m_outlines->down, x, y);
        if ((reach.left != 0 || reach.right != 0) && (reach.up != 0 || reach.down != 0))
            for (float* one : {&reach.left, &reach.right, &reach.up, &reach.down})
                *one *= 0.75f; // a slanted outline is seen from two sides
        return reach;
    }

    void emitStrips(int x, int y, unsigned quarters, const Reach& reach)
    {
        const auto strip = [&](int u, int v, float left, float right, float top, float bottom) {
            emitRectangle(m_depth.at(x, y) < m_depth.at(u, v) ? m_result.nearStrips : m_result.farStrips, x, y, left, right, top, bottom);
        };
        if (!quarters)
            return;
        if (reach.left > 0)
            strip(x - 1, y, -0.5f - reach.left, -0.5f, -0.5f, 0.5f);
        if (reach.right > 0)
            strip(x + 1, y, 0.5f, 0.5f + reach.right, -0.5f, 0.5f);
        if (reach.up > 0)
            strip(x, y - 1, -0.5f, 0.5f, -0.5f - reach.up, -0.5f);
        if (reach.down > 0)
            strip(x, y + 1, -0.5f, 0.5f, 0.5f, 0.5f + reach.down);
    }

    /// Change of inverse depth per pixel along one axis, from the side where the surface goes on; 0 for a lone pixel.
    float slope(int x, int y, int dx, int dy) const
    {
        for (const int side : {-1, 1}) {
            const int u = x + side * dx, v = y + side * dy;
            if (u >= 0 && v >= 0 && kind(u, v) && !broken(x, y, u, v))
                return static_cast<float>(side) * (inverse(u, v) - inverse(x, y));
        }
        return 0;
    }

    /// A part of a pixel's square or beside it, in the pixel's own colour.
    void emitRectangle(Mesh& mesh, int x, int y, float left, float right, float top, float bottom)
    {
        const float at = inverse(x, y), alongX = slope(x, y, 1, 0), alongY = slope(x, y, 0, 1);
        const auto first = static_cast<std::uint32_t>(mesh.positions.size());
        for (const auto& [a, b] : {std::pair(left, top), std::pair(right, top), std::pair(right, bottom), std::pair(left, bottom)}) {
            const float inverted = std::clamp(at + a * alongX + b * alongY, 0.8f * at, 1.25f * at);
            mesh.positions.push_back(
                unproject(m_camera, x + 0.5 + static_cast<double>(a), y + 0.5 + static_cast<double>(b), 1 / inverted).cast<float>());
            mesh.uvs.emplace_back((static_cast<float>(x) + 0.5f) / static_cast<float>(m_width),
                                  (static_cast<float>(y) + 0.5f) / static_cast<float>(m_height));
        }
        mesh.indices.insert(mesh.indices.end(), {first, first + 2, first + 1, first, first + 3, first + 2});
    }

    std::uint32_t vertex(Mesh& mesh, std::vector<std::uint32_t>& vertices, int x, int y)
    {
        std::uint32_t& index = vertices[static_cast<std::size_t>(y) * m_width + x];
        if (index == kNoVertex) {
            index = static_cast<std::uint32_t>(mesh.positions.size());
            mesh.positions.push_back(unproject(m_camera, x + 0.5, y + 0.5, m_depth.at(x, y)).cast<float>());
            mesh.uvs.emplace_back((static_cast<float>(x) + 0.5f) / static_cast<float>(m_width),
                                  (static_cast<float>(y) + 0.5f) / static_cast<float>(m_height));
        }
        return index;
    }

    const DepthMap& m_depth;
    const DepthKinds& m_kinds;
    const Intrinsics& m_camera;
    const DepthMeshOptions& m_options;
    const Outlines* m_outlines;
    int m_width, m_height, m_size, m_stride;
    std::vector<float> m_errors;
    std::vector<std::uint8_t> m_whole; ///< halves of each cell (by its top left pixel) that were made at the finest level
    float m_cut;
    std::vector<std::uint32_t> m_measured, m_guessed;
    DepthMeshes m_result;
};

} // namespace

float steepestSurface(const Intrinsics& camera, double grazingDegrees)
{
    return static_cast<float>(std::tan(grazingDegrees * std::numbers::pi / 180) / std::min(camera.fx, camera.fy));
}

Mask silhouettes(const DepthMap& depth, const Intrinsics& camera, int reach)
{
    const float cut = steepestSurface(camera);
    const int width = depth.width(), height = depth.height();
    Mask mask(width, height);
    const auto mark = [&](int x, int y) {
        for (int v = std::max(0, y - reach); v <= std::min(height - 1, y + reach); ++v)
            for (int u = std::max(0, x - reach); u <= std::min(width - 1, x + reach); ++u)
                mask.at(u, v) = 255;
    };
    const auto compare = [&](int x, int y, int u, int v) {
        const float a = depth.at(x, y), b = depth.at(u, v);
        if (std::abs(a - b) <= cut * std::min(a, b))
            return;
        mark(x, y);
        mark(u, v);
    };
    --reach; // both sides of a step are marked
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x) {
            if (x + 1 < width)
                compare(x, y, x + 1, y);
            if (y + 1 < height)
                compare(x, y, x, y + 1);
        }
    return mask;
}

DepthMeshes meshFromDepth(const DepthMap& depth, const DepthKinds& kinds, const Intrinsics& camera, const DepthMeshOptions& options,
                          const Outlines* outlines)
{
    if (depth.width() < 2 || depth.height() < 2)
        return {};
    return Triangulator(depth, kinds, camera, options, outlines).build();
}

} // namespace w2v
