#include "core/nn/train/PolicyLossTorch.h"

namespace w2v::nn {

PolicyLoss policyLoss(const PolicyTokens& tokens, const PolicyLossSettings& settings)
{
    constexpr double kLargest = 20; // of an exponent: e^20 is past every clip and still finite
    const auto mean = [&](const at::Tensor& each) { return tokens.weight.defined() ? (each * tokens.weight).sum() / tokens.weight.sum() : each.mean(); };
    const at::Tensor ratio = (tokens.now - tokens.sampled).clamp(-kLargest, kLargest).exp();
    const at::Tensor cut = ratio.clamp(1 - settings.clipLow, 1 + settings.clipHigh);
    const at::Tensor surrogate = mean(-at::minimum(ratio * tokens.advantage, cut * tokens.advantage));
    const at::Tensor difference = (tokens.reference - tokens.now).clamp(-kLargest, kLargest);
    const at::Tensor divergence = mean(difference.exp() - difference - 1);
    PolicyLoss result;
    result.loss = surrogate + settings.klWeight * divergence;
    result.surrogate = surrogate.item<double>();
    result.divergence = divergence.item<double>();
    result.clipped = mean(at::ne(ratio, cut).to(at::kFloat)).item<double>();
    return result;
}

at::Tensor tokenLogProbabilities(const at::Tensor& scores, const at::Tensor& ids, double temperature)
{
    at::Tensor wide = scores.to(at::kFloat);
    if (temperature != 1)
        wide = wide / temperature;
    return wide.log_softmax(-1).gather(1, ids.unsqueeze(1)).squeeze(1);
}

} // namespace w2v::nn
