#include "core/scene/room/Shell.h"

#include <algorithm>
#include <cmath>

namespace w2v::room {

namespace {

struct Opening {
    float s0, s1, low, high;
    bool door;
};

/// Even steps of at most `step` from 0 to `length`, together with the edges that must be lines of the lattice.
std::vector<float> lines(float begin, float end, float step, const std::vector<float>& edges)
{
    std::vector<float> all = {begin, end};
    for (const float e : edges)
        if (e > begin + 1e-4f && e < end - 1e-4f)
            all.push_back(e);
    std::sort(all.begin(), all.end());
    all.erase(std::unique(all.begin(), all.end(), [](float a, float b) { return b - a < 1e-4f; }), all.end());
    std::vector<float> result;
    for (std::size_t i = 0; i + 1 < all.size(); ++i) {
        const int n = std::max(1, static_cast<int>(std::ceil((all[i + 1] - all[i]) / step)));
        for (int k = 0; k < n; ++k)
            result.push_back(all[i] + (all[i + 1] - all[i]) * static_cast<float>(k) / static_cast<float>(n));
    }
    result.push_back(all.back());
    return result;
}

void surface(Builder& b, const Finish& f, float length, float h0, float h1, const std::vector<Opening>& openings, float step)
{
    std::vector<float> us, vs;
    for (const Opening& o : openings) {
        us.insert(us.end(), {o.s0, o.s1});
        vs.insert(vs.end(), {o.low, o.high});
    }
    // Seen from inside, s grows to the left: u is measured from the far end so that pictures are not mirrored.
    for (float& s : us)
        s = length - s;
    b.lattice(f, {length, 0, 0}, {-1, 0, 0}, {0, 1, 0}, lines(0, length, step, us), lines(h0, h1, step, vs), [&](float u, float h) {
        const float s = length - u;
        return std::none_of(openings.begin(), openings.end(),
                            [&](const Opening& o) { return s > o.s0 && s < o.s1 && h > o.low && h < o.high; });
    });
}

void buildWindow(Builder& b, const Style& style, const Opening& o, int panes)
{
    constexpr float kDeep = 0.16f, kBar = 0.05f;
    const float w = o.s1 - o.s0, h = o.high - o.low;
    b.setCasting(false);
    b.panel(style.outdoor, {o.s1, o.low, -kDeep}, {-w, 0, 0}, {0, h, 0}, {0, 0}, {std::min(1.0f, w / 2.0f), 1});
    b.setShade(1.1f);
    b.panel(style.trim, {o.s0, o.low, -kDeep}, {0, 0, kDeep}, {0, h, 0}, {0, 0}, {1, 1}); // reveals
    b.panel(style.trim, {o.s1, o.low, 0}, {0, 0, -kDeep}, {0, h, 0}, {0, 0}, {1, 1});
    b.panel(style.trim, {o.s1, o.high, -kDeep}, {-w, 0, 0}, {0, 0, kDeep}, {0, 0}, {1, 1});
    b.box(style.trim, {o.s0 - 0.05f, o.low - 0.035f, -kDeep}, {o.s1 + 0.05f, o.low, 0.05f}); // sill
    const float z0 = -kDeep + 0.005f, z1 = -kDeep + 0.05f;
    b.box(style.trim, {o.s0, o.low, z0}, {o.s0 + kBar, o.high, z1});
    b.box(style.trim, {o.s1 - kBar, o.low, z0}, {o.s1, o.high, z1});
    b.box(style.trim, {o.s0, o.low, z0}, {o.s1, o.low + kBar, z1});
    b.box(style.trim, {o.s0, o.high - kBar, z0}, {o.s1, o.high, z1});
    for (int i = 1; i < panes; ++i) {
        const float s = o.s0 + w * static_cast<float>(i) / static_cast<float>(panes);
        b.box(style.trim, {s - 0.03f, o.low, z0}, {s + 0.03f, o.high, z1});
    }
    if (h > 1.5f || panes == 2)
        b.box(style.trim, {o.s0, o.low + 0.7f * h - 0.015f, z0}, {o.s1, o.low + 0.7f * h + 0.015f, z1});
}

void buildCurtains(Builder& b, const Style& style, const Opening& o, float side, float bottom, Rng& rng)
{
    const float rail = o.high + 0.12f, w = o.s1 - o.s0;
    const float width = static_cast<float>(rng.uniform(0.18, 0.3)) * w + side;
    b.setCasting(false);
    b.tube(style.black, {{o.s0 - side - 0.05f, rail, 0.09f}, {o.s1 + side + 0.05f, rail, 0.09f}}, 0.012f, b.segments(6, 3));
    for (const bool left : {true, false}) {
        const float from = left ? o.s0 - side : o.s1 + side - width;
        const float folds = std::round(width / 0.11f), phase = static_cast<float>(rng.uniform(0, 6));
        b.sheet(style.curtain, std::max(6, static_cast<int>(4 * folds * static_cast<float>(std::min(1.0, b.detail())))), b.segments(4, 2), [=](float u, float v) {
            const float spread = 1.0f - 0.1f * std::sin(3.1416f * v); // gathered a little at half height
            const float x = from + width * (0.5f + (u - 0.5f) * spread);
            return Vec3(x, bottom + (rail - bottom) * v, 0.09f + 0.032f * std::sin(6.2832f * folds * u + phase + 0.4f * v));
        }, {width * 2 * style.curtain.repeat, (rail - bottom) * style.curtain.repeat}, Vec3::UnitZ());
    }
}

void buildDoor(Builder& b, const Style& style, const Opening& o, int panels, bool hingeLeft)
{
    const float w = o.s1 - o.s0, z = -0.05f;
    b.setCasting(false);
    for (const auto& [a, e] : {std::pair{o.s0 - 0.08f, o.s0 + 0.01f}, std::pair{o.s1 - 0.01f, o.s1 + 0.08f}})
        b.box(style.trim, {a, 0, -0.07f}, {e, o.high + 0.08f, 0.025f});
    b.box(style.trim, {o.s0 + 0.01f, o.high - 0.01f, -0.07f}, {o.s1 - 0.01f, o.high + 0.08f, 0.025f});
    b.box(style.door, {o.s0, 0.005f, z - 0.03f}, {o.s1, o.high, z});
    for (int i = 0; i < panels; ++i) {
        const float h0 = 0.16f + static_cast<float>(i) * (o.high - 0.2f) / static_cast<float>(panels);
        const float h1 = h0 + (o.high - 0.2f) / static_cast<float>(panels) - 0.12f;
        for (const float side : {0.0f, 1.0f}) {
            if (panels == 1 && side > 0)
                break;
            const float s0 = panels == 1 ? o.s0 + 0.13f : o.s0 + 0.1f + side * (w / 2 - 0.05f);
            const float s1 = panels == 1 ? o.s1 - 0.13f : s0 + w / 2 - 0.15f;
            b.raised(style.door, {s0, h0, z - 0.001f}, {s1, h1, z + 0.016f}, 0.014f);
        }
    }
    const float s = hingeLeft ? o.s1 - 0.07f : o.s0 + 0.07f, out = hingeLeft ? -0.11f : 0.11f;
    b.box(style.metal, {s - 0.02f, 0.93f, z}, {s + 0.02f, 1.13f, z + 0.012f});
    b.tube(style.metal, {{s, 1.05f, z}, {s, 1.05f, z + 0.06f}, {s + out, 1.05f, z + 0.06f}}, 0.011f, b.segments(6, 4));
}

} // namespace

Shell buildShell(Builder& b, const Style& style, Layout& layout, Rng rng)
{
    Shell shell;
    const float W = static_cast<float>(layout.width()), D = static_cast<float>(layout.depth()), H = static_cast<float>(layout.height());
    // Large rooms get a coarser lattice so that the triangle count stays within bounds.
    const float detail = std::max(0.25f, static_cast<float>(b.detail())), spread = std::sqrt(std::max(1.0f, W * D / 26.0f));
    const float step = 0.32f * spread / detail, floorStep = 0.25f * spread / detail;
    std::vector<Opening> openings[4];

    shell.doorWall = static_cast<int>(rng.integer(0, 3));
    {
        const double length = layout.wall(shell.doorWall).length, w = 0.9;
        const double s = rng.chance(0.5) ? rng.uniform(0.75, 1.1) : rng.uniform(0.7, length - 0.7);
        openings[shell.doorWall].push_back({static_cast<float>(s - w / 2), static_cast<float>(s + w / 2), 0, 2.05f, true});
        layout.takeWall(shell.doorWall, s - w / 2 - 0.12, s + w / 2 + 0.12, 0, 2.2);
        const Spot before = layout.wall(shell.doorWall).spot(s, 0.5);
        Footprint clear;
        clear.center = {before.x, before.z};
        clear.half = {0.55, 0.5};
        clear.yaw = before.yaw;
        layout.keepClear(clear);
    }
    std::vector<int> order = {0, 1, 2, 3};
    rng.shuffle(order);
    int windows = layout.width() * layout.depth() > 24 ? static_cast<int>(rng.integer(1, 3)) : static_cast<int>(rng.integer(1, 2));
    struct Hung {
        int wall;
        Opening opening;
        bool curtains;
    };
    std::vector<Hung> hung;
    for (const int wall : order) {
        if (windows == 0)
            break;
        if (wall == shell.doorWall && rng.chance(0.7))
            continue;
        const double length = layout.wall(wall).length, w = std::min(length - 1.6, rng.uniform(1.1, 2.3));
        const double s = rng.uniform(w / 2 + 0.6, length - w / 2 - 0.6);
        const bool curtains = rng.chance(0.65);
        const double low = rng.chance(0.2) ? 0.12 : rng.uniform(0.75, 0.98), high = std::min<double>(H - 0.3, rng.uniform(2.05, 2.3));
        const double side = curtains ? 0.34 : 0.12;
        if (w < 0.9 || !layout.wallFree(wall, s - w / 2 - side, s + w / 2 + side, 0, high))
            continue;
        const Opening o{static_cast<float>(s - w / 2), static_cast<float>(s + w / 2), static_cast<float>(low), static_cast<float>(high), false};
        openings[wall].push_back(o);
        layout.takeWall(wall, s - w / 2 - side, s + w / 2 + side, curtains || low < 0.5 ? 0 : low - 0.05, high + 0.25);
        hung.push_back({wall, o, curtains});
        --windows;
    }

    const auto everywhere = [](float, float) { return true; };
    b.begin("floor", 0, 0, 0, 0, true);
    b.lattice(style.floor, {W, 0, 0}, {-1, 0, 0}, {0, 0, -1}, lines(0, W, floorStep, {}), lines(-D, 0, floorStep, {}), everywhere);
    b.end();
    b.begin("ceiling", 0, 0, 0, H, true);
    b.lattice(style.ceiling, {0, 0, D}, {1, 0, 0}, {0, 0, -1}, lines(0, W, 1.4f * step, {}), lines(0, D, 1.4f * step, {}), everywhere);
    b.end();

    const int accent = static_cast<int>(rng.integer(0, 3));
    const bool cornice = rng.chance(0.5);
    const float rail = 0.92f;
    for (int i = 0; i < 4; ++i) {
        const Wall& wall = layout.wall(i);
        const float length = static_cast<float>(wall.length);
        b.begin("wall", wall.origin.x(), wall.origin.y(), wall.yaw, 0, true);
        b.setCasting(false);
        const Finish& main = i == accent ? style.accentWall : style.wall;
        const bool lower = style.hasLowerWall && i != accent;
        if (lower)
            surface(b, style.lowerWall, length, 0, rail, openings[i], step);
        surface(b, main, length, lower ? rail : 0, H, openings[i], step);
        std::vector<float> cuts = {0.0f};
        for (const Opening& o : openings[i])
            if (o.low < 0.15f)
                cuts.insert(cuts.end(), {o.s0 - (o.door ? 0.08f : 0.0f), o.s1 + (o.door ? 0.08f : 0.0f)});
        cuts.push_back(length);
        std::sort(cuts.begin(), cuts.end());
        for (std::size_t k = 0; k + 1 < cuts.size(); k += 2) {
            b.box(style.trim, {cuts[k], 0, 0}, {cuts[k + 1], 0.09f, 0.013f});
            b.box(style.trim, {cuts[k], 0.09f, 0}, {cuts[k + 1], 0.1f, 0.007f});
        }
        if (lower) {
            std::vector<float> stops = {0.0f};
            for (const Opening& o : openings[i])
                if (o.low < rail)
                    stops.insert(stops.end(), {o.s0 - 0.08f, o.s1 + 0.08f});
            stops.push_back(length);
            std::sort(stops.begin(), stops.end());
            for (std::size_t k = 0; k + 1 < stops.size(); k += 2)
                b.box(style.trim, {stops[k], rail - 0.02f, 0}, {stops[k + 1], rail + 0.02f, 0.018f});
        }
        if (cornice) {
            b.box(style.trim, {0, H - 0.05f, 0}, {length, H, 0.05f});
            b.box(style.trim, {0, H - 0.09f, 0}, {length, H - 0.05f, 0.025f});
        }
        b.end();
        for (const Opening& o : openings[i])
            if (o.door) {
                b.begin("door", wall.origin.x(), wall.origin.y(), wall.yaw, 0, true);
                buildDoor(b, style, o, static_cast<int>(rng.integer(1, 3)), rng.chance(0.5));
                b.end();
            }
    }
    for (const Hung& h : hung) {
        const Wall& wall = layout.wall(h.wall);
        b.begin("window", wall.origin.x(), wall.origin.y(), wall.yaw, 0, true);
        buildWindow(b, style, h.opening, h.opening.s1 - h.opening.s0 > 1.5f ? 3 : 2);
        b.end();
        if (h.curtains) {
            b.begin("curtains", wall.origin.x(), wall.origin.y(), wall.yaw, 0, true);
            buildCurtains(b, style, h.opening, 0.28f, rng.chance(0.7) ? 0.02f : h.opening.low - 0.15f > 0 ? h.opening.low - 0.15f : 0.02f, rng);
            b.end();
        }
        const Opening& o = h.opening;
        const Spot spot = wall.spot(0.5 * (o.s0 + o.s1), 0.0);
        AreaLight light;
        light.center = Vec3(static_cast<float>(spot.x), -0.5f * (o.low + o.high), static_cast<float>(spot.z));
        light.u = 0.4f * (o.s1 - o.s0) * Vec3(static_cast<float>(wall.along.x()), 0, static_cast<float>(wall.along.y()));
        light.v = 0.4f * (o.high - o.low) * Vec3(0, -1, 0);
        light.normal = Vec3(static_cast<float>(wall.inward.x()), 0, static_cast<float>(wall.inward.y()));
        light.power = 1.6f * (o.s1 - o.s0) * (o.high - o.low);
        shell.windows.push_back(light);
    }
    return shell;
}

} // namespace w2v::room
