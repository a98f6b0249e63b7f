#include "core/scene/room/FurnitureShapes.h"

#include <algorithm>

namespace w2v::room {

void addLegs(Builder& b, const Finish& f, float w, float d, float inset, float top, float thickness, bool round)
{
    for (const float sx : {-1.0f, 1.0f})
        for (const float sz : {-1.0f, 1.0f}) {
            const float x = sx * (w / 2 - inset), z = sz * (d / 2 - inset), t = thickness / 2;
            if (round)
                b.cylinder(f, {x, 0, z}, 0.7f * t, t, top, b.segments(8, 4));
            else
                b.box(f, {x - t, 0, z - t}, {x + t, top, z + t});
        }
}

void addFronts(Builder& b, const Finish& front, const Finish& handle, float x0, float x1, float h0, float h1, float z, int columns,
               int rows, bool drawers)
{
    constexpr float kGap = 0.006f, kProud = 0.018f;
    const float w = (x1 - x0) / static_cast<float>(columns), h = (h1 - h0) / static_cast<float>(rows);
    for (int j = 0; j < rows; ++j)
        for (int i = 0; i < columns; ++i) {
            const float a = x0 + static_cast<float>(i) * w + kGap, c = h0 + static_cast<float>(j) * h + kGap;
            const float e = a + w - 2 * kGap, g = c + h - 2 * kGap;
            b.raised(front, {a, c, z - 0.004f}, {e, g, z + kProud}, 0.007f);
            const float mid = (a + e) / 2;
            if (drawers) {
                const float reach = std::min(0.07f, 0.25f * (e - a));
                b.box(handle, {mid - reach, (c + g) / 2 - 0.006f, z + kProud}, {mid + reach, (c + g) / 2 + 0.006f, z + kProud + 0.022f});
            } else {
                const float x = i % 2 == 0 && columns > 1 ? e - 0.04f : a + 0.04f, y = std::clamp(1.0f, c + 0.15f * h, g - 0.15f * h);
                b.box(handle, {x - 0.006f, y - 0.07f, z + kProud}, {x + 0.006f, y + 0.07f, z + kProud + 0.025f});
            }
        }
}

void addBooks(Builder& b, const Style& style, Rng& rng, float x0, float x1, float h, float high, float z0, float z1)
{
    float x = x0;
    while (x < x1 - 0.05f) {
        const float w = std::min(draw(rng, 0.12, 0.3), x1 - x), tall = high * draw(rng, 0.62, 0.95), front = z1 - draw(rng, 0.0, 0.05);
        if (rng.chance(0.12)) { // a gap, or something to look at
            if (w > 0.12f && rng.chance(0.6))
                b.cylinder(rng.chance(0.5) ? style.ceramic : style.otherCeramic, {x + 0.5f * w, h, 0.5f * (z0 + z1)}, 0.03f, 0.045f,
                           0.5f * tall, b.segments(8, 5));
            x += w;
            continue;
        }
        const float u = draw(rng, 0, 1);
        // Spines of about 4 cm: one texture width shows 16 books.
        b.panel(style.books, {x + w, h, front}, {-w, 0, 0}, {0, tall, 0}, {u, 0.17f}, {u + w / 0.6f, 1.0f});
        b.panel(style.paper, {x + w, h + tall, front}, {-w, 0, 0}, {0, 0, z0 - front}, {0, 0}, {1, 1});
        b.panel(style.paper, {x + w, h, z0}, {0, 0, front - z0}, {0, tall, 0}, {0, 0}, {1, 1});
        b.panel(style.paper, {x, h, front}, {0, 0, z0 - front}, {0, tall, 0}, {0, 0}, {1, 1});
        x += w;
    }
}

Eigen::Affine3f leaning(float radians, float h, float z)
{
    const Vec3 pivot(0, h, z);
    return Eigen::Translation3f(pivot) * Eigen::AngleAxisf(radians, Vec3::UnitX()) * Eigen::Translation3f(-pivot);
}

} // namespace w2v::room
