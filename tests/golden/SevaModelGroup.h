#pragma once
#include "tests/golden/GoldenGroup.h"

namespace w2v::golden {

/// What a seva* folder says about the networks and the sampler: activations and outputs of every net_*, vae_* and clip_* folder,
/// guidance, sampler runs with a toy network and with the real ones, and complete two-pass runs. Files that are not there are not
/// checked. Adds to `result`.
void checkSevaModels(const std::filesystem::path& folder, GroupResult& result);

} // namespace w2v::golden
