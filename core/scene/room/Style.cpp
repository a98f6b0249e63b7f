#include "core/scene/room/Style.h"

#include <array>

#include "core/scene/room/Paint.h"
#include "core/scene/room/Textures.h"

namespace w2v::room {

namespace {

struct Palette {
    unsigned wall, accent, fabric, otherFabric, cushion, curtain;
};

const std::vector<Palette>& palettes()
{
    static const std::vector<Palette> all = {
        {0xf0ebe0, 0x5d7f86, 0x8c4a3a, 0xd9b98c, 0xe0a458, 0xc9bfae}, {0xe9eef0, 0x31506b, 0x3f6480, 0xc7ccd1, 0xe7b54c, 0xeef0ee},
        {0xf3e7d8, 0xb7674a, 0x5f7254, 0xe3cfae, 0xc2553f, 0xdcc7a5}, {0xe6eadf, 0x6b8a62, 0xb98b56, 0xded6c3, 0x53724f, 0xf1ecdd},
        {0xf2f0ec, 0x3c3f4a, 0x6a6f78, 0xb9bcc0, 0xd0543f, 0x8d949c}, {0xf7e9e3, 0xc48a86, 0x7d5a6b, 0xe6cdc4, 0x4f7d7b, 0xf3dcd2},
        {0xeef1e6, 0xd8b04a, 0x3e5b57, 0xd4c9a8, 0xd9873f, 0xe8dfb6}, {0xe4ecec, 0x2f7f7b, 0xc76b4a, 0xe9dcc6, 0x2f5d62, 0xbfd6d2},
        {0xede5ee, 0x6f5a86, 0x4c4f76, 0xcfc3d9, 0xd6a8b4, 0xd9cfe3}, {0xf5efdc, 0x8a3f36, 0x2f3e55, 0xc9b08a, 0xa8322d, 0x7d8a97}};
    return all;
}

/// A colour moved a little, so that two rooms of one palette still differ.
Vec3 varied(Rng& rng, unsigned hex, double by = 0.05)
{
    const auto d = [&] { return static_cast<float>(rng.uniform(-by, by)); };
    const float brighter = d();
    return (rgb(hex) + Vec3(d() * 0.5f + brighter, d() * 0.5f + brighter, d() * 0.5f + brighter)).cwiseMax(0.03f).cwiseMin(1.0f);
}

Finish makeFloor(Builder& b, Rng rng)
{
    static const std::vector<Vec3> woods = {rgb(0xc79a63), rgb(0x9a6a3f), rgb(0xdcb98a), rgb(0x7b5230), rgb(0xb88a5c), rgb(0xa79277)};
    static const std::vector<std::array<unsigned, 3>> tiles = {
        {0xe9e3d6, 0xd8cfbe, 0xa9a195}, {0xf1efe9, 0x3a3d42, 0x8d8d8a}, {0xc8785a, 0xb8664a, 0xd8cbbd}, {0x9db0b4, 0xc4cfd0, 0xeeeeea}, {0xe8dcc3, 0x6c8f86, 0xf3efe4}};
    static const std::vector<Vec3> carpets = {rgb(0xb7a58c), rgb(0x8f9aa3), rgb(0xa87f6c), rgb(0x7c8a74), rgb(0xc9bda6), rgb(0x6f7484)};
    const int size = b.options().textureSize;
    const Vec3 white = Vec3::Ones();
    switch (rng.integer(0, 6)) {
    case 0:
    case 1: return b.finish(white, b.addTexture(planksTexture(rng.fork("p"), size, rng.pick(woods))), 0.6f, 0.45f);
    case 2:
    case 3: return b.finish(white, b.addTexture(parquetTexture(rng.fork("p"), size, rng.pick(woods))), 0.62f, 0.45f);
    case 4: {
        const auto t = rng.pick(tiles);
        const int count = 2 * static_cast<int>(rng.integer(2, 3));
        return b.finish(white, b.addTexture(tilesTexture(rng.fork("t"), size, rgb(t[0]), rgb(t[1]), rgb(t[2]), count)), 0.55f, 0.3f);
    }
    case 5: return b.finish(white, b.addTexture(terrazzoTexture(rng.fork("t"), size, varied(rng, 0xd9d4c8))), 0.7f, 0.35f);
    default: return b.finish(rng.pick(carpets), b.addTexture(carpetTexture(rng.fork("c"), size)), 0.8f, 1.0f);
    }
}

} // namespace

Style makeStyle(Builder& b, Rng rng)
{
    const int size = b.options().textureSize;
    const Vec3 white = Vec3::Ones();
    const Palette p = rng.pick(palettes());
    Style s;
    s.plainTexture = b.addTexture(plasterTexture(rng.fork("plaster"), size));
    s.grain = b.addTexture(woodTexture(rng.fork("wood"), size));
    s.weave = b.addTexture(weaveTexture(rng.fork("weave"), std::min(size, 128)));

    s.floor = makeFloor(b, rng.fork("floor"));
    const Vec3 wall = varied(rng, p.wall, 0.04), accent = varied(rng, p.accent);
    const auto wallpaper = [&](const Vec3& ground, const Vec3& figure, float strength, const char* name) {
        Rng own = rng.fork(name);
        const int kind = static_cast<int>(own.integer(0, kPatternKinds - 1));
        return b.finish(white, b.addTexture(patternTexture(own, size, kind, ground, mix(ground, figure, strength))), 0.9f, 0.9f);
    };
    s.wall = rng.chance(0.45) ? wallpaper(wall, accent, 0.22f, "walls") : b.finish(wall, s.plainTexture, 0.7f, 0.95f);
    const double pick = rng.uniform();
    if (pick < 0.3)
        s.accentWall = b.finish(accent, s.plainTexture, 0.7f, 0.95f);
    else if (pick < 0.65)
        s.accentWall = wallpaper(mix(accent, wall, 0.35f), wall, 0.75f, "accent");
    else if (pick < 0.8)
        s.accentWall = b.finish(white, b.addTexture(brickTexture(rng.fork("brick"), size, rng.chance(0.5) ? rgb(0xb5694f) : rgb(0xd8cbbd))), 0.7f, 0.95f);
    else
        s.accentWall = s.wall;
    s.hasLowerWall = rng.chance(0.3);
    s.lowerWall = b.finish(mix(accent, wall, rng.chance(0.5) ? 0.2f : 0.6f), s.plainTexture, 0.8f, 0.8f);
    s.ceiling = b.finish(rgb(0xf7f5f0), s.plainTexture, 0.6f, 1.0f);
    s.trim = b.finish(rng.chance(0.75) ? rgb(0xf4f2ec) : rgb(0x8b6b4a), -1, 1.0f, 0.5f);

    static const std::vector<unsigned> woods = {0xb98a57, 0x8a5c37, 0xd7b384, 0x5e3d27, 0xa97b4f, 0xc9a27a};
    s.wood = b.finish(varied(rng, rng.pick(woods)), s.grain, 0.8f, 0.5f);
    s.otherWood = b.finish(varied(rng, rng.pick(woods)), s.grain, 0.8f, 0.5f);
    s.door = rng.chance(0.5) ? b.finish(rgb(0xefece4), -1, 1.0f, 0.5f) : b.finish(varied(rng, rng.pick(woods)), s.grain, 0.8f, 0.5f);
    static const std::vector<unsigned> lacquers = {0xf3f1ec, 0xf3f1ec, 0xdcd6cb, 0x4a5a62, 0x7f9488, 0x2f3c4c};
    s.lacquer = b.finish(varied(rng, rng.pick(lacquers), 0.02), -1, 1.0f, 0.35f);
    s.metal = b.finish(rgb(0x8d9095), -1, 1.0f, 0.25f);
    s.brass = b.finish(rgb(0xb8934f), -1, 1.0f, 0.25f);
    s.black = b.finish(rgb(0x25262a), -1, 1.0f, 0.4f);
    s.ceramic = b.finish(varied(rng, p.cushion, 0.1), -1, 1.0f, 0.25f);
    s.otherCeramic = b.finish(varied(rng, p.accent, 0.1), -1, 1.0f, 0.25f);
    s.glass = b.finish(rgb(0x1c2126), -1, 1.0f, 0.12f);
    s.paper = b.finish(rgb(0xe9e2d0), -1, 1.0f, 0.9f);

    s.fabric = b.finish(varied(rng, p.fabric), s.weave, 4.0f, 0.95f);
    s.otherFabric = b.finish(varied(rng, p.otherFabric), s.weave, 4.0f, 0.95f);
    s.leather = b.finish(varied(rng, rng.chance(0.5) ? 0x5b3a28 : 0x2f2d2e), s.plainTexture, 1.5f, 0.4f);
    const auto cloth = [&](const Vec3& ground, const Vec3& figure, float repeat, const char* name) {
        Rng own = rng.fork(name);
        const int kind = static_cast<int>(own.integer(0, kPatternKinds - 1));
        return b.finish(white, b.addTexture(patternTexture(own, std::min(size, 128), kind, ground, figure)), repeat, 0.95f);
    };
    s.patterned = cloth(varied(rng, p.cushion), varied(rng, p.wall), 2.0f, "cushion");
    s.otherPatterned = cloth(varied(rng, p.otherFabric), varied(rng, p.accent), 1.1f, "bed");
    s.linen = b.finish(varied(rng, 0xf1ede4, 0.03), s.weave, 2.0f, 0.95f);
    s.curtain = rng.chance(0.6) ? b.finish(varied(rng, p.curtain), s.weave, 1.5f, 0.95f)
                                : cloth(varied(rng, p.curtain), varied(rng, p.cushion), 1.2f, "curtain");
    s.leaf = b.finish(varied(rng, 0x4d7f45), -1, 1.0f, 0.6f);
    s.otherLeaf = b.finish(varied(rng, 0x7aa35a), -1, 1.0f, 0.6f);
    s.soil = b.finish(rgb(0x3b2c22), -1, 1.0f, 1.0f);
    s.shade = b.finish(rgb(0xf6e7c6), s.weave, 5.0f, 0.9f, 0.55f);
    s.glow = b.finish(rgb(0xfff6df), -1, 1.0f, 0.9f, 1.0f);
    s.books = b.finish(white, b.addTexture(booksTexture(rng.fork("books"), size)), 1.0f, 0.8f);
    s.wicker = b.finish(varied(rng, 0xb58f5e), s.weave, 3.0f, 0.9f);
    s.mirror = b.finish(rgb(0xc6d3da), b.addTexture(paint(64, [](float u, float v) {
        const float g = 0.75f + 0.25f * smoothStep(0.25f, 0.0f, std::abs(u + 0.5f * v - 0.7f));
        return Vec3(g, g, g);
    })), 1.0f, 0.08f);
    s.outdoor = b.finish(white, b.addTexture(outdoorTexture(rng.fork("outdoor"), size)), 1.0f, 1.0f, 1.0f);
    s.accents = {varied(rng, p.cushion), varied(rng, p.accent), varied(rng, p.fabric), rgb(0xd9d2c3)};
    return s;
}

} // namespace w2v::room
