#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "core/vlm/VisionGrid.h"

namespace w2v {

/// What the position walk needs to know of a model.
struct RopeTokens {
    std::int64_t visionStart = 0, imagePad = 0, videoPad = 0;
    int merge = 2;
    double tokensPerSecond = 2;
};

struct RopePositions {
    std::vector<std::int64_t> positions; ///< [3 (temporal, height, width)][rows][length]; padded places hold 1
    std::vector<std::int64_t> deltas;    ///< per row: largest position + 1 - length
};

/// Multimodal rotary positions of a batch of `rows` token rows of one length. `mask` (1 attended, 0 padding) may be empty.
/// Grids are consumed in order over the rows, one for each <|vision_start|> followed by an image or a video pad.
/// `secondsPerGrid` gives the seconds between a video's temporal patches, 1 where it is too short; still images count as 0.
/// An Error when pads and grids do not agree. Formula: Qwen2.5-VL report, section 2.1.
RopePositions ropePositions(std::span<const std::int64_t> ids, std::span<const std::int64_t> mask, std::int64_t rows,
                            std::span<const VisionGrid> images, std::span<const VisionGrid> videos,
                            std::span<const double> secondsPerGrid, const RopeTokens& tokens);

} // namespace w2v
