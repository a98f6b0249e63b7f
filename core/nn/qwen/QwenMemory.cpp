#include "core/nn/qwen/QwenMemory.h"

#include <algorithm>

#include "core/nn/ops/FusedKernels.h"

namespace w2v::nn {

namespace {

/// Scores and softmax weights of `count` segments at once; nothing for short ones, which the fused kernel walks row by row.
double attentionScores(std::int64_t count, std::int64_t heads, std::int64_t length, bool causal)
{
    if (length <= kLongestFusedSegment)
        return 0;
    const double scores = static_cast<double>(count) * static_cast<double>(heads) * static_cast<double>(length) * static_cast<double>(length);
    return scores * (causal ? 2.25 : 2); // a quarter: the mask of truth values, shared by the heads
}

double visionNumbers(const QwenVisionConfig& v, std::int64_t batch, const std::vector<VisionGrid>& grids)
{
    double patches = 0, scores = 0;
    for (const VisionGrid& grid : grids) {
        patches += static_cast<double>(batch * grid.patches());
        // Neighbouring frames of one size are one product.
        scores = std::max(scores, attentionScores(batch * grid.t, v.heads, grid.h * grid.w, false));
    }
    const double pixels = 3.0 * v.patchValues(); // as preprocessed, as tensors, joined
    const double attention = 2.0 * v.hidden + 3.0 * v.hidden + 5.0 * v.hidden;      // x and its norm; q, k, v; rotated and reordered copies
    const double feedForward = 3.0 * v.hidden + 3.0 * v.hidden + 4.0 * v.intermediate; // as above with the attended rows; gate, up and two results
    return patches * (pixels + std::max(attention, feedForward)) + scores;
}

double decoderNumbers(const QwenConfig& c, std::int64_t batch, std::int64_t length)
{
    const double tokens = static_cast<double>(batch) * static_cast<double>(length), kv = static_cast<double>(c.kvHeads) * c.headSize();
    const double fused = length <= kLongestFusedSegment ? 0 : 4.0 * c.hidden; // rotated and repeated keys and values
    const double attention = 3.0 * c.hidden + (c.hidden + 2 * kv) + c.hidden + fused;
    const double feedForward = 4.0 * c.hidden + (c.hidden + 2 * kv) + 3.0 * c.intermediate;
    return tokens * std::max(attention, feedForward) + attentionScores(batch, c.heads, length, true) + 3.0 * static_cast<double>(batch) * c.vocabulary;
}

} // namespace

QwenMemory estimateMemory(const QwenConfig& c, std::int64_t parameters, int weightBytes, int computeBytes, std::int64_t batch, std::int64_t length,
                          const std::vector<VisionGrid>& grids)
{
    QwenMemory memory;
    memory.weights = parameters * weightBytes;
    memory.keyValueCache = 2 * static_cast<std::int64_t>(c.layers) * c.kvHeads * c.headSize() * batch * length * computeBytes;
    memory.activations = static_cast<std::int64_t>(std::max(visionNumbers(c.vision, batch, grids), decoderNumbers(c, batch, length))) * computeBytes;
    return memory;
}

} // namespace w2v::nn
