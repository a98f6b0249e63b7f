#include <cmath>

#include "core/scene/room/FurnitureShapes.h"

namespace w2v::room {

namespace {

/// A case with a plinth and fronts.
void chest(Builder& b, const Finish& body, const Finish& front, const Finish& handle, float w, float d, float h, float foot, int columns,
           int rows, bool drawers)
{
    b.rounded(body, {-w / 2, foot, -d / 2}, {w / 2, h, d / 2 - 0.02f}, 0.012f);
    addFronts(b, front, handle, -w / 2 + 0.015f, w / 2 - 0.015f, foot + 0.02f, h - 0.03f, d / 2 - 0.02f, columns, rows, drawers);
}

} // namespace

Piece makeWardrobe(const Style& style, Rng rng)
{
    const int doors = static_cast<int>(rng.integer(2, 3));
    const float w = static_cast<float>(doors) * draw(rng, 0.45, 0.55), d = 0.6f, h = draw(rng, 1.95, 2.2);
    const Finish body = rng.chance(0.5) ? style.wood : style.lacquer, front = rng.chance(0.6) ? body : style.otherWood;
    const bool withMirror = rng.chance(0.3);
    return {"wardrobe", w, d, h, [=](Builder& b) {
                chest(b, body, front, style.metal, w, d, h, 0.08f, doors, 1, false);
                b.box(style.black, {-w / 2 + 0.02f, 0, -d / 2 + 0.02f}, {w / 2 - 0.02f, 0.08f, d / 2 - 0.05f});
                b.rounded(body, {-w / 2 - 0.02f, h - 0.03f, -d / 2}, {w / 2 + 0.02f, h, d / 2 + 0.02f}, 0.01f);
                // Frames on the doors, or a mirror on the first.
                const float step = (w - 0.03f) / static_cast<float>(doors);
                for (int i = 0; i < doors; ++i) {
                    const float x0 = -w / 2 + 0.015f + static_cast<float>(i) * step + 0.07f, x1 = x0 + step - 0.14f, z = d / 2;
                    if (withMirror && i == 0)
                        b.panel(style.mirror, {x1, 0.25f, z + 0.003f}, {x0 - x1, 0, 0}, {0, h - 0.4f, 0}, {0, 0}, {1, 1});
                    else
                        for (const auto& [low, high] : {std::pair{0.2f, 0.45f * h}, std::pair{0.45f * h + 0.08f, h - 0.16f}})
                            b.raised(front, {x0, low, z - 0.002f}, {x1, high, z + 0.012f}, 0.01f);
                }
            }};
}

Piece makeBookshelf(const Style& style, Rng rng)
{
    const float w = draw(rng, 0.7, 1.15), d = draw(rng, 0.28, 0.34), h = draw(rng, 1.5, 2.1);
    const Finish body = rng.chance(0.6) ? style.wood : style.lacquer;
    const int shelves = static_cast<int>(std::lround(h / 0.36f));
    return {"bookshelf", w, d, h, [=, &style](Builder& b) {
                Rng own = rng.fork("books");
                const float t = 0.022f;
                b.box(body, {-w / 2, 0, -d / 2}, {-w / 2 + t, h, d / 2});
                b.box(body, {w / 2 - t, 0, -d / 2}, {w / 2, h, d / 2});
                b.box(body, {-w / 2, h - t, -d / 2}, {w / 2, h, d / 2});
                b.setShade(0.8f);
                b.box(body, {-w / 2 + t, 0.02f, -d / 2}, {w / 2 - t, h - t, -d / 2 + 0.01f});
                const float step = (h - t - 0.06f) / static_cast<float>(shelves);
                for (int i = 0; i < shelves; ++i) {
                    const float y = 0.06f + static_cast<float>(i) * step;
                    b.setShade(0.95f);
                    b.box(body, {-w / 2 + t, y - t, -d / 2}, {w / 2 - t, y, d / 2 - 0.005f});
                    b.setShade(0.9f);
                    const float full = own.chance(0.75) ? 1.0f : draw(own, 0.4, 0.8);
                    addBooks(b, style, own, -w / 2 + t, -w / 2 + t + full * (w - 2 * t), y, step - t, -d / 2 + 0.03f, d / 2 - 0.03f);
                }
                b.setShade(1.0f);
                b.occlude({-w / 2, 0, -d / 2}, {w / 2, h, d / 2 - 0.06f});
            }};
}

Piece makeCabinet(const Style& style, Rng rng)
{
    const int columns = static_cast<int>(rng.integer(2, 4));
    const float w = 0.45f * static_cast<float>(columns), d = 0.45f, h = draw(rng, 0.75, 0.95);
    const Finish body = rng.chance(0.6) ? style.otherWood : style.lacquer, front = rng.chance(0.5) ? body : style.lacquer;
    return {"cabinet", w, d, h, [=](Builder& b) {
                addLegs(b, style.black, w, d, 0.08f, 0.16f, 0.04f, true);
                chest(b, body, front, style.brass, w, d, h, 0.15f, columns, 1, false);
            }};
}

Piece makeDresser(const Style& style, Rng rng)
{
    const int columns = static_cast<int>(rng.integer(1, 2));
    const float w = columns == 1 ? draw(rng, 0.75, 0.9) : draw(rng, 1.2, 1.45), d = 0.46f, h = draw(rng, 0.8, 1.05);
    const int rows = h > 0.9f ? 4 : 3;
    const Finish body = rng.chance(0.5) ? style.wood : style.lacquer;
    return {"dresser", w, d, h, [=](Builder& b) {
                addLegs(b, body, w, d, 0.05f, 0.11f, 0.05f, false);
                chest(b, body, body, style.brass, w, d, h, 0.1f, columns, rows, true);
                b.rounded(body, {-w / 2 - 0.015f, h - 0.025f, -d / 2}, {w / 2 + 0.015f, h, d / 2 + 0.01f}, 0.01f);
            }};
}

Piece makeFridge(const Style& style, Rng rng)
{
    const float w = 0.6f, d = 0.64f, h = draw(rng, 1.7, 1.9), split = draw(rng, 0.6, 0.7);
    const Finish body = rng.chance(0.5) ? style.metal : style.lacquer;
    return {"fridge", w, d, h, [=](Builder& b) {
                b.rounded(body, {-w / 2, 0.03f, -d / 2}, {w / 2, h, d / 2 - 0.05f}, 0.02f);
                for (const auto& [low, high] : {std::pair{0.05f, split - 0.01f}, std::pair{split, h - 0.005f}}) {
                    b.rounded(body, {-w / 2 + 0.003f, low, d / 2 - 0.045f}, {w / 2 - 0.003f, high, d / 2 - 0.005f}, 0.018f);
                    const float y = high < h - 0.1f ? high - 0.25f : low + 0.05f;
                    b.box(style.black, {w / 2 - 0.07f, y, d / 2 - 0.005f}, {w / 2 - 0.045f, y + 0.2f, d / 2 + 0.025f});
                }
            }};
}

Piece makeKitchenCounter(const Style& style, Rng rng)
{
    const int units = static_cast<int>(rng.integer(3, 4));
    const float w = 0.6f * static_cast<float>(units), d = 0.62f, h = 0.9f;
    const Finish body = rng.chance(0.5) ? style.lacquer : style.otherWood, top = rng.chance(0.5) ? style.wood : style.black;
    return {"kitchen counter", w, d, h, [=](Builder& b) {
                b.box(style.black, {-w / 2, 0, -d / 2}, {w / 2, 0.1f, d / 2 - 0.07f});
                b.box(body, {-w / 2, 0.1f, -d / 2}, {w / 2, h - 0.04f, d / 2 - 0.04f});
                addFronts(b, body, style.metal, -w / 2, w / 2 - 0.6f, 0.12f, h - 0.05f, d / 2 - 0.04f, units - 1, 1, false);
                // Oven under a hob at one end, sink and tap towards the other.
                const float x1 = w / 2, x0 = w / 2 - 0.6f;
                b.rounded(style.black, {x0 + 0.01f, 0.2f, d / 2 - 0.045f}, {x1 - 0.01f, h - 0.06f, d / 2 - 0.015f}, 0.01f);
                b.panel(style.glass, {x1 - 0.08f, 0.3f, d / 2 - 0.013f}, {-0.44f, 0, 0}, {0, 0.34f, 0}, {0, 0}, {1, 1});
                b.box(style.metal, {x0 + 0.08f, h - 0.19f, d / 2 - 0.015f}, {x1 - 0.08f, h - 0.17f, d / 2 + 0.02f});
                b.rounded(top, {-w / 2 - 0.01f, h - 0.04f, -d / 2}, {w / 2 + 0.01f, h, d / 2}, 0.01f);
                b.box(style.glass, {x0 + 0.04f, h, -0.24f}, {x1 - 0.04f, h + 0.006f, 0.22f});
                for (const float x : {x0 + 0.17f, x0 + 0.43f})
                    for (const float z : {-0.12f, 0.1f})
                        b.lathe(style.metal, {x, z}, {{0.08f, h + 0.006f}, {0.08f, h + 0.012f}, {0.065f, h + 0.012f}}, b.segments(12, 6));
                const float sink = -w / 2 + 0.45f;
                b.box(style.metal, {sink - 0.25f, h - 0.002f, -0.2f}, {sink + 0.25f, h + 0.004f, 0.2f});
                b.tube(style.metal, {{sink, h, -0.24f}, {sink, h + 0.26f, -0.24f}, {sink, h + 0.32f, -0.18f}, {sink, h + 0.3f, -0.06f}}, 0.014f, b.segments(6, 4));
            }};
}

} // namespace w2v::room
