#include "core/nn/svc/SvcRate.h"

#include <algorithm>
#include <chrono>

#include "core/nn/Runtime.h"
#include "core/nn/svc/SvcCost.h"
#include "core/nn/svc/SvcUNetTorch.h"

namespace w2v::nn {

namespace {

/// The shortest of two runs after one that warms.
template <class Run>
double secondsOf(const Run& run)
{
    using Clock = std::chrono::steady_clock;
    run();
    double best = 1e9;
    for (int i = 0; i < 2; ++i) {
        const auto start = Clock::now();
        run();
        best = std::min(best, std::chrono::duration<double>(Clock::now() - start).count());
    }
    return best;
}

SvcRate measured()
{
    const c10::InferenceMode inference;
    setTorchThreads(availableProcessors());
    SvcRate rate;
    rate.products = matrixProductRate();

    constexpr std::int64_t kTokens = 3072, kHeads = 4, kWidth = 256;
    const at::Tensor rows = at::randn({1, kTokens, kWidth});
    rate.attention = 4.0 * kWidth * kTokens * kTokens * 1e-9 / secondsOf([&] { attend(rows, rows, rows, kHeads); });

    SvcUNetConfig config;
    config.frames = 2;
    config.resBlocks = 1;
    config.multipliers = {1};
    config.attentionStrides = {1};
    config.transformerDepth = {1};
    SvcUNet network(config);
    for (const TensorSlot& slot : network.slots())
        *slot.target = at::randn(slot.shape) * 0.02;
    constexpr std::int64_t kSide = 24;
    const std::int64_t frames = config.frames;
    const at::Tensor x = at::randn({frames, config.inChannels, kSide, kSide}), dense = at::randn({frames, config.denseChannels, kSide, kSide});
    const at::Tensor context = at::randn({frames, 1, config.contextWidth}), steps = at::full({frames}, 500, at::kLong);
    const SvcNetworkCost cost = svcUNetCost(config, config.frames, kSide, kSide);
    const double seconds = secondsOf([&] { network.forward(x, steps, context, dense, frames); });
    const double attending = cost.attention * 1e-9 / rate.attention; // never most of it, whatever disturbed the measurement
    rate.layers = (cost.operations - cost.attention) * 1e-9 / std::max(seconds - attending, 0.5 * seconds);
    return rate;
}

} // namespace

const SvcRate& svcRate()
{
    static const SvcRate rate = measured();
    return rate;
}

} // namespace w2v::nn
