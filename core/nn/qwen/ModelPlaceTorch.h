#pragma once
#include <string>

#include "core/nn/TorchPch.h"
#include "core/nn/VlmFactory.h"
#include "core/nn/qwen/QwenConfig.h"

namespace w2v::nn {

/// Where a model's weights are and in which type.
struct ModelPlace {
    at::ScalarType type = at::kFloat;
    at::Device device = at::kCPU;
};

/// An Error when the type is not known or the device is not there; `subject` names the model.
ModelPlace modelPlace(const ModelOptions& options, const QwenConfig& config, const std::string& subject);

} // namespace w2v::nn
