#pragma once
#include <filesystem>
#include <string>

#include "core/base/JobContext.h"
#include "core/image/Raster.h"

namespace w2v {

/// What a monocular depth model's output means.
enum class DepthMeaning {
    Inverse, ///< larger is nearer, up to a factor: relative models such as MiDaS and Depth Anything
    Depth,   ///< larger is farther, up to a factor
    Metres,
};

/// "inverse", "depth" or "metres"; throws Error for anything else.
DepthMeaning depthMeaningFromName(const std::string& name);

struct DepthModelOptions {
    DepthMeaning meaning = DepthMeaning::Inverse;
    int width = 384, height = 384; ///< of the model's input
};

/// Depth of the picture's size by an ONNX file that the user supplies, run by OpenCV on the processor. The model gets one RGB
/// picture, 1 x 3 x height x width, scaled as ImageNet's (mean 0.485 0.456 0.406, deviation 0.229 0.224 0.225), and gives one
/// map. Depth of unknown scale comes out with a median of 2 m; what would lie beyond 60 m is unknown (0).
/// Throws Error when the file is no model OpenCV reads, does not take such a picture, or gives no usable map.
DepthMap estimateDepth(const std::filesystem::path& model, const ColorImage& picture, const DepthModelOptions& options, JobContext& job);

} // namespace w2v
