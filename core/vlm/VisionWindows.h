#pragma once
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "core/vlm/VisionGrid.h"

namespace w2v {

/// Index arithmetic of the Qwen2.5-VL vision tower.
struct VisionWindows {
    std::vector<std::int64_t> windowIndex;   ///< merged cells in window order; permutes groups of merge*merge patches
    std::vector<std::int64_t> cuWindows;     ///< window borders in patches, 0 first, no empty window
    std::vector<std::int64_t> cuWindowsRaw;  ///< the same with the reference's empty padding windows kept
    std::vector<std::int64_t> cuFrames;      ///< frame borders in patches (full attention), 0 first
};

/// Each frame's merged grid is cut into square tiles of windowSize / (patchSize * merge) cells; edge tiles are smaller.
/// Every grid side must be a positive multiple of merge.
VisionWindows visionWindows(std::span<const VisionGrid> grids, int windowSize, int patchSize, int merge);

/// (row, column) in the patch grid of every row of pixel values, in their input order (merged row, merged column, row and
/// column inside the cell); frames share positions.
std::vector<std::pair<std::int32_t, std::int32_t>> patchPositions(std::span<const VisionGrid> grids, int merge);

} // namespace w2v
