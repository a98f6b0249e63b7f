#include <cmath>

#include "core/scene/room/FurnitureShapes.h"

namespace w2v::room {

Piece makeDiningTable(const Style& style, Rng rng, bool round, double width, double depth)
{
    const float w = static_cast<float>(width), d = static_cast<float>(depth), h = draw(rng, 0.73, 0.77);
    const Finish top = rng.chance(0.8) ? style.wood : style.lacquer, legs = rng.chance(0.6) ? top : style.black;
    const bool roundLegs = rng.chance(0.4);
    return {"dining table", w, d, h, [=](Builder& b) {
                if (round) {
                    const float r = w / 2;
                    b.lathe(top, {0, 0}, {{0, h - 0.035f}, {0.97f * r, h - 0.035f}, {r, h - 0.02f}, {0.99f * r, h}}, b.segments(28, 12));
                    b.lathe(top, {0, 0}, {{0.99f * r, h}, {0, h}}, b.segments(28, 12));
                    b.lathe(legs, {0, 0}, {{0, 0.001f}, {0.3f, 0.001f}, {0.28f, 0.04f}, {0.07f, 0.1f}, {0.05f, 0.3f}, {0.07f, 0.6f}, {0.16f, h - 0.04f}},
                            b.segments(16, 8));
                    b.occlude({-0.7f * r, h - 0.04f, -0.7f * r}, {0.7f * r, h, 0.7f * r});
                    return;
                }
                b.rounded(top, {-w / 2, h - 0.04f, -d / 2}, {w / 2, h, d / 2}, 0.015f);
                b.box(legs, {-w / 2 + 0.08f, h - 0.12f, -d / 2 + 0.08f}, {w / 2 - 0.08f, h - 0.04f, -d / 2 + 0.1f});
                b.box(legs, {-w / 2 + 0.08f, h - 0.12f, d / 2 - 0.1f}, {w / 2 - 0.08f, h - 0.04f, d / 2 - 0.08f});
                addLegs(b, legs, w, d, 0.08f, h - 0.04f, 0.075f, roundLegs);
            }};
}

Piece makeCoffeeTable(const Style& style, Rng rng)
{
    const int kind = static_cast<int>(rng.integer(0, 2));
    const float w = kind == 2 ? draw(rng, 0.7, 0.9) : draw(rng, 0.9, 1.25), d = kind == 2 ? w : draw(rng, 0.5, 0.65), h = draw(rng, 0.38, 0.46);
    const Finish top = rng.chance(0.7) ? style.otherWood : style.lacquer;
    return {"coffee table", w, d, h, [=](Builder& b) {
                if (kind == 2) {
                    const float r = w / 2;
                    b.lathe(top, {0, 0}, {{0, h - 0.04f}, {r, h - 0.04f}, {r, h - 0.005f}, {0.985f * r, h}, {0, h}}, b.segments(26, 12));
                    for (int i = 0; i < 3; ++i) {
                        const float a = 2.0944f * static_cast<float>(i);
                        b.tube(style.black, {{0.85f * r * std::cos(a), 0, 0.85f * r * std::sin(a)}, {0.6f * r * std::cos(a), h - 0.03f, 0.6f * r * std::sin(a)}},
                               0.018f, b.segments(6, 4));
                    }
                    return;
                }
                b.rounded(top, {-w / 2, h - 0.045f, -d / 2}, {w / 2, h, d / 2}, 0.018f);
                addLegs(b, kind == 0 ? top : style.black, w, d, 0.06f, h - 0.04f, 0.05f, kind == 1);
                if (kind == 0)
                    b.rounded(top, {-w / 2 + 0.06f, 0.13f, -d / 2 + 0.06f}, {w / 2 - 0.06f, 0.155f, d / 2 - 0.06f}, 0.008f);
            }};
}

Piece makeSideTable(const Style& style, Rng rng)
{
    const float r = draw(rng, 0.2, 0.26), h = draw(rng, 0.5, 0.6);
    const Finish top = rng.chance(0.5) ? style.wood : style.brass;
    return {"side table", 2 * r, 2 * r, h, [=](Builder& b) {
                b.lathe(top, {0, 0}, {{0, h - 0.025f}, {r, h - 0.025f}, {r, h}, {0, h}}, b.segments(20, 10));
                b.lathe(style.black, {0, 0}, {{0, 0.001f}, {0.7f * r, 0.001f}, {0.68f * r, 0.015f}, {0.02f, 0.03f}, {0.018f, h - 0.02f}}, b.segments(16, 8));
            }};
}

Piece makeDesk(const Style& style, Rng rng)
{
    const float w = draw(rng, 1.15, 1.6), d = draw(rng, 0.6, 0.72), h = 0.75f;
    const Finish top = rng.chance(0.7) ? style.wood : style.lacquer, front = rng.chance(0.5) ? style.lacquer : top;
    const float side = rng.chance(0.5) ? 1.0f : -1.0f;
    return {"desk", w, d, h, [=](Builder& b) {
                b.rounded(top, {-w / 2, h - 0.035f, -d / 2}, {w / 2, h, d / 2}, 0.012f);
                const float outer = side * (w / 2 - 0.02f), inner = side * (w / 2 - 0.42f);
                const float x0 = std::min(outer, inner), x1 = std::max(outer, inner);
                b.box(top, {x0, 0.05f, -d / 2 + 0.03f}, {x1, h - 0.035f, d / 2 - 0.05f});
                addFronts(b, front, style.metal, x0 + 0.01f, x1 - 0.01f, 0.07f, h - 0.05f, d / 2 - 0.05f, 1, 3, true);
                for (const float z : {-d / 2 + 0.05f, d / 2 - 0.06f})
                    b.box(style.black, {-side * (w / 2 - 0.05f) - 0.02f, 0, z - 0.02f}, {-side * (w / 2 - 0.05f) + 0.02f, h - 0.03f, z + 0.02f});
            }};
}

Piece makeNightstand(const Style& style, Rng rng)
{
    const float w = draw(rng, 0.42, 0.52), d = 0.4f, h = draw(rng, 0.48, 0.6);
    const Finish body = rng.chance(0.6) ? style.wood : style.lacquer;
    return {"nightstand", w, d, h, [=](Builder& b) {
                addLegs(b, body, w, d, 0.04f, 0.14f, 0.035f, true);
                b.rounded(body, {-w / 2, 0.13f, -d / 2}, {w / 2, h, d / 2 - 0.02f}, 0.012f);
                addFronts(b, style.lacquer, style.brass, -w / 2 + 0.02f, w / 2 - 0.02f, 0.16f, h - 0.03f, d / 2 - 0.02f, 1, 2, true);
            }};
}

Piece makeTvStand(const Style& style, Rng rng)
{
    const float w = draw(rng, 1.4, 1.9), d = 0.42f, h = draw(rng, 0.42, 0.55);
    const Finish body = rng.chance(0.6) ? style.otherWood : style.lacquer;
    return {"TV stand", w, d, h, [=](Builder& b) {
                addLegs(b, style.black, w, d, 0.08f, 0.12f, 0.04f, true);
                b.box(body, {-w / 2, 0.11f, -d / 2}, {w / 2, 0.14f, d / 2});
                b.rounded(body, {-w / 2, h - 0.03f, -d / 2}, {w / 2, h, d / 2}, 0.01f);
                for (const float x : {-w / 2 + 0.012f, -w / 6, w / 6, w / 2 - 0.012f})
                    b.box(body, {x - 0.012f, 0.13f, -d / 2}, {x + 0.012f, h - 0.02f, d / 2 - 0.01f});
                b.setShade(0.55f);
                b.box(style.black, {-w / 2, 0.13f, -d / 2}, {w / 2, h - 0.02f, -d / 2 + 0.015f});
                b.box(style.black, {-0.2f, 0.14f, -0.1f}, {0.15f, 0.2f, 0.14f}); // a player on the middle shelf
                b.setShade(1.0f);
                addFronts(b, body, style.brass, -w / 2 + 0.02f, -w / 6 - 0.01f, 0.145f, h - 0.035f, d / 2 - 0.02f, 1, 1, true);
                addFronts(b, body, style.brass, w / 6 + 0.01f, w / 2 - 0.02f, 0.145f, h - 0.035f, d / 2 - 0.02f, 1, 1, true);
            }};
}

} // namespace w2v::room
