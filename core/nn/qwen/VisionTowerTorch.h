#pragma once
#include <functional>
#include <string>
#include <vector>

#include "core/nn/qwen/QwenWeightsTorch.h"
#include "core/nn/qwen/RotaryTablesTorch.h"
#include "core/vlm/VisionGrid.h"

namespace w2v::nn {

/// Receives intermediate results by name ("block0.qkv", "layer1"); empty in production.
using Probe = std::function<void(const std::string& name, const at::Tensor& value)>;

/// Everything about the images that depends on their sizes only; reusable as long as the sizes stay.
struct VisionPlan {
    std::vector<VisionGrid> grids;
    at::Tensor order;              ///< int64 [patches]: input row of every row in window order; undefined when unchanged
    at::Tensor cellOrder;          ///< int64 [cells]: where each merged cell of the input order lies in window order
    RotaryTable rotary;            ///< in window order
    std::vector<Segment> windows, frames;
    at::Tensor positionIndex;      ///< int64 [patches], input order: rows of the absolute positions (grids of their size)
    at::Tensor positionWeights;    ///< float [patches, absolutePositions]: bilinear weights, for grids of other sizes
    std::int64_t patches = 0;
};

VisionPlan planVision(const QwenConfig& config, const std::vector<VisionGrid>& grids);

struct VisionFeatures {
    at::Tensor merged;  ///< [cells, hidden], row-major over each merged grid
    at::Tensor patches; ///< [patches, vision.hidden]: normalised tokens before the merger, window order
};

/// Runs the tower on pixel values [plan.patches, patchValues()]. `shouldStop` is asked before every block; on yes, Cancelled is thrown.
VisionFeatures visionForward(const QwenConfig& config, const QwenWeights& weights, const VisionPlan& plan,
                             const at::Tensor& pixelValues, const Probe& probe = {}, const std::function<bool()>& shouldStop = {});

} // namespace w2v::nn
