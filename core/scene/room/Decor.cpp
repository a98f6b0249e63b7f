#include <algorithm>
#include <cmath>

#include "core/scene/room/FurnitureShapes.h"

namespace w2v::room {

Piece makeFloorLamp(const Style& style, Rng rng)
{
    const float h = draw(rng, 1.5, 1.75), r = draw(rng, 0.18, 0.23);
    const Finish stem = rng.chance(0.5) ? style.black : style.brass;
    const bool tripod = rng.chance(0.4);
    return {"floor lamp", 0.44, 0.44, h, [=](Builder& b) {
                if (tripod) {
                    for (int i = 0; i < 3; ++i) {
                        const float a = 2.0944f * static_cast<float>(i) + 0.4f;
                        b.tube(style.wood, {{0.21f * std::cos(a), 0, 0.21f * std::sin(a)}, {0, h - 0.3f, 0}}, 0.016f, b.segments(6, 4));
                    }
                } else {
                    b.lathe(stem, {0, 0}, {{0, 0.001f}, {0.15f, 0.001f}, {0.145f, 0.02f}, {0.014f, 0.035f}, {0.012f, h - 0.28f}}, b.segments(16, 8));
                }
                b.lathe(style.shade, {0, 0}, {{r, h - 0.32f}, {0.72f * r, h}}, b.segments(20, 10));
                b.lathe(style.glow, {0, 0}, {{0, h - 0.24f}, {0.05f, h - 0.2f}, {0.05f, h - 0.14f}, {0, h - 0.1f}}, b.segments(10, 6));
            }};
}

Piece makeTableLamp(const Style& style, Rng rng)
{
    const float h = draw(rng, 0.38, 0.52), r = draw(rng, 0.12, 0.16);
    const Finish foot = rng.chance(0.5) ? style.ceramic : style.otherCeramic;
    const bool bulb = rng.chance(0.6);
    return {"table lamp", 2 * r, 2 * r, h, [=](Builder& b) {
                b.setCasting(false);
                if (bulb)
                    b.lathe(foot, {0, 0}, {{0, 0.001f}, {0.05f, 0.001f}, {0.085f, 0.07f}, {0.08f, 0.13f}, {0.025f, 0.2f}, {0.012f, h - 0.2f}}, b.segments(14, 7));
                else
                    b.lathe(foot, {0, 0}, {{0, 0.001f}, {0.08f, 0.001f}, {0.075f, 0.02f}, {0.014f, 0.03f}, {0.012f, h - 0.18f}}, b.segments(14, 7));
                b.lathe(style.shade, {0, 0}, {{r, h - 0.22f}, {0.7f * r, h}}, b.segments(18, 9));
                b.lathe(style.glow, {0, 0}, {{0, h - 0.18f}, {0.035f, h - 0.15f}, {0.035f, h - 0.1f}, {0, h - 0.07f}}, b.segments(8, 5));
            }};
}

Piece makePendant(const Style& style, Rng rng, double drop)
{
    const float low = -static_cast<float>(drop), r = draw(rng, 0.18, 0.26);
    const int kind = static_cast<int>(rng.integer(0, 2));
    const Finish shell = kind == 0 ? style.shade : (rng.chance(0.5) ? style.brass : style.ceramic);
    return {"ceiling lamp", 2 * r, 2 * r, drop, [=](Builder& b) {
                b.setCasting(false);
                b.cylinder(style.trim, {0, -0.025f, 0}, 0.06f, 0.06f, 0.024f, b.segments(12, 6));
                b.tube(style.black, {{0, -0.02f, 0}, {0, low + 0.2f, 0}}, 0.006f, 3);
                const int sides = b.segments(22, 10);
                if (kind == 0) // drum
                    b.lathe(shell, {0, 0}, {{r, low}, {r, low + 0.22f}}, sides);
                else if (kind == 1) // dome
                    b.lathe(shell, {0, 0}, {{r, low}, {0.93f * r, low + 0.08f}, {0.7f * r, low + 0.15f}, {0.3f * r, low + 0.2f}, {0.02f, low + 0.22f}}, sides);
                else // cone
                    b.lathe(shell, {0, 0}, {{r, low}, {0.05f, low + 0.2f}, {0.03f, low + 0.24f}}, sides);
                const float g = 0.06f;
                b.lathe(style.glow, {0, 0}, {{0, low + 0.02f}, {0.7f * g, low + 0.035f}, {g, low + 0.08f}, {0.7f * g, low + 0.125f}, {0, low + 0.14f}}, b.segments(12, 6));
            }};
}

Piece makePlant(const Style& style, Rng rng, bool tall)
{
    const float h = tall ? draw(rng, 1.1, 1.75) : draw(rng, 0.3, 0.45), pot = tall ? draw(rng, 0.15, 0.2) : draw(rng, 0.07, 0.1);
    const float potHeight = tall ? draw(rng, 0.28, 0.38) : 1.5f * pot;
    const int kind = static_cast<int>(rng.integer(0, 2));
    const Finish vessel = rng.chance(0.4) ? style.wicker : (rng.chance(0.5) ? style.ceramic : style.otherCeramic);
    const float spread = tall ? 0.3f : 0.16f;
    return {"plant", 2 * spread, 2 * spread, h, [=](Builder& b) {
                Rng own = rng.fork("leaves");
                b.setCasting(tall);
                b.lathe(vessel, {0, 0}, {{0, 0.001f}, {0.75f * pot, 0.001f}, {pot, potHeight}, {0.9f * pot, potHeight}}, b.segments(16, 8));
                b.lathe(style.soil, {0, 0}, {{0.92f * pot, 0.93f * potHeight}, {0, 0.95f * potHeight}}, b.segments(12, 6));
                const float top = h - potHeight;
                const auto leaf = [&](const Vec3& root, float angle, float length, float width, float rise, float droop) {
                    const Vec3 out(std::cos(angle), 0, std::sin(angle)), across(-std::sin(angle), 0, std::cos(angle));
                    const Finish& f = own.chance(0.6) ? style.leaf : style.otherLeaf;
                    b.setShade(draw(own, 0.75, 1.1));
                    b.sheet(f, 2, b.segments(4, 3), [&](float u, float v) {
                        const float half = width * std::sin(std::clamp(0.12f + 0.86f * v, 0.0f, 1.0f) * 3.1416f) * (u - 0.5f) * 2;
                        return Vec3(root + out * (length * v) + Vec3::UnitY() * (rise * v - droop * v * v - 0.25f * std::abs(half)) + across * half);
                    }, {1, 1}, Vec3::UnitY());
                };
                if (kind == 0) { // blades from the pot
                    const int n = b.segments(tall ? 14 : 9, 6);
                    for (int i = 0; i < n; ++i) {
                        const float a = 2.4f * static_cast<float>(i), reach = spread * draw(own, 0.3, 0.95);
                        leaf({0.3f * pot * std::cos(a), 0.93f * potHeight, 0.3f * pot * std::sin(a)}, a, reach, tall ? 0.055f : 0.03f,
                             top * draw(own, 0.8, 1.15), top * draw(own, 0.05, 0.25));
                    }
                } else { // leaves along one or three stems
                    const int stems = kind == 1 ? 1 : 3, each = b.segments((tall ? 30 : 16) / stems, 4);
                    for (int s = 0; s < stems; ++s) {
                        const float a0 = 2.1f * static_cast<float>(s), bend = kind == 1 ? 0.05f : 0.45f * spread;
                        const Vec3 tip(bend * std::cos(a0), h - 0.06f * top, bend * std::sin(a0)), foot(0, 0.9f * potHeight, 0);
                        b.setShade(0.9f);
                        b.tube(style.otherWood, {foot, tip}, tall ? 0.009f : 0.004f, b.segments(5, 3));
                        for (int i = 0; i < each; ++i) {
                            const float t = 0.3f + 0.7f * static_cast<float>(i + 1) / static_cast<float>(each), a = a0 + 2.4f * static_cast<float>(i);
                            const float length = spread * draw(own, 0.55, 0.85) * (1.15f - 0.4f * t);
                            leaf(foot + t * (tip - foot), a, length, 0.34f * length, 0.35f * length, 0.6f * length);
                        }
                    }
                }
                b.setShade(1.0f);
                if (tall)
                    b.occlude({-0.6f * spread, potHeight + 0.3f * top, -0.6f * spread}, {0.6f * spread, h - 0.1f, 0.6f * spread});
            }};
}

Piece makeVase(const Style& style, Rng rng)
{
    const float h = draw(rng, 0.2, 0.34), r = draw(rng, 0.06, 0.1);
    const Finish f = rng.chance(0.5) ? style.ceramic : style.otherCeramic;
    const bool flowers = rng.chance(0.5);
    return {"vase", 2 * r, 2 * r, h, [=](Builder& b) {
                Rng own = rng.fork("flowers");
                b.setCasting(false);
                b.lathe(f, {0, 0}, {{0, 0.001f}, {0.6f * r, 0.001f}, {0.95f * r, 0.3f * h}, {r, 0.5f * h}, {0.6f * r, 0.8f * h}, {0.45f * r, 0.9f * h}, {0.6f * r, h}},
                        b.segments(16, 8));
                for (int i = 0; flowers && i < b.segments(6, 3); ++i) {
                    const float a = 2.4f * static_cast<float>(i), out = draw(own, 0.03, 0.1), up = h + draw(own, 0.1, 0.2);
                    const Vec3 head(out * std::cos(a), up, out * std::sin(a));
                    b.tube(style.leaf, {{0, 0.8f * h, 0}, head}, 0.004f, 3);
                    const Finish bloom = own.chance(0.5) ? style.ceramic : style.patterned;
                    b.lathe(bloom, {head.x(), head.z()}, {{0, up - 0.015f}, {0.03f, up}, {0.02f, up + 0.02f}, {0, up + 0.022f}}, b.segments(8, 5));
                }
            }};
}

Piece makeBowl(const Style& style, Rng rng)
{
    const float r = draw(rng, 0.12, 0.17);
    const Finish f = rng.chance(0.5) ? style.wood : style.otherCeramic;
    return {"fruit bowl", 2 * r, 2 * r, 0.11, [=](Builder& b) {
                Rng own = rng.fork("fruit");
                b.setCasting(false);
                b.lathe(f, {0, 0}, {{0, 0.001f}, {0.4f * r, 0.001f}, {0.85f * r, 0.05f}, {r, 0.09f}, {0.95f * r, 0.09f}, {0.3f * r, 0.02f}}, b.segments(18, 9));
                static const Vec3 kColors[3] = {Vec3(0.85f, 0.42f, 0.12f), Vec3(0.72f, 0.14f, 0.12f), Vec3(0.62f, 0.72f, 0.2f)};
                for (int i = 0; i < 5; ++i) {
                    const float a = 1.3f * static_cast<float>(i), out = i == 4 ? 0.0f : 0.5f * r, up = i == 4 ? 0.09f : 0.06f;
                    const Finish fruit = b.finish(kColors[own.integer(0, 2)], -1, 1.0f, 0.4f);
                    const float s = 0.036f;
                    b.lathe(fruit, {out * std::cos(a), out * std::sin(a)},
                            {{0, up - s}, {0.75f * s, up - 0.66f * s}, {s, up}, {0.75f * s, up + 0.66f * s}, {0, up + s}}, b.segments(10, 6));
                }
            }};
}

Piece makeBookStack(const Style& style, Rng rng)
{
    const int n = static_cast<int>(rng.integer(2, 4));
    return {"books", 0.26, 0.2, 0.035 * n, [=](Builder& b) {
                Rng own = rng.fork("stack");
                b.setCasting(false);
                for (int i = 0; i < n; ++i) {
                    const float w = draw(own, 0.2, 0.26), d = draw(own, 0.14, 0.19), y = 0.035f * static_cast<float>(i);
                    b.within(Eigen::Affine3f(Eigen::AngleAxisf(draw(own, -0.25, 0.25), Vec3::UnitY())), [&] {
                        b.box(b.finish(own.pick(style.accents), -1, 1.0f, 0.7f), {-w / 2, y, -d / 2}, {w / 2, y + 0.032f, d / 2});
                        b.box(style.paper, {-w / 2 - 0.001f, y + 0.004f, -d / 2 - 0.001f}, {w / 2 + 0.001f, y + 0.028f, d / 2 - 0.006f});
                    });
                }
            }};
}

Piece makeBin(const Style& style, Rng rng)
{
    const float r = draw(rng, 0.12, 0.15), h = draw(rng, 0.3, 0.4);
    const Finish f = rng.chance(0.5) ? style.metal : style.black;
    return {"bin", 2 * r, 2 * r, h, [=](Builder& b) {
                b.lathe(f, {0, 0}, {{0, 0.001f}, {0.82f * r, 0.001f}, {r, h}, {0.94f * r, h}, {0.78f * r, 0.03f}, {0, 0.03f}}, b.segments(18, 9));
            }};
}

Piece makeBasket(const Style& style, Rng rng)
{
    const float r = draw(rng, 0.18, 0.24), h = draw(rng, 0.28, 0.4);
    return {"basket", 2 * r, 2 * r, h, [=](Builder& b) {
                b.lathe(style.wicker, {0, 0}, {{0, 0.001f}, {0.85f * r, 0.001f}, {r, 0.5f * h}, {0.95f * r, h}, {0.88f * r, h}, {0.8f * r, 0.6f * h}}, b.segments(18, 9));
                b.cushion(style.patterned, {0, 0.72f * h, 0}, {0.8f * r, 0.22f * h, 0.8f * r}, 0.8f);
            }};
}

Piece makeRadiator(const Style& style, Rng rng)
{
    const float w = draw(rng, 0.9, 1.4), h = 0.6f;
    return {"radiator", w, 0.1, h + 0.1, [=](Builder& b) {
                const int ribs = b.segments(static_cast<int>(w / 0.08f), 5);
                const float step = w / static_cast<float>(ribs);
                for (int i = 0; i < ribs; ++i) {
                    const float x = -w / 2 + static_cast<float>(i) * step;
                    b.box(style.trim, {x + 0.1f * step, 0.1f, -0.04f}, {x + 0.9f * step, 0.1f + h, 0.05f});
                }
                b.box(style.trim, {-w / 2, 0.14f, -0.03f}, {w / 2, 0.18f, 0.03f});
                b.box(style.trim, {-w / 2, h, -0.03f}, {w / 2, h + 0.04f, 0.03f});
                b.box(style.metal, {w / 2, 0, -0.01f}, {w / 2 + 0.02f, 0.16f, 0.01f});
            }};
}

} // namespace w2v::room
