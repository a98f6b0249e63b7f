#include "core/nn/qwen/RotaryTablesTorch.h"

#include <cmath>

namespace w2v::nn {

std::vector<float> decoderFrequencies(double theta, int half)
{
    std::vector<float> frequencies;
    for (int j = 0; j < half; ++j)
        frequencies.push_back(1.0f / std::pow(static_cast<float>(theta), static_cast<float>(j) / static_cast<float>(half)));
    return frequencies;
}

RotaryTable decoderRotary(const at::Tensor& positions, double theta, const std::array<int, 3>& sections)
{
    const int half = sections[0] + sections[1] + sections[2];
    std::vector<std::int64_t> axis;
    for (int j = 0; j < half; ++j)
        axis.push_back(j < sections[0] ? 0 : j < sections[0] + sections[1] ? 1 : 2);
    const auto device = positions.device();
    const at::Tensor frequencies = at::tensor(decoderFrequencies(theta, half)).to(device), axes = at::tensor(axis).to(device);
    const at::Tensor angles = positions.to(at::kFloat).t().index_select(1, axes) * frequencies;
    return {angles.cos(), angles.sin()};
}

RotaryTable visionRotary(std::span<const std::pair<std::int32_t, std::int32_t>> positions, int headSize)
{
    const int quarter = headSize / 4, half = headSize / 2;
    const at::Tensor angles = at::empty({static_cast<std::int64_t>(positions.size()), half}, at::kFloat);
    float* out = angles.data_ptr<float>();
    std::vector<float> frequency(static_cast<std::size_t>(quarter));
    for (int k = 0; k < quarter; ++k)
        frequency[static_cast<std::size_t>(k)] = 1.0f / std::pow(10000.0f, static_cast<float>(2 * k) / static_cast<float>(half));
    for (const auto& [row, column] : positions) {
        for (int k = 0; k < quarter; ++k) {
            out[k] = static_cast<float>(row) * frequency[static_cast<std::size_t>(k)];
            out[quarter + k] = static_cast<float>(column) * frequency[static_cast<std::size_t>(k)];
        }
        out += half;
    }
    return {angles.cos(), angles.sin()};
}

} // namespace w2v::nn
