#pragma once
#include <string>
#include <vector>

#include "core/base/Safetensors.h"
#include "core/nn/TorchPch.h"

namespace w2v::nn {

/// Where a tensor of a checkpoint belongs.
struct TensorSlot {
    std::string name;
    std::vector<std::string> otherNames; ///< spellings of other tools; their 1x1 convolutions count as matrices
    std::vector<std::int64_t> shape;
    at::Tensor* target = nullptr;
};

/// Every tensor of a network, in declaration order.
using TensorSlots = std::vector<TensorSlot>;

struct LoadOptions {
    at::Device device = at::kCPU;
    c10::optional<at::ScalarType> type; ///< none: as in the file
    std::string onlyPrefix;             ///< tensors with other names may be there and are not looked at
    std::string advice;                 ///< what to do when the tensors do not fit
};

/// Fills the slots from the file. Tensors that need no conversion stay in the mapped file and are read on demand; `file` is kept
/// alive by them. All missing, unexpected and misshapen tensors, or those with values that are not finite, are named in one Error.
void loadTensors(const TensorSlots& slots, const SafetensorsFile& file, const LoadOptions& options);

/// Bytes that the slots' tensors take, mapped or not.
std::int64_t tensorBytes(const TensorSlots& slots);

} // namespace w2v::nn
