#include <algorithm>
#include <cmath>

#include "core/scene/room/FurnitureShapes.h"
#include "core/scene/room/Textures.h"

namespace w2v::room {

namespace {

/// A frame of bars around a picture of w x h whose back is at z = 0, with an optional mount between.
void framed(Builder& b, const Finish& frame, const Finish* mount, const Finish& picture, float w, float h, float bar)
{
    b.setCasting(false);
    for (const float side : {-1.0f, 1.0f}) {
        b.box(frame, {side * (w / 2 - bar / 2) - bar / 2, -h / 2, 0}, {side * (w / 2 - bar / 2) + bar / 2, h / 2, 0.03f});
        b.box(frame, {-w / 2 + bar, side * (h / 2 - bar / 2) - bar / 2, 0}, {w / 2 - bar, side * (h / 2 - bar / 2) + bar / 2, 0.03f});
    }
    float x = w / 2 - bar, y = h / 2 - bar;
    if (mount) {
        b.panel(*mount, {x, -y, 0.012f}, {-2 * x, 0, 0}, {0, 2 * y, 0}, {0, 0}, {1, 1});
        const float rim = 0.16f * std::min(x, y);
        x -= rim;
        y -= rim;
    }
    b.panel(picture, {x, -y, 0.016f}, {-2 * x, 0, 0}, {0, 2 * y, 0}, {0, 0}, {1, 1});
}

} // namespace

Piece makeTelevision(Builder& builder, const Style& style, Rng rng, double width)
{
    const float w = static_cast<float>(width), h = w * 0.58f;
    const Finish screen = builder.finish(Vec3::Ones(), builder.addTexture(screenTexture(rng.fork("screen"), builder.options().textureSize)), 1.0f, 0.15f, 0.6f);
    return {"television", w, 0.24, h + 0.07, [=](Builder& b) {
                b.rounded(style.black, {-w / 2, 0.06f, -0.02f}, {w / 2, 0.06f + h, 0.025f}, 0.008f);
                b.panel(screen, {w / 2 - 0.02f, 0.085f, 0.0265f}, {-w + 0.04f, 0, 0}, {0, h - 0.045f, 0}, {0, 0}, {1, 1});
                b.box(style.black, {-0.06f, 0.01f, -0.02f}, {0.06f, 0.08f, 0.0f});
                b.rounded(style.black, {-0.2f * w, 0, -0.1f}, {0.2f * w, 0.014f, 0.1f}, 0.005f);
            }};
}

Piece makeMonitor(Builder& builder, const Style& style, Rng rng)
{
    const float w = draw(rng, 0.52, 0.66), h = 0.6f * w;
    const Finish screen = builder.finish(Vec3::Ones(), builder.addTexture(screenTexture(rng.fork("screen"), std::min(128, builder.options().textureSize))), 1.0f, 0.15f, 0.6f);
    return {"monitor", w, 0.2, h + 0.14, [=](Builder& b) {
                b.setCasting(false);
                b.rounded(style.black, {-w / 2, 0.12f, -0.015f}, {w / 2, 0.12f + h, 0.02f}, 0.006f);
                b.panel(screen, {w / 2 - 0.012f, 0.135f, 0.0215f}, {-w + 0.024f, 0, 0}, {0, h - 0.027f, 0}, {0, 0}, {1, 1});
                b.box(style.metal, {-0.025f, 0.01f, -0.035f}, {0.025f, 0.3f, -0.015f});
                b.rounded(style.metal, {-0.12f, 0, -0.09f}, {0.12f, 0.012f, 0.08f}, 0.005f);
                b.box(style.otherCeramic, {-0.2f, 0, 0.16f}, {0.2f, 0.018f, 0.28f}); // keyboard
            }};
}

Piece makePainting(Builder& builder, const Style& style, Rng rng)
{
    const bool tall = rng.chance(0.4);
    const float longer = draw(rng, 0.6, 1.15), shorter = longer * draw(rng, 0.65, 0.85);
    const float w = tall ? shorter : longer, h = tall ? longer : shorter;
    const int kind = static_cast<int>(rng.integer(0, kPaintingKinds - 1));
    const Finish picture = builder.finish(Vec3::Ones(), builder.addTexture(paintingTexture(rng.fork("picture"), builder.options().textureSize, kind)), 1.0f, 0.7f);
    const int frameKind = static_cast<int>(rng.integer(0, 3));
    const bool mounted = rng.chance(0.5);
    return {"painting", w, 0.03, h, [=](Builder& b) {
                const Finish frame = frameKind == 0 ? style.black : (frameKind == 1 ? style.wood : (frameKind == 2 ? style.brass : style.trim));
                framed(b, frame, mounted ? &style.paper : nullptr, picture, w, h, 0.035f);
            }};
}

Piece makeMirror(const Style& style, Rng rng)
{
    const bool round = rng.chance(0.4);
    const float w = round ? draw(rng, 0.6, 0.85) : draw(rng, 0.5, 0.75), h = round ? w : draw(rng, 0.9, 1.4);
    const Finish frame = rng.chance(0.5) ? style.brass : style.wood;
    return {"mirror", w, 0.03, h, [=](Builder& b) {
                if (!round) {
                    framed(b, frame, nullptr, style.mirror, w, h, 0.045f);
                    return;
                }
                b.setCasting(false);
                const int n = b.segments(28, 14);
                const auto disc = [&](const Finish& f, float inner, float outer, float z) {
                    b.sheet(f, n, 1, [=](float u, float v) {
                        const float a = 6.28319f * u, r = inner + (outer - inner) * v;
                        return Vec3(r * std::cos(a), r * std::sin(a), z);
                    }, {1, 1}, Vec3::UnitZ());
                };
                disc(style.mirror, 0.0f, 0.47f * w, 0.014f);
                disc(frame, 0.45f * w, 0.5f * w, 0.028f);
                b.sheet(frame, n, 1, [=](float u, float v) {
                    const float a = 6.28319f * u;
                    return Vec3(0.5f * w * std::cos(a), 0.5f * w * std::sin(a), 0.028f * v);
                }, {1, 1}, Vec3::UnitZ());
            }};
}

Piece makeClock(Builder& builder, const Style& style, Rng rng)
{
    const float r = draw(rng, 0.14, 0.2);
    const Finish face = builder.finish(Vec3::Ones(), builder.addTexture(clockTexture(rng.fork("face"), std::min(128, builder.options().textureSize))), 1.0f, 0.4f);
    const Finish rim = rng.chance(0.5) ? style.black : style.brass;
    return {"clock", 2 * r, 0.04, 2 * r, [=](Builder& b) {
                b.setCasting(false);
                // A lathe about the vertical, laid on its back so that its top faces the room.
                b.within(Eigen::Affine3f(Eigen::AngleAxisf(1.5708f, Vec3::UnitX())),
                         [&] { b.lathe(rim, {0, 0}, {{r, 0}, {r, 0.035f}, {0.9f * r, 0.035f}, {0.9f * r, 0.02f}}, b.segments(24, 12)); });
                const float s = 0.9f * r;
                const int n = b.segments(24, 12);
                for (int i = 0; i < n; ++i) { // a fan of wedges keeps the picture's own coordinates
                    const float a = 6.28319f * static_cast<float>(i) / static_cast<float>(n), e = 6.28319f * static_cast<float>(i + 1) / static_cast<float>(n);
                    b.wedge(face, {0, 0, 0.022f}, {s * std::cos(a), s * std::sin(a), 0}, {s * std::cos(e), s * std::sin(e), 0}, s);
                }
            }};
}

Piece makeRug(Builder& builder, const Style& style, Rng rng, double width, double depth)
{
    const float w = static_cast<float>(width), d = static_cast<float>(depth);
    std::vector<Vec3> colors = style.accents;
    rng.shuffle(colors);
    const Finish f = builder.finish(Vec3::Ones(), builder.addTexture(rugTexture(rng.fork("rug"), builder.options().textureSize, colors[0], colors[1], colors[2])), 1.0f, 1.0f);
    const bool round = rng.chance(0.2) && std::abs(w - d) < 0.7f;
    return {"rug", w, d, 0.012, [=](Builder& b) {
                b.setCasting(false);
                const float r = std::min(w, d) / 2;
                if (round) {
                    const int n = b.segments(28, 14);
                    for (int i = 0; i < n; ++i) {
                        const float a = 6.28319f * static_cast<float>(i) / static_cast<float>(n), e = 6.28319f * static_cast<float>(i + 1) / static_cast<float>(n);
                        b.wedge(f, {0, 0.012f, 0}, {r * std::cos(a), 0, r * std::sin(a)}, {r * std::cos(e), 0, r * std::sin(e)}, r);
                    }
                    return;
                }
                const int nu = std::max(1, static_cast<int>(std::ceil(w * static_cast<float>(b.detail()) / 0.3f)));
                const int nv = std::max(1, static_cast<int>(std::ceil(d * static_cast<float>(b.detail()) / 0.3f)));
                b.sheet(f, nu, nv, [=](float u, float v) { return Vec3((u - 0.5f) * w, 0.012f, (v - 0.5f) * d); }, {1, 1}, Vec3::UnitY());
            }};
}

Piece makeWallShelf(const Style& style, Rng rng)
{
    const float w = draw(rng, 0.7, 1.1);
    const Finish wood = style.wood;
    return {"wall shelf", w, 0.22, 0.3, [=, &style](Builder& b) {
                Rng own = rng.fork("shelf");
                b.rounded(wood, {-w / 2, 0, 0}, {w / 2, 0.03f, 0.22f}, 0.008f);
                for (const float x : {-0.35f * w, 0.35f * w})
                    b.box(style.black, {x - 0.01f, -0.12f, 0}, {x + 0.01f, 0, 0.02f});
                addBooks(b, style, own, -0.45f * w, 0.25f * w, 0.03f, 0.26f, 0.03f, 0.19f);
                b.lathe(style.ceramic, {0.37f * w, 0.11f}, {{0, 0.03f}, {0.04f, 0.03f}, {0.06f, 0.1f}, {0.03f, 0.17f}, {0.035f, 0.2f}}, b.segments(12, 6));
            }};
}

} // namespace w2v::room
