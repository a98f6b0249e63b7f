#pragma once
#include "tests/golden/GoldenModel.h"

namespace w2v::golden {

/// Every adapter in a folder directly below the model's (adapter_config.json with expected.safetensors): scores unmerged and merged,
/// hidden states, merged weights, loss, gradients, steps of AdamW. Adds to `result`.
void checkQwenLora(GoldenModel& model, GroupResult& result);

} // namespace w2v::golden
