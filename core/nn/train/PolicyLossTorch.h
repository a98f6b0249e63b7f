#pragma once
#include "core/nn/TorchPch.h"

namespace w2v::nn {

struct PolicyLossSettings {
    double clipLow = 0.2, clipHigh = 0.2; ///< the probability ratio counts within [1 - clipLow, 1 + clipHigh]
    double klWeight = 0.01;
};

/// One number a token of the answers, all [tokens], float32.
struct PolicyTokens {
    at::Tensor now;        ///< log-probability under the policy that is trained; asks for a gradient
    at::Tensor sampled;    ///< under the policy that wrote the answer
    at::Tensor reference;  ///< under the frozen reference
    at::Tensor advantage;  ///< of the answer the token belongs to
    at::Tensor weight = {}; ///< in the means; undefined = all alike
};

struct PolicyLoss {
    at::Tensor loss;           ///< scalar: surrogate + klWeight * divergence, weighted means over tokens
    double surrogate = 0;
    double divergence = 0;     ///< nats a token
    double clipped = 0;        ///< share of tokens whose ratio was cut, weighted
};

/// The clipped surrogate (Schulman et al. 2017, PPO) with the low-variance estimate of the KL divergence to the reference as part of
/// the loss (Schulman 2020, "k3"; as in GRPO): mean of -min(A r, A clip(r)) + klWeight (e^d - d - 1), with r = exp(now - sampled) and
/// d = reference - now.
PolicyLoss policyLoss(const PolicyTokens& tokens, const PolicyLossSettings& settings);

/// log softmax(scores)[id] a row: scores [rows, vocabulary], ids int64 [rows]. Computed in float32.
at::Tensor tokenLogProbabilities(const at::Tensor& scores, const at::Tensor& ids, double temperature = 1);

} // namespace w2v::nn
