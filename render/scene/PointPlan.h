#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "render/scene/PointChunks.h"
#include "render/scene/SceneView.h"

namespace w2v {

/// The first `count` points of a chunk.
struct PointRun {
    std::uint32_t first = 0, count = 0;
};

/// Which points one frame draws.
struct PointPlan {
    std::vector<PointRun> runs;
    std::uint64_t points = 0;  ///< drawn
    std::uint64_t visible = 0; ///< in the chunks that the view sees
    float spacing = 0;         ///< pixels between neighbours where points were left out, 0 when none were
};

/// Chooses at most `allowance` of the points that the view sees: all of them when they fit, else as many in every pixel
/// that a chunk covers on a target of this height (pixels), so that distant chunks give theirs up first.
PointPlan planPoints(std::span<const PointChunk> chunks, const SceneView& view, int height, std::uint64_t allowance);

} // namespace w2v
