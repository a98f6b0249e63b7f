#pragma once
#include "core/nn/train/OptimizerTorch.h"
#include "core/nn/train/TrainingState.h"

namespace w2v::nn {

/// Writes training/progress.json and training/optimizer.safetensors (float32; for each block of the optimiser its value, mean and
/// variance: the value too, since the model's own file may be narrower) into a checkpoint.
void saveTrainingState(const std::filesystem::path& checkpoint, const SharedAdamW& optimizer, const Json& progress);

/// Reads the numbers back into the optimiser's blocks. An Error when they are not those of such blocks.
void loadTrainingState(const std::filesystem::path& checkpoint, SharedAdamW& optimizer);

} // namespace w2v::nn
