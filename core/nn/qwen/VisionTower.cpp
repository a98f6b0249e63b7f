#include "core/nn/qwen/VisionTowerTorch.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "core/base/Error.h"
#include "core/vlm/VisionWindows.h"

namespace w2v::nn {

namespace {

constexpr double kVisionEpsilon = 1e-6;

std::vector<Segment> segmentsFrom(const std::vector<std::int64_t>& borders)
{
    std::vector<Segment> segments;
    for (std::size_t i = 0; i + 1 < borders.size(); ++i)
        if (borders[i + 1] > borders[i])
            segments.push_back({borders[i], static_cast<int>(borders[i + 1] - borders[i])});
    return segments;
}

/// Learned positions of a square grid of `side`, sampled bilinearly (corners aligned) where a grid has another size.
void planAbsolutePositions(VisionPlan& plan, const std::vector<std::pair<std::int32_t, std::int32_t>>& positions, int side)
{
    const bool fits = std::all_of(plan.grids.begin(), plan.grids.end(), [&](const VisionGrid& g) { return g.h == side && g.w == side; });
    if (fits) {
        plan.positionIndex = at::empty({plan.patches}, at::kLong);
        std::int64_t* index = plan.positionIndex.data_ptr<std::int64_t>();
        for (const auto& [row, column] : positions)
            *index++ = static_cast<std::int64_t>(row) * side + column;
        return;
    }
    plan.positionWeights = at::zeros({plan.patches, static_cast<std::int64_t>(side) * side}, at::kFloat);
    float* weights = plan.positionWeights.data_ptr<float>();
    std::size_t k = 0;
    for (const VisionGrid& grid : plan.grids) {
        for (std::int64_t i = 0; i < grid.patches(); ++i, ++k, weights += static_cast<std::int64_t>(side) * side) {
            const double y = grid.h > 1 ? static_cast<double>(positions[k].first) * (side - 1) / static_cast<double>(grid.h - 1) : 0;
            const double x = grid.w > 1 ? static_cast<double>(positions[k].second) * (side - 1) / static_cast<double>(grid.w - 1) : 0;
            const int y0 = std::min(static_cast<int>(y), side - 2), x0 = std::min(static_cast<int>(x), side - 2);
            const float fy = static_cast<float>(y - y0), fx = static_cast<float>(x - x0);
            weights[y0 * side + x0] += (1 - fy) * (1 - fx);
            weights[y0 * side + x0 + 1] += (1 - fy) * fx;
            weights[(y0 + 1) * side + x0] += fy * (1 - fx);
            weights[(y0 + 1) * side + x0 + 1] += fy * fx;
        }
    }
}

} // namespace

VisionPlan planVision(const QwenConfig& config, const std::vector<VisionGrid>& grids)
{
    const QwenVisionConfig& v = config.vision;
    VisionPlan plan;
    plan.grids = grids;
    const VisionWindows windows = visionWindows(grids, v.window, v.patch, v.merge);
    const std::vector<std::pair<std::int32_t, std::int32_t>> positions = patchPositions(grids, v.merge);
    plan.patches = static_cast<std::int64_t>(positions.size());
    plan.windows = segmentsFrom(windows.cuWindows);
    plan.frames = segmentsFrom(windows.cuFrames);
    if (config.extension.absolutePositions)
        planAbsolutePositions(plan, positions, static_cast<int>(std::lround(std::sqrt(config.extension.absolutePositions))));

    const std::int64_t cell = static_cast<std::int64_t>(v.merge) * v.merge, cells = plan.patches / cell;
    std::vector<std::pair<std::int32_t, std::int32_t>> ordered;
    ordered.reserve(positions.size());
    for (const std::int64_t from : windows.windowIndex)
        for (std::int64_t k = 0; k < cell; ++k)
            ordered.push_back(positions[static_cast<std::size_t>(from * cell + k)]);
    plan.rotary = visionRotary(ordered, v.headSize());
    if (!std::is_sorted(windows.windowIndex.begin(), windows.windowIndex.end())) {
        plan.order = at::empty({plan.patches}, at::kLong);
        plan.cellOrder = at::empty({cells}, at::kLong);
        std::int64_t *order = plan.order.data_ptr<std::int64_t>(), *cellOrder = plan.cellOrder.data_ptr<std::int64_t>();
        for (std::int64_t i = 0; i < cells; ++i) {
            const std::int64_t from = windows.windowIndex[static_cast<std::size_t>(i)];
            cellOrder[from] = i;
            for (std::int64_t k = 0; k < cell; ++k)
                order[i * cell + k] = from * cell + k;
        }
    }
    return plan;
}

VisionFeatures visionForward(const QwenConfig& config, const QwenWeights& weights, const VisionPlan& plan,
                             const at::Tensor& pixelValues, const Probe& probe, const std::function<bool()>& shouldStop)
{
    const QwenVisionConfig& v = config.vision;
    const auto seen = [&](const std::string& name, const at::Tensor& value) {
        if (probe)
            probe(name, value);
    };
    at::Tensor x = matrixProduct(pixelValues.to(weights.patchEmbed.device(), computeType(weights.patchEmbed)), weights.patchEmbed);
    seen("patch_embed", x);
    if (plan.positionIndex.defined())
        x = x + weights.absolutePositions.index_select(0, plan.positionIndex.to(x.device()));
    else if (plan.positionWeights.defined())
        x = x + at::mm(plan.positionWeights.to(x.options()), weights.absolutePositions.to(x.scalar_type()));
    if (plan.order.defined())
        x = x.index_select(0, plan.order.to(x.device()));

    const RotaryTable rotary{plan.rotary.cosine.to(x.device()), plan.rotary.sine.to(x.device())};
    const AttentionShape shape{v.heads, v.heads, v.headSize(), false};
    for (std::size_t i = 0; i < weights.blocks.size(); ++i) {
        if (shouldStop && shouldStop())
            throw Cancelled();
        const VisionBlockWeights& block = weights.blocks[i];
        const bool full = std::find(v.fullAttentionBlocks.begin(), v.fullAttentionBlocks.end(), static_cast<int>(i)) != v.fullAttentionBlocks.end();
        const std::string name = probe ? fmt::format("block{}", i) : std::string();
        const at::Tensor n1 = rmsNorm(x, block.norm1, kVisionEpsilon);
        seen(name + ".norm1", n1);
        const at::Tensor qkv = linear(n1, block.qkv);
        seen(name + ".qkv", qkv);
        const at::Tensor attended = linear(attention(qkv, rotary, shape, full ? plan.frames : plan.windows), block.proj);
        seen(name + ".attn", attended);
        x = x + attended;
        const at::Tensor gated = swiglu(linear(rmsNorm(x, block.norm2, kVisionEpsilon), block.gateUp));
        const at::Tensor mlp = linear(gated, block.down);
        seen(name + ".mlp", mlp);
        x = x + mlp;
        seen(name, x);
    }

    VisionFeatures features;
    features.patches = rmsNorm(x, weights.mergerNorm, kVisionEpsilon);
    const at::Tensor cells = features.patches.reshape({-1, v.mergedWidth()});
    const at::Tensor hidden = at::gelu(linear(cells, weights.merger0));
    features.merged = linear(hidden, weights.merger2);
    seen("merger_window_order", features.merged);
    if (plan.cellOrder.defined())
        features.merged = features.merged.index_select(0, plan.cellOrder.to(x.device()));
    seen("merged", features.merged);
    return features;
}

} // namespace w2v::nn
