#include "core/worldmodel/geometric/FillFromBehind.h"

#include <algorithm>
#include <span>
#include <utility>
#include <vector>

namespace w2v {
namespace {

/// Depth (0 = unknown) and, unless empty, colour.
struct Level {
    DepthMap depth;
    FloatColor color;

    Level(int width, int height, bool colored) : depth(width, height)
    {
        if (colored)
            color = FloatColor(width, height);
    }
    /// Sets a pixel to the mean of those of `from` that are known and near the farthest of them.
    void takeFarther(int x, int y, const Level& from, std::span<const std::pair<int, int>> places)
    {
        float most = 0, sum = 0, count = 0, rgb[3] = {0, 0, 0};
        for (const auto& [px, py] : places)
            most = std::max(most, from.depth.at(px, py));
        if (most <= 0)
            return;
        for (const auto& [px, py] : places) {
            const float d = from.depth.at(px, py);
            if (d < kNearer * most)
                continue;
            sum += d;
            ++count;
            for (int c = 0; c < 3 && !color.empty(); ++c)
                rgb[c] += from.color.at(px, py, c);
        }
        depth.at(x, y) = sum / count;
        for (int c = 0; c < 3 && !color.empty(); ++c)
            color.at(x, y, c) = rgb[c] / count;
    }
};

Level halved(const Level& from)
{
    const int width = from.depth.width(), height = from.depth.height();
    Level to((width + 1) / 2, (height + 1) / 2, !from.color.empty());
    for (int y = 0; y < to.depth.height(); ++y)
        for (int x = 0; x < to.depth.width(); ++x) {
            const int x1 = std::min(2 * x + 1, width - 1), y1 = std::min(2 * y + 1, height - 1);
            const std::pair<int, int> children[] = {{2 * x, 2 * y}, {x1, 2 * y}, {2 * x, y1}, {x1, y1}};
            to.takeFarther(x, y, from, children);
        }
    return to;
}

/// Gives every pixel a value, coarse to fine: the farther side of a silhouette wins, because what opens up beside an object is
/// what is behind it. Unchanged when nothing is known.
Level filled(Level finest)
{
    constexpr int kRounds = 4; // of meeting the neighbours, per level
    std::vector<Level> levels;
    levels.push_back(std::move(finest));
    const auto complete = [](const DepthMap& map) {
        return std::all_of(map.data(), map.data() + map.pixels(), [](float d) { return d > 0; });
    };
    while (!complete(levels.back().depth)) {
        if (levels.back().depth.pixels() <= 1)
            return std::move(levels.front()); // nothing is known
        levels.push_back(halved(levels.back()));
    }
    for (std::size_t i = levels.size() - 1; i-- > 0;) {
        Level& level = levels[i];
        const Level& coarse = levels[i + 1];
        const int width = level.depth.width(), height = level.depth.height();
        std::vector<std::pair<int, int>> unknown;
        for (int y = 0; y < height; ++y)
            for (int x = 0; x < width; ++x)
                if (level.depth.at(x, y) <= 0) {
                    unknown.emplace_back(x, y);
                    const std::pair<int, int> parent[] = {{x / 2, y / 2}};
                    level.takeFarther(x, y, coarse, parent);
                }
        for (int round = 0; round < kRounds; ++round)
            for (const auto& [x, y] : unknown) {
                const std::pair<int, int> around[] = {{x, y}, {std::max(x - 1, 0), y}, {std::min(x + 1, width - 1), y},
                                                      {x, std::max(y - 1, 0)}, {x, std::min(y + 1, height - 1)}};
                level.takeFarther(x, y, level, around);
            }
    }
    return std::move(levels.front());
}

} // namespace

void fillFromBehind(DepthMap& depth, FloatColor& color)
{
    if (depth.empty())
        return;
    Level level(0, 0, false);
    level.depth = std::move(depth);
    level.color = std::move(color);
    level = filled(std::move(level));
    depth = std::move(level.depth);
    color = std::move(level.color);
}

} // namespace w2v
