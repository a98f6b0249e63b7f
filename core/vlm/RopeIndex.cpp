#include "core/vlm/RopeIndex.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "core/base/Error.h"

namespace w2v {

namespace {

/// The walk over one row; grids are taken from the shared cursors.
class RowWalk {
public:
    RowWalk(const RopeTokens& tokens, std::span<const VisionGrid> images, std::span<const VisionGrid> videos,
            std::span<const double> seconds)
        : m_tokens(tokens), m_images(images), m_videos(videos), m_seconds(seconds)
    {
    }

    /// Positions of the attended ids of a row.
    std::vector<std::array<std::int64_t, 3>> walk(std::span<const std::int64_t> ids)
    {
        std::vector<std::array<std::int64_t, 3>> out;
        out.reserve(ids.size());
        std::int64_t next = 0;
        for (std::size_t i = 0; i < ids.size();) {
            const bool afterStart = i > 0 && ids[i - 1] == m_tokens.visionStart;
            if (afterStart && (ids[i] == m_tokens.imagePad || ids[i] == m_tokens.videoPad)) {
                const std::size_t count = visionRun(ids.subspan(i), next, out);
                for (std::size_t k = out.size() - count; k < out.size(); ++k)
                    for (const std::int64_t p : out[k])
                        next = std::max(next, p + 1);
                i += count;
            } else {
                out.push_back({next, next, next});
                ++next;
                ++i;
            }
        }
        return out;
    }

    void requireAllUsed() const
    {
        if (m_image != m_images.size() || m_video != m_videos.size())
            throw Error("prompt", fmt::format("has {} images and {} videos, but {} and {} were given", m_image, m_video,
                                              m_images.size(), m_videos.size()));
    }

private:
    std::size_t visionRun(std::span<const std::int64_t> ids, std::int64_t start, std::vector<std::array<std::int64_t, 3>>& out)
    {
        const bool video = ids[0] == m_tokens.videoPad;
        std::size_t& cursor = video ? m_video : m_image;
        const auto& grids = video ? m_videos : m_images;
        if (cursor >= grids.size())
            throw Error("prompt", fmt::format("has more {} than the {} given", video ? "videos" : "images", grids.size()));
        const VisionGrid g = grids[cursor];
        // The reference multiplies in single precision and truncates.
        const float seconds = !video ? 0.0f : cursor < m_seconds.size() ? static_cast<float>(m_seconds[cursor]) : 1.0f;
        ++cursor;
        const std::int64_t gh = g.h / m_tokens.merge, gw = g.w / m_tokens.merge;
        const auto count = static_cast<std::size_t>(g.plausible() ? g.tokens(m_tokens.merge) : 0);
        if (count == 0 || count > ids.size()
            || !std::all_of(ids.begin(), ids.begin() + static_cast<std::ptrdiff_t>(count), [&](auto id) { return id == ids[0]; }))
            throw Error("prompt", fmt::format("does not hold the {} pad tokens of {} {}", count, video ? "video" : "image", cursor));
        for (std::int64_t t = 0; t < g.t; ++t) {
            const auto time = static_cast<std::int64_t>(static_cast<float>(t) * seconds
                                                        * static_cast<float>(m_tokens.tokensPerSecond));
            for (std::int64_t y = 0; y < gh; ++y)
                for (std::int64_t x = 0; x < gw; ++x)
                    out.push_back({start + time, start + y, start + x});
        }
        return count;
    }

    const RopeTokens& m_tokens;
    std::span<const VisionGrid> m_images, m_videos;
    std::span<const double> m_seconds;
    std::size_t m_image = 0, m_video = 0;
};

} // namespace

RopePositions ropePositions(std::span<const std::int64_t> ids, std::span<const std::int64_t> mask, std::int64_t rows,
                            std::span<const VisionGrid> images, std::span<const VisionGrid> videos,
                            std::span<const double> secondsPerGrid, const RopeTokens& tokens)
{
    if (rows < 1 || ids.size() % static_cast<std::size_t>(rows) != 0 || (!mask.empty() && mask.size() != ids.size())
        || tokens.merge < 1)
        throw Error("token batch", fmt::format("{} ids and {} mask values do not make {} rows", ids.size(), mask.size(), rows));
    const std::size_t length = ids.size() / static_cast<std::size_t>(rows);
    RopePositions out;
    out.positions.assign(3 * ids.size(), 1);
    RowWalk walk(tokens, images, videos, secondsPerGrid);
    std::vector<std::int64_t> attended;
    for (std::size_t r = 0; r < static_cast<std::size_t>(rows); ++r) {
        attended.clear();
        for (std::size_t i = r * length; i < (r + 1) * length; ++i)
            if (mask.empty() || mask[i] != 0)
                attended.push_back(ids[i]);
        const auto positions = walk.walk(attended);
        // Without any image in the batch the reference takes the largest position over the padding's 1 as well.
        std::int64_t largest = images.empty() && videos.empty() && attended.size() < length ? 1 : -1;
        std::size_t k = 0;
        for (std::size_t i = r * length; i < (r + 1) * length; ++i) {
            if (!mask.empty() && mask[i] == 0)
                continue;
            for (std::size_t axis = 0; axis < 3; ++axis) {
                out.positions[axis * ids.size() + i] = positions[k][axis];
                largest = std::max(largest, positions[k][axis]);
            }
            ++k;
        }
        out.deltas.push_back(largest + 1 - static_cast<std::int64_t>(length));
    }
    walk.requireAllUsed();
    return out;
}

} // namespace w2v
