#include "core/scene/room/Textures.h"

#include <numbers>

#include "core/scene/room/Noise.h"
#include "core/scene/room/Paint.h"

namespace w2v::room {

namespace {
constexpr float kPi = std::numbers::pi_v<float>;

/// Brightness of wood around 1, grain along u.
float grain(const Noise& noise, float u, float v)
{
    const float bend = 0.35f * noise.at(u, v, 2, 3);
    const float rings = 0.5f + 0.5f * std::sin(2 * kPi * (7 * v + bend * 4));
    const float streaks = noise.at(u, v, 3, 32);
    return 0.82f + 0.1f * rings + 0.14f * streaks;
}

/// 1 inside a cell, falling to 0 within `gap` of its edges; a and b are positions in the cell in [0, 1].
float cellMask(float a, float b, float gapA, float gapB)
{
    return smoothStep(0, gapA, std::min(a, 1 - a)) * smoothStep(0, gapB, std::min(b, 1 - b));
}
} // namespace

ColorImage plasterTexture(Rng rng, int size)
{
    const Noise noise(rng);
    return paint(size, [&](float u, float v) {
        const float g = 0.93f + 0.07f * noise.cloudy(u, v, 12);
        return Vec3(g, g, g);
    });
}

ColorImage woodTexture(Rng rng, int size)
{
    const Noise noise(rng);
    return paint(size, [&](float u, float v) {
        const float g = grain(noise, u, v);
        return Vec3(g, g * 0.98f, g * 0.95f);
    });
}

ColorImage weaveTexture(Rng rng, int size)
{
    const Noise noise(rng);
    const float threads = static_cast<float>(size) / 8;
    return paint(size, [&](float u, float v) {
        const float a = fraction(u * threads), b = fraction(v * threads);
        const bool over = (static_cast<int>(u * threads) + static_cast<int>(v * threads)) % 2 == 0;
        const float thread = 0.5f + 0.5f * std::sin(2 * kPi * (over ? a : b));
        const float g = 0.86f + 0.06f * thread + 0.1f * noise.cloudy(u, v, 8);
        return Vec3(g, g, g);
    });
}

ColorImage carpetTexture(Rng rng, int size)
{
    const Noise noise(rng);
    return paint(size, [&](float u, float v) {
        const float g = 0.72f + 0.18f * noise.at(u, v, 32, 32) + 0.12f * noise.cloudy(u, v, 4);
        return Vec3(g, g, g);
    });
}

ColorImage planksTexture(Rng rng, int size, const Vec3& color)
{
    const Noise noise(rng);
    constexpr int kRows = 10;
    return paint(size, [&](float u, float v) {
        const int row = static_cast<int>(v * kRows);
        const float shifted = fraction(u + noise.hash(row, 3));
        const int half = shifted < 0.5f ? 0 : 1;
        const float tint = 0.82f + 0.3f * noise.hash(row, 9 + half);
        const float mask = cellMask(fraction(2 * shifted), fraction(v * kRows), 0.012f, 0.07f);
        const float g = tint * grain(noise, fraction(u + 0.37f * static_cast<float>(row)), v);
        return Vec3(color * g * (0.55f + 0.45f * mask));
    });
}

ColorImage parquetTexture(Rng rng, int size, const Vec3& color)
{
    const Noise noise(rng);
    constexpr int kBlocks = 4, kStaves = 4;
    return paint(size, [&](float u, float v) {
        const int bx = static_cast<int>(u * kBlocks), by = static_cast<int>(v * kBlocks);
        float a = fraction(u * kBlocks), b = fraction(v * kBlocks);
        if ((bx + by) % 2)
            std::swap(a, b);
        const int stave = static_cast<int>(b * kStaves);
        const float tint = ((bx + by) % 2 ? 0.85f : 1.0f) * (0.88f + 0.22f * noise.hash(bx * 5 + stave, by));
        const float mask = cellMask(a, fraction(b * kStaves), 0.02f, 0.08f);
        const float g = tint * grain(noise, 0.25f * a + 0.13f * static_cast<float>(stave), 0.3f * b);
        return Vec3(color * g * (0.6f + 0.4f * mask));
    });
}

ColorImage tilesTexture(Rng rng, int size, const Vec3& a, const Vec3& b, const Vec3& grout, int count)
{
    const Noise noise(rng);
    const auto n = static_cast<float>(count);
    return paint(size, [&](float u, float v) {
        const int x = static_cast<int>(u * n), y = static_cast<int>(v * n);
        const Vec3 base = ((x + y) % 2 ? a : b) * (0.92f + 0.1f * noise.hash(x, y) + 0.06f * noise.cloudy(u, v, 6));
        return mix(grout, base, cellMask(fraction(u * n), fraction(v * n), 0.035f, 0.035f));
    });
}

ColorImage terrazzoTexture(Rng rng, int size, const Vec3& color)
{
    const Noise noise(rng);
    const Vec3 chips[3] = {color * 0.6f, mix(color, rgb(0xb5654a), 0.6f), mix(color, rgb(0x3f6f73), 0.6f)};
    constexpr int kCells = 24;
    return paint(size, [&](float u, float v) {
        Vec3 out = color * (0.95f + 0.08f * noise.cloudy(u, v, 8));
        const int cx = static_cast<int>(u * kCells), cy = static_cast<int>(v * kCells);
        const float a = fraction(u * kCells) - 0.3f - 0.4f * noise.hash(cx, cy), b = fraction(v * kCells) - 0.3f - 0.4f * noise.hash(cy, cx + 11);
        const float angle = 6.28f * noise.hash(cx + 5, cy + 3);
        const float p = a * std::cos(angle) + b * std::sin(angle), q = b * std::cos(angle) - a * std::sin(angle);
        const float reach = 0.12f + 0.22f * noise.hash(cx + 17, cy);
        if (std::abs(p) + 1.6f * std::abs(q) < reach)
            out = chips[static_cast<int>(2.99f * noise.hash(cx, cy + 21))];
        return out;
    });
}

ColorImage brickTexture(Rng rng, int size, const Vec3& color)
{
    const Noise noise(rng);
    constexpr int kRows = 12, kColumns = 4;
    return paint(size, [&](float u, float v) {
        const int row = static_cast<int>(v * kRows);
        const float x = fraction(u + (row % 2 ? 0.5f / kColumns : 0.0f)) * kColumns;
        const int column = static_cast<int>(x);
        const float tint = 0.75f + 0.4f * noise.hash(column, row) + 0.15f * noise.cloudy(u, v, 8);
        return mix(rgb(0xc9c2b6), color * tint, cellMask(fraction(x), fraction(v * kRows), 0.05f, 0.14f));
    });
}

ColorImage patternTexture(Rng rng, int size, int kind, const Vec3& ground, const Vec3& figure)
{
    const Noise noise(rng);
    const int n = static_cast<int>(rng.integer(3, 5));
    const auto nf = static_cast<float>(n);
    return paint(size, [&](float u, float v) {
        const float a = fraction(u * nf) - 0.5f, b = fraction(v * nf) - 0.5f;
        const bool odd = static_cast<int>(v * nf) % 2 != 0;
        float t = 0;
        switch (kind) {
        case 0: // wide and narrow stripes
            t = std::abs(a) < 0.22f ? 1.0f : (std::abs(std::abs(a) - 0.36f) < 0.03f ? 0.7f : 0.0f);
            break;
        case 1: // trellis
            t = std::min(std::abs(a - b), std::min(std::abs(a + b), 1 - std::abs(a + b))) < 0.07f ? 1.0f : 0.0f;
            t = std::max(t, length(a, b) < 0.12f ? 0.8f : 0.0f);
            break;
        case 2: { // dots in quincunx
            const float c = fraction(u * nf + (odd ? 0.5f : 0.0f)) - 0.5f;
            t = smoothStep(0.27f, 0.23f, length(c, b));
            break;
        }
        case 3: { // medallions
            const float r = length(a, b), angle = std::atan2(b, a);
            const float petal = 0.3f + 0.1f * std::cos(8 * angle);
            t = r < petal && r > 0.5f * petal ? 1.0f : (r < 0.1f ? 1.0f : 0.0f);
            t = std::max(t, length(std::abs(a) - 0.5f, std::abs(b) - 0.5f) < 0.12f ? 0.7f : 0.0f);
            break;
        }
        case 4: // chevrons
            t = fraction(2 * nf * v + std::abs(2 * a)) < 0.45f ? 1.0f : 0.0f;
            break;
        case 5: // plaid
            t = 0.45f * (std::abs(a) < 0.22f ? 1.0f : 0.0f) + 0.45f * (std::abs(b) < 0.22f ? 1.0f : 0.0f)
                + (std::abs(a) > 0.46f || std::abs(b) > 0.46f ? 0.25f : 0.0f);
            break;
        default: { // leaves
            const float c = fraction(u * nf + (odd ? 0.5f : 0.0f)) - 0.5f;
            const float p = 0.7f * (c + b), q = 0.7f * (b - c);
            const float leaf = std::abs(q) - 0.16f * std::cos(std::clamp(p * 4.2f, -1.57f, 1.57f));
            t = leaf < 0 ? (std::abs(q) < 0.015f ? 0.4f : 1.0f) : 0.0f;
        }
        }
        const float g = 0.94f + 0.1f * noise.cloudy(u, v, 8);
        return Vec3(mix(ground, figure, t) * g);
    });
}

ColorImage rugTexture(Rng rng, int size, const Vec3& a, const Vec3& b, const Vec3& c)
{
    const Noise noise(rng);
    const int kind = static_cast<int>(rng.integer(0, 3));
    const float bands = static_cast<float>(rng.integer(5, 9));
    return paint(size, [&](float u, float v) {
        const float x = std::abs(u - 0.5f) * 2, y = std::abs(v - 0.5f) * 2, edge = std::max(x, y);
        Vec3 out = a;
        if (kind == 0) { // kilim diamonds
            const float d = x + 0.8f * y;
            out = static_cast<int>(d * bands) % 2 ? b : (static_cast<int>(d * bands) % 4 == 0 ? c : a);
        } else if (kind == 1) { // stripes
            out = static_cast<int>(v * 2 * bands) % 3 == 0 ? b : (static_cast<int>(v * 2 * bands) % 3 == 1 ? a : c);
        } else if (kind == 2) { // medallion
            const float r = length(x, y), angle = std::atan2(v - 0.5f, u - 0.5f);
            const float star = 0.5f + 0.09f * std::cos(12 * angle);
            out = r < 0.2f ? c : (r < star && r > star - 0.14f ? b : (std::sin(16 * u) * std::sin(16 * v) > 0.75f ? c : a));
        } else { // blocks
            const int bx = static_cast<int>(u * 5), by = static_cast<int>(v * 4);
            const float h = noise.hash(bx, by);
            out = h < 0.35f ? a : (h < 0.7f ? b : c);
        }
        if (edge > 0.93f)
            out = c;
        else if (edge > 0.82f)
            out = static_cast<int>((x > y ? v : u) * 24) % 2 ? b : a;
        return Vec3(out * (0.82f + 0.2f * noise.at(u, v, 32, 32)));
    });
}

ColorImage booksTexture(Rng rng, int size)
{
    static const std::vector<Vec3> colors = {rgb(0x7a2e2a), rgb(0x2f4a6d), rgb(0x3d5c3a), rgb(0xc9a24b), rgb(0xd8cfc0), rgb(0x2b2b30),
                                             rgb(0x8a5a3b), rgb(0x5b3a63), rgb(0xb9543c), rgb(0x4c8083), rgb(0xe3dccb), rgb(0x9b9384)};
    struct Book {
        float begin, end, top;
        Vec3 color, band;
    };
    std::vector<Book> books;
    for (float x = 0; x < 1;) {
        float w = static_cast<float>(rng.uniform(0.035, 0.085));
        if (x + w > 0.96f)
            w = 1 - x;
        books.push_back({x, x + w, static_cast<float>(rng.uniform(0.0, 0.16)), rng.pick(colors), rng.pick(colors)});
        x += w;
    }
    return paint(size, [&](float u, float v) {
        const auto book = std::find_if(books.begin(), books.end(), [&](const Book& b) { return u < b.end; });
        const Book& b = book == books.end() ? books.back() : *book;
        if (v < b.top)
            return Vec3(0.08f, 0.07f, 0.06f);
        const float across = (u - b.begin) / (b.end - b.begin), round = 0.55f + 0.45f * std::sin(kPi * across);
        const bool band = std::abs(v - b.top - 0.12f) < 0.035f || std::abs(v - 0.9f) < 0.025f;
        return Vec3((band ? b.band : b.color) * round);
    });
}

} // namespace w2v::room
