#pragma once
#include "core/nn/qwen/QwenConfig.h"
#include "core/vlm/ImagePreprocessor.h"

namespace w2v::nn {

/// Architecture, parameters and image tokens of a configuration, for people and the window.
Json describeArchitecture(const QwenConfig& config, const ImagePreprocessor& images);

} // namespace w2v::nn
