#include <cmath>

#include "core/scene/room/FurnitureShapes.h"

namespace w2v::room {

namespace {

/// Seat, back and loose cushions between two arms: sofas and armchairs.
void upholstered(Builder& b, const Finish& body, const Finish& legs, const Finish* throwPillow, float w, float d, int seats,
                 float armWidth, float armHeight, float backHeight, float lean)
{
    const float x0 = -w / 2, x1 = w / 2, z0 = -d / 2, z1 = d / 2;
    addLegs(b, legs, w, d, 0.09f, 0.12f, 0.05f, true);
    b.rounded(body, {x0 + 0.02f, 0.1f, z0 + 0.02f}, {x1 - 0.02f, 0.3f, z1 - 0.04f}, 0.03f);
    for (const float side : {-1.0f, 1.0f}) {
        const float outer = side * w / 2, inner = side * (w / 2 - armWidth);
        b.rounded(body, {std::min(outer, inner), 0.1f, z0}, {std::max(outer, inner), armHeight, z1}, 0.07f);
    }
    b.rounded(body, {x0 + 0.03f, 0.12f, z0}, {x1 - 0.03f, backHeight, z0 + 0.2f}, 0.08f);
    const float inside0 = x0 + armWidth, width = (w - 2 * armWidth) / static_cast<float>(seats);
    for (int i = 0; i < seats; ++i) {
        const float a = inside0 + static_cast<float>(i) * width + 0.006f, e = a + width - 0.012f;
        b.rounded(body, {a, 0.29f, z0 + 0.17f}, {e, 0.45f, z1 - 0.01f}, 0.055f);
        b.within(leaning(-lean, 0.44f, z0 + 0.3f),
                 [&] { b.rounded(body, {a + 0.01f, 0.42f, z0 + 0.17f}, {e - 0.01f, backHeight + 0.03f, z0 + 0.36f}, 0.08f); });
    }
    if (throwPillow) {
        b.setCasting(false);
        for (const float side : seats > 1 ? std::vector<float>{-1.0f, 1.0f} : std::vector<float>{0.0f}) {
            const float x = side * (w / 2 - armWidth - 0.2f);
            const Eigen::Affine3f turned = leaning(-0.35f, 0.45f, z0 + 0.45f)
                * Eigen::Translation3f(Vec3(x, 0.64f, z0 + 0.47f)) * Eigen::AngleAxisf(1.5708f, Vec3::UnitX());
            b.within(turned, [&] { b.cushion(*throwPillow, Vec3::Zero(), {0.21f, 0.075f, 0.19f}, 0.4f); });
        }
        b.setCasting(true);
    }
}

void chairBack(Builder& b, const Finish& frame, const Finish& seat, int kind, float w, float d, float top)
{
    const float z = -d / 2 + 0.02f, half = w / 2 - 0.02f;
    b.within(leaning(-0.12f, 0.45f, z), [&] {
        for (const float side : {-1.0f, 1.0f})
            b.box(frame, {side * half - 0.018f, 0.44f, z - 0.018f}, {side * half + 0.018f, top, z + 0.018f});
        if (kind == 0) { // ladder
            for (int i = 0; i < 3; ++i) {
                const float h = 0.56f + static_cast<float>(i) * (top - 0.62f) / 2.2f;
                b.rounded(frame, {-half, h, z - 0.01f}, {half, h + 0.07f, z + 0.012f}, 0.008f);
            }
        } else if (kind == 1) { // spindles
            b.rounded(frame, {-half, top - 0.07f, z - 0.015f}, {half, top, z + 0.015f}, 0.01f);
            for (int i = 1; i < 5; ++i) {
                const float x = -half + static_cast<float>(i) * 2 * half / 5;
                b.box(frame, {x - 0.008f, 0.45f, z - 0.008f}, {x + 0.008f, top - 0.06f, z + 0.008f});
            }
        } else { // upholstered
            b.rounded(seat, {-half + 0.01f, 0.52f, z - 0.03f}, {half - 0.01f, top + 0.01f, z + 0.03f}, 0.03f);
        }
    });
}

} // namespace

Piece makeSofa(const Style& style, Rng rng)
{
    const bool three = rng.chance(0.55);
    const float w = three ? draw(rng, 2.0, 2.4) : draw(rng, 1.55, 1.85), d = draw(rng, 0.85, 0.98);
    const Finish body = rng.chance(0.2) ? style.leather : style.fabric, legs = rng.chance(0.5) ? style.wood : style.black;
    const float armWidth = draw(rng, 0.14, 0.24), armHeight = draw(rng, 0.54, 0.66), back = draw(rng, 0.74, 0.86);
    return {"sofa", w, d, back, [=](Builder& b) {
                upholstered(b, body, legs, &style.patterned, w, d, three ? 3 : 2, armWidth, armHeight, back, 0.18f);
            }};
}

Piece makeArmchair(const Style& style, Rng rng)
{
    const float w = draw(rng, 0.78, 0.92), d = draw(rng, 0.78, 0.9), back = draw(rng, 0.78, 0.98);
    const Finish body = rng.chance(0.25) ? style.leather : style.otherFabric, legs = rng.chance(0.5) ? style.wood : style.otherWood;
    const bool pillow = rng.chance(0.6);
    return {"armchair", w, d, back, [=](Builder& b) {
                upholstered(b, body, legs, pillow ? &style.patterned : nullptr, w, d, 1, 0.15f, 0.58f, back, 0.22f);
            }};
}

Piece makeChair(const Style& style, Rng rng, int kind)
{
    constexpr float w = 0.45f, d = 0.48f;
    const float top = draw(rng, 0.86, 0.98);
    const Finish frame = kind == 2 ? style.otherWood : (kind == 3 ? style.lacquer : style.wood);
    const Finish seat = kind >= 2 ? style.otherFabric : frame;
    const bool tapered = kind >= 2;
    return {"chair", w, d, top, [=](Builder& b) {
                addLegs(b, frame, w, d, 0.035f, 0.43f, 0.038f, tapered);
                b.rounded(seat, {-w / 2, 0.425f, -d / 2}, {w / 2, kind >= 2 ? 0.49f : 0.455f, d / 2}, kind >= 2 ? 0.03f : 0.015f);
                if (kind < 2)
                    for (const float side : {-1.0f, 1.0f})
                        b.box(frame, {side * (w / 2 - 0.04f) - 0.01f, 0.18f, -d / 2 + 0.03f},
                              {side * (w / 2 - 0.04f) + 0.01f, 0.205f, d / 2 - 0.03f});
                chairBack(b, frame, seat, kind, w, d, top);
                b.occlude({-w / 2, 0.5f, -d / 2 - 0.03f}, {w / 2, top, -d / 2 + 0.03f});
            }};
}

Piece makeOfficeChair(const Style& style, Rng rng)
{
    const Finish cloth = rng.chance(0.5) ? style.black : style.fabric;
    const float turn = draw(rng, -0.5, 0.5);
    return {"office chair", 0.6, 0.6, 1.05, [=](Builder& b) {
                for (int i = 0; i < 5; ++i) {
                    const float a = turn + 1.2566f * static_cast<float>(i);
                    b.tube(style.metal, {{0, 0.1f, 0}, {0.28f * std::sin(a), 0.06f, 0.28f * std::cos(a)}}, 0.018f, b.segments(6, 3));
                    b.cylinder(style.black, {0.27f * std::sin(a), 0, 0.27f * std::cos(a)}, 0.025f, 0.025f, 0.05f, b.segments(6, 4));
                }
                b.cylinder(style.metal, {0, 0.08f, 0}, 0.03f, 0.025f, 0.36f, b.segments(10, 5));
                b.rounded(cloth, {-0.24f, 0.43f, -0.23f}, {0.24f, 0.51f, 0.25f}, 0.035f);
                b.within(leaning(-0.1f, 0.55f, -0.24f), [&] {
                    b.rounded(cloth, {-0.22f, 0.58f, -0.28f}, {0.22f, 1.05f, -0.21f}, 0.035f);
                    b.box(style.metal, {-0.03f, 0.45f, -0.29f}, {0.03f, 0.75f, -0.27f});
                });
                for (const float side : {-1.0f, 1.0f}) {
                    b.box(style.black, {side * 0.27f - 0.02f, 0.66f, -0.15f}, {side * 0.27f + 0.02f, 0.69f, 0.12f});
                    b.box(style.metal, {side * 0.27f - 0.01f, 0.47f, -0.06f}, {side * 0.27f + 0.01f, 0.66f, -0.03f});
                }
            }};
}

Piece makeStool(const Style& style, Rng rng)
{
    const float h = draw(rng, 0.45, 0.65), r = draw(rng, 0.16, 0.2);
    const bool soft = rng.chance(0.5);
    return {"stool", 2 * r, 2 * r, h, [=](Builder& b) {
                for (int i = 0; i < 4; ++i) {
                    const float a = 0.785f + 1.5708f * static_cast<float>(i);
                    b.tube(style.otherWood, {{0.92f * r * std::cos(a), 0, 0.92f * r * std::sin(a)}, {0.6f * r * std::cos(a), h - 0.03f, 0.6f * r * std::sin(a)}},
                           0.015f, b.segments(6, 4));
                }
                b.lathe(soft ? style.patterned : style.otherWood, {0, 0},
                        {{0, h - 0.06f}, {0.95f * r, h - 0.06f}, {r, h - 0.03f}, {0.93f * r, h - 0.005f}, {0, h}}, b.segments(16, 8));
            }};
}

Piece makeOttoman(const Style& style, Rng rng)
{
    const float r = draw(rng, 0.24, 0.34), h = draw(rng, 0.36, 0.44);
    const bool knitted = rng.chance(0.5);
    return {"ottoman", 2 * r, 2 * r, h, [=](Builder& b) {
                b.lathe(knitted ? style.patterned : style.otherFabric, {0, 0},
                        {{0, 0.01f}, {0.8f * r, 0.01f}, {0.96f * r, 0.25f * h}, {r, 0.5f * h}, {0.96f * r, 0.75f * h}, {0.8f * r, 0.95f * h}, {0, h}},
                        b.segments(18, 8));
            }};
}

Piece makeBed(const Style& style, Rng rng, bool wide)
{
    const float w = wide ? draw(rng, 1.5, 1.85) : draw(rng, 0.95, 1.05), d = draw(rng, 2.05, 2.15), head = draw(rng, 0.9, 1.2);
    const bool softHead = rng.chance(0.5);
    const Finish frame = style.wood;
    const float fold = draw(rng, 0.55, 0.7), tuck = draw(rng, 0.1, 0.2);
    return {"bed", w, d, head, [=](Builder& b) {
                const float x = w / 2, z0 = -d / 2, z1 = d / 2;
                addLegs(b, frame, w, d, 0.06f, 0.14f, 0.07f, false);
                b.rounded(frame, {-x, 0.12f, z0 + 0.05f}, {x, 0.32f, z1}, 0.02f);
                if (softHead)
                    b.rounded(style.fabric, {-x, 0.15f, z0}, {x, head, z0 + 0.1f}, 0.045f);
                else
                    b.rounded(frame, {-x, 0.12f, z0}, {x, head, z0 + 0.06f}, 0.02f);
                b.rounded(style.linen, {-x + 0.03f, 0.28f, z0 + 0.08f}, {x - 0.03f, 0.52f, z1 - 0.03f}, 0.06f);
                // The duvet lies on the lower part and hangs over the sides.
                const float from = z1 - fold * d;
                b.rounded(style.otherPatterned, {-x - 0.01f, 0.3f + tuck * 0.3f, from}, {x + 0.01f, 0.565f, z1 + 0.005f}, 0.07f);
                b.rounded(style.linen, {-x, 0.5f, from - 0.12f}, {x, 0.585f, from + 0.12f}, 0.035f);
                const int pillows = wide ? 2 : 1;
                for (int i = 0; i < pillows; ++i) {
                    const float px = wide ? (i == 0 ? -0.5f : 0.5f) * x : 0.0f;
                    b.within(leaning(-0.5f, 0.52f, z0 + 0.3f) * Eigen::Affine3f(Eigen::Translation3f(px, 0.62f, z0 + 0.34f)),
                             [&] { b.cushion(style.linen, Vec3::Zero(), {wide ? 0.36f : 0.33f, 0.09f, 0.23f}, 0.45f); });
                    b.within(leaning(-1.0f, 0.52f, z0 + 0.5f) * Eigen::Affine3f(Eigen::Translation3f(px, 0.68f, z0 + 0.52f)),
                             [&] { b.cushion(style.patterned, Vec3::Zero(), {0.22f, 0.07f, 0.2f}, 0.4f); });
                }
            }};
}

} // namespace w2v::room
