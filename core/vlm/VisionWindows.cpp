#include "core/vlm/VisionWindows.h"

#include <algorithm>

#include <fmt/format.h>

#include "core/base/Error.h"

namespace w2v {

namespace {

void checkGrid(const VisionGrid& g, int merge)
{
    constexpr std::int64_t kMaxPatches = std::int64_t{1} << 28;
    if (merge < 1 || !g.plausible() || g.h % merge != 0 || g.w % merge != 0 || g.h * g.w > kMaxPatches / g.t)
        throw Error("image grid", fmt::format("{}x{}x{} patches cannot be merged {} by {}", g.t, g.h, g.w, merge, merge));
}

} // namespace

VisionWindows visionWindows(std::span<const VisionGrid> grids, int windowSize, int patchSize, int merge)
{
    if (patchSize < 1 || merge < 1 || windowSize < patchSize * merge)
        throw Error("vision windows", fmt::format("a window of {} pixels does not hold a cell of {}x{} patches of {}", windowSize,
                                                  merge, merge, patchSize));
    const std::int64_t side = windowSize / patchSize / merge;
    const std::int64_t cell = std::int64_t{merge} * merge;
    VisionWindows out;
    out.cuWindows = out.cuWindowsRaw = out.cuFrames = {0};
    std::int64_t base = 0;
    for (const VisionGrid& g : grids) {
        checkGrid(g, merge);
        const std::int64_t gh = g.h / merge, gw = g.w / merge;
        // The reference pads each side to the next multiple, by a whole tile when it divides evenly.
        const std::int64_t tilesDown = gh / side + 1, tilesAcross = gw / side + 1;
        for (std::int64_t frame = 0; frame < g.t; ++frame) {
            for (std::int64_t tile = 0; tile < tilesDown * tilesAcross; ++tile) {
                const std::int64_t top = tile / tilesAcross * side, left = tile % tilesAcross * side;
                const std::int64_t bottom = std::min(top + side, gh), right = std::min(left + side, gw);
                for (std::int64_t y = top; y < bottom; ++y)
                    for (std::int64_t x = left; x < right; ++x)
                        out.windowIndex.push_back(base + y * gw + x);
                const auto end = static_cast<std::int64_t>(out.windowIndex.size()) * cell;
                out.cuWindowsRaw.push_back(end);
                if (end != out.cuWindows.back())
                    out.cuWindows.push_back(end);
            }
            base += gh * gw;
            out.cuFrames.push_back(base * cell);
        }
    }
    return out;
}

std::vector<std::pair<std::int32_t, std::int32_t>> patchPositions(std::span<const VisionGrid> grids, int merge)
{
    std::vector<std::pair<std::int32_t, std::int32_t>> out;
    for (const VisionGrid& g : grids) {
        checkGrid(g, merge);
        for (std::int64_t frame = 0; frame < g.t; ++frame)
            for (std::int64_t row = 0; row < g.h; row += merge)
                for (std::int64_t column = 0; column < g.w; column += merge)
                    for (int y = 0; y < merge; ++y)
                        for (int x = 0; x < merge; ++x)
                            out.emplace_back(static_cast<std::int32_t>(row + y), static_cast<std::int32_t>(column + x));
    }
    return out;
}

} // namespace w2v
