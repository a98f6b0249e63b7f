#pragma once
#include "tests/golden/GoldenGroup.h"

namespace w2v::golden {

/// What a qwen2_5_vl* folder says about the model: stages of the vision tower, hidden states, scores, greedy generation, loss and
/// gradients; the same for a second model in tied/. Files that are not there are not checked. Adds to `result`.
void checkQwenModel(const std::filesystem::path& folder, GroupResult& result);

} // namespace w2v::golden
