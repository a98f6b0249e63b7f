#pragma once
#include "tests/golden/GoldenGroup.h"

namespace w2v::golden {

/// How the weights are held; the golden ones are exact in bfloat16.
enum class WeightType { Float32, BFloat16, Float16 };

/// What a qwen2_5_vl* folder says about the model: stages of the vision tower, hidden states, scores, greedy generation, loss and
/// gradients, adapters; the same for models in the folders below it. Files that are not there are not checked. Adds to `result`.
/// With half-precision weights gradients are left out.
void checkQwenModel(const std::filesystem::path& folder, GroupResult& result, WeightType type = WeightType::Float32);

} // namespace w2v::golden
