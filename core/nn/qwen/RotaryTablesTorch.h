#pragma once
#include <array>
#include <span>
#include <utility>
#include <vector>

#include "core/nn/ops/OpsTorch.h"

namespace w2v::nn {

/// theta^(-2j/d), j < half = d/2.
std::vector<float> decoderFrequencies(double theta, int half);

/// Angles of the language model: frequency j takes its position from the temporal axis for the first
/// sections[0] indices, then from height, then from width. positions: int64 [3, rows].
RotaryTable decoderRotary(const at::Tensor& positions, double theta, const std::array<int, 3>& sections);

/// Angles of the vision tower: per axis 10000^(-2k/(d/2)), k < d/4; rows first, then columns.
RotaryTable visionRotary(std::span<const std::pair<std::int32_t, std::int32_t>> positions, int headSize);

} // namespace w2v::nn
