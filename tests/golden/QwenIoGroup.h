#pragma once
#include "tests/golden/GoldenGroup.h"

namespace w2v::golden {

/// What a qwen2_5_vl* folder says about everything before and after the model: image sizes and patches, windows, rotary
/// positions, tokenizer and chat template. Files that are not there are not checked. Adds to `result`.
void checkQwenIo(const std::filesystem::path& folder, GroupResult& result);

} // namespace w2v::golden
