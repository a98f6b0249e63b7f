#include "core/nn/train/OptimizerTorch.h"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace w2v::nn {

void SharedAdamW::add(const at::Tensor& value, std::vector<at::Tensor> gradients, std::int64_t decayEnd)
{
    m_blocks.push_back({value, at::zeros_like(value), at::zeros_like(value), std::move(gradients), decayEnd});
}

std::vector<SharedAdamW::Moving> SharedAdamW::moving() const
{
    std::vector<Moving> all;
    for (const Block& block : m_blocks)
        all.push_back({block.value, block.mean, block.variance});
    return all;
}

double SharedAdamW::sumGradients(int share, int shares)
{
    double squares = 0;
    for (Block& block : m_blocks) {
        const std::int64_t begin = block.value.numel() * share / shares, end = block.value.numel() * (share + 1) / shares;
        float* sum = block.gradients.front().data_ptr<float>();
        for (std::size_t r = 1; r < block.gradients.size(); ++r) {
            float* other = block.gradients[r].data_ptr<float>();
            for (std::int64_t i = begin; i < end; ++i)
                sum[i] += other[i];
            std::memset(other + begin, 0, static_cast<std::size_t>(end - begin) * sizeof(float));
        }
        // Pieces keep the float sums short.
        constexpr std::int64_t kPiece = 1024;
        for (std::int64_t i = begin; i < end; i += kPiece) {
            float lanes[8] = {};
            const std::int64_t last = std::min(end, i + kPiece);
            std::int64_t k = i;
            for (; k + 8 <= last; k += 8)
                for (int lane = 0; lane < 8; ++lane)
                    lanes[lane] += sum[k + lane] * sum[k + lane];
            for (; k < last; ++k)
                lanes[0] += sum[k] * sum[k];
            for (const float lane : lanes)
                squares += lane;
        }
    }
    return squares;
}

void SharedAdamW::update(int share, int shares, std::int64_t step, AdamWStep settings)
{
    settings.correction1 = static_cast<float>(1 - std::pow(static_cast<double>(settings.beta1), static_cast<double>(step)));
    settings.correction2 = static_cast<float>(1 - std::pow(static_cast<double>(settings.beta2), static_cast<double>(step)));
    for (Block& block : m_blocks) {
        const std::int64_t begin = block.value.numel() * share / shares, end = block.value.numel() * (share + 1) / shares;
        const std::int64_t border = std::clamp(block.decayEnd, begin, end);
        float* gradient = block.gradients.front().data_ptr<float>();
        const auto run = [&](std::int64_t from, std::int64_t to, float decay) {
            AdamWStep own = settings;
            own.weightDecay = decay;
            if (to > from)
                fusedKernels().adamW(block.value.data_ptr<float>() + from, gradient + from, block.mean.data_ptr<float>() + from,
                                     block.variance.data_ptr<float>() + from, to - from, own);
        };
        run(begin, border, settings.weightDecay);
        run(border, end, 0);
        std::memset(gradient + begin, 0, static_cast<std::size_t>(end - begin) * sizeof(float));
    }
}

} // namespace w2v::nn
