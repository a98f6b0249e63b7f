#pragma once
#include <cstdint>
#include <vector>

#include "core/nn/qwen/QwenConfig.h"
#include "core/vlm/VisionGrid.h"

namespace w2v::nn {

/// Bytes that answering takes, without the program itself and its libraries.
struct QwenMemory {
    std::int64_t weights = 0;
    std::int64_t keyValueCache = 0;
    std::int64_t activations = 0; ///< the largest moment of reading the prompts

    std::int64_t total() const { return weights + keyValueCache + activations; }
};

/// For `batch` rows of `length` tokens with the images of `grids` in each. Element sizes in bytes: of the weights in memory, and of
/// what is computed. Counts the tensors that are alive at once in visionForward() and decoderForward(); tests measure it.
QwenMemory estimateMemory(const QwenConfig& config, std::int64_t parameters, int weightBytes, int computeBytes, std::int64_t batch,
                          std::int64_t length, const std::vector<VisionGrid>& grids);

} // namespace w2v::nn
