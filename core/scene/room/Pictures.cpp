#include <array>
#include <numbers>

#include "core/scene/room/Noise.h"
#include "core/scene/room/Paint.h"
#include "core/scene/room/Textures.h"

namespace w2v::room {

namespace {
constexpr float kPi = std::numbers::pi_v<float>;

const std::vector<std::array<unsigned, 5>>& palettes()
{
    static const std::vector<std::array<unsigned, 5>> all = {
        {0xf2e6d0, 0xd9813b, 0x2f4858, 0x86bbd8, 0xf6ae2d}, {0xefe9dc, 0x7a9e7e, 0x31493c, 0xb3552f, 0xe8c07d},
        {0xf4efe6, 0xc1443c, 0x1d3557, 0x8fb8c0, 0xe9c46a}, {0x1f2a44, 0xe76f51, 0xf4a261, 0xe9d8a6, 0x2a9d8f},
        {0xf7d9c4, 0xb56576, 0x355070, 0xeaac8b, 0x6d597a}, {0xe8e4d9, 0x4f6d7a, 0xdd6e42, 0xc0d6df, 0x2b2d42}};
    return all;
}

/// Height of a ridge line at u, around 0.
float ridge(const Noise& noise, float u, int octave, int row)
{
    const float offset = 0.07f + 0.13f * static_cast<float>(row);
    return noise.at(u, offset, octave, 8) - 0.5f + 0.4f * (noise.at(u, offset, 3 * octave, 8) - 0.5f);
}
} // namespace

ColorImage paintingTexture(Rng rng, int size, int kind)
{
    const Noise noise(rng);
    std::array<unsigned, 5> chosen = rng.pick(palettes());
    std::array<Vec3, 5> c;
    for (std::size_t i = 0; i < c.size(); ++i)
        c[i] = rgb(chosen[i]);
    const auto r = [&](double low, double high) { return static_cast<float>(rng.uniform(low, high)); };
    const float sunU = r(0.2, 0.8), sunV = r(0.18, 0.4), horizon = r(0.45, 0.62);
    struct Shape {
        float u, v, size;
        int color;
    };
    std::vector<Shape> shapes;
    for (int i = 0; i < 7; ++i)
        shapes.push_back({r(0.1, 0.9), r(0.1, 0.9), r(0.08, 0.26), static_cast<int>(rng.integer(1, 4))});
    const float frequency = r(2, 4);
    return paint(size, [&](float u, float v) {
        Vec3 out = c[0];
        switch (kind) {
        case 0: // hills under a sun
            out = mix(c[3], c[0], v / horizon);
            if (length(u - sunU, v - sunV) < 0.1f)
                out = c[4];
            for (int k = 0; k < 3; ++k)
                if (v > horizon + 0.13f * static_cast<float>(k) + 0.22f * ridge(noise, u, 3, k))
                    out = mix(c[2], c[1], static_cast<float>(k) / 2);
            break;
        case 1: // discs
            for (const Shape& s : shapes)
                if (length(u - s.u, v - s.v) < s.size)
                    out = c[static_cast<std::size_t>(s.color)];
            break;
        case 2: { // bars and fields
            const int column = u < sunU ? 0 : 1, row = v < sunV ? 0 : (v < horizon + 0.2f ? 1 : 2);
            const bool line = std::abs(u - sunU) < 0.02f || std::abs(v - sunV) < 0.02f || std::abs(v - horizon - 0.2f) < 0.02f;
            out = line ? c[2] : c[static_cast<std::size_t>(5 * noise.hash(column + 3, row)) % 5];
            break;
        }
        case 3: // waves
            out = c[static_cast<std::size_t>(10 + 8 * v + 1.2f * std::sin(kPi * frequency * u + 6 * v)) % 5];
            break;
        case 4: { // vase with flowers on a table
            out = v > 0.78f ? c[1] : mix(c[0], c[3], 0.4f * v);
            if (std::abs(u - 0.5f) < 0.1f + 0.06f * std::sin(7 * v) && v > 0.52f && v < 0.86f)
                out = c[2];
            for (const Shape& s : shapes) {
                const float fu = 0.5f + 0.55f * (s.u - 0.5f), fv = 0.12f + 0.42f * s.v, d = length(u - fu, v - fv);
                if (d < 0.07f || (d < 0.11f && d < 0.09f + 0.02f * std::cos(6 * std::atan2(v - fv, u - fu))))
                    out = d < 0.03f ? c[4] : c[static_cast<std::size_t>(s.color == 2 ? 1 : s.color)];
            }
            break;
        }
        default: { // sea and boat
            out = v < horizon ? mix(c[3], c[0], v / horizon) : mix(c[3] * 0.8f, c[2], (v - horizon) / (1 - horizon));
            if (v > horizon && std::sin(90 * v + 9 * std::sin(8 * u)) > 0.85f)
                out = mix(out, c[0], 0.5f);
            const float bu = (u - sunU) * 4, bv = (v - horizon) * 4;
            if (bv > -1.1f && bv < -0.1f && bu > -0.05f && bu < 0.9f * (bv + 1.1f) * 0.8f)
                out = c[0] * 0.97f;
            if (std::abs(bu) < 0.8f && bv > -0.05f && bv < 0.25f - 0.25f * bu * bu)
                out = c[1];
        }
        }
        return Vec3(out * (0.92f + 0.12f * noise.cloudy(u, v, 6)));
    });
}

ColorImage outdoorTexture(Rng rng, int size)
{
    const Noise noise(rng);
    const bool town = rng.chance(0.45);
    static const std::vector<Vec3> skies = {rgb(0x7fb4e6), rgb(0x9cc7ec), rgb(0xf0b98d), rgb(0xb9c9d6)};
    const Vec3 sky = rng.pick(skies);
    return paint(size, [&](float u, float v) {
        const float cloud = smoothStep(0.5f, 0.75f, noise.cloudy(u, 0.6f * v, 4));
        Vec3 out = mix(mix(sky, rgb(0xf3f5f5), 0.75f * v), rgb(0xffffff), 0.8f * cloud);
        if (town) {
            for (int layer = 0; layer < 2; ++layer) {
                const int n = layer ? 6 : 10;
                const int b = static_cast<int>(u * static_cast<float>(n));
                const float top = (layer ? 0.52f : 0.36f) + 0.25f * noise.hash(b, layer);
                if (v > top) {
                    const Vec3 wall = mix(rgb(layer ? 0xa9806a : 0xa5adb5), rgb(layer ? 0xd9c7a8 : 0x8c97a3), noise.hash(b, 4 + layer));
                    const float wu = fraction(u * static_cast<float>(n) * 4), wv = fraction((v - top) * (layer ? 12.0f : 18.0f));
                    out = wu > 0.3f && wu < 0.75f && wv > 0.3f && wv < 0.75f ? wall * 0.6f : wall;
                }
            }
            if (v > 0.9f)
                out = rgb(0x6f8f5a);
        } else {
            if (v > 0.5f + 0.12f * ridge(noise, u, 2, 1))
                out = mix(rgb(0x8fae9f), rgb(0x86a67c), v);
            if (v > 0.62f + 0.3f * ridge(noise, u, 4, 2))
                out = rgb(0x4f7a45) * (0.7f + 0.55f * noise.at(u, v, 32, 32));
            if (v > 0.82f)
                out = rgb(0x86b35c) * (0.85f + 0.2f * noise.at(u, v, 24, 24));
        }
        return out;
    });
}

ColorImage clockTexture(Rng rng, int size)
{
    const Vec3 face = rng.chance(0.7) ? rgb(0xf6f2e8) : rgb(0x23272e), ink = face.x() > 0.5f ? rgb(0x22252b) : rgb(0xf1ead8);
    const float hour = static_cast<float>(rng.uniform(0, 2 * kPi)), minute = fraction(hour * 12 / (2 * kPi)) * 2 * kPi;
    const auto hand = [](float x, float y, float angle, float reach, float width) {
        const float along = x * std::sin(angle) - y * std::cos(angle), across = x * std::cos(angle) + y * std::sin(angle);
        return along > -0.06f && along < reach && std::abs(across) < width;
    };
    return paint(size, [&](float u, float v) {
        const float x = 2 * u - 1, y = 2 * v - 1, r = length(x, y);
        const float tick = std::abs(fraction(std::atan2(y, x) / (2 * kPi) * 12 + 0.5f) - 0.5f);
        const bool marked = (r > 0.72f && r < 0.9f && tick < 0.07f) || hand(x, y, hour, 0.45f, 0.055f) || hand(x, y, minute, 0.7f, 0.035f);
        return marked ? ink : face;
    });
}

ColorImage screenTexture(Rng rng, int size)
{
    if (rng.chance(0.5)) {
        ColorImage picture = paintingTexture(rng, size, rng.chance(0.5) ? 0 : 5);
        return picture;
    }
    return paint(size, [&](float u, float v) { // switched off, with the reflection of a bright room
        const float g = 0.05f + 0.07f * smoothStep(0.3f, 0.0f, std::abs(u - v * 0.6f - 0.15f));
        return Vec3(g, g, g * 1.15f);
    });
}

} // namespace w2v::room
