#pragma once
#include <functional>
#include <vector>

#include "core/nn/TorchPch.h"
#include "core/worldmodel/svc/Schedule.h"

namespace w2v::nn {

struct SvcSteps {
    int count = 50;
    double churn = 0, churnMin = 0, churnMax = 999; ///< see svc::stepStart()
    double noise = 1;                               ///< times the noise that a step adds
};

/// Everything that one run of the sampler needs but the network.
struct SvcSample {
    at::Tensor latents;                  ///< [frames, channels, h, w], scaled; used where the mask is 1
    at::Tensor mask;                     ///< [frames, 1, h, w]; 1 on input frames
    std::vector<float> guidance;         ///< a strength per frame
};

/// The network at a noise index: x already scaled, the conditional or the unconditional half.
using SvcNetwork = std::function<at::Tensor(const at::Tensor& x, std::int64_t index, bool conditional)>;

/// Unit normal numbers [frames, channels, h, w]: of step -1 for the start, then of each step.
using SvcNoise = std::function<at::Tensor(int step)>;

/// What a step gave: the two estimates of the noise-free latents, the noise level it ran at, and the latents after it.
struct SvcStepResult {
    int step = 0;
    float level = 0;
    at::Tensor unconditional, conditional, latents;
};

/// Euler steps from noise to latents (Karras et al. 2022, algorithm 2 without the second-order correction). On the conditional half
/// input frames are replaced by their latents before the network sees them.
at::Tensor svcSample(const svc::NoiseSchedule& schedule, const SvcSteps& steps, const SvcSample& sample, const SvcNetwork& network,
                     const SvcNoise& noise, const std::function<void(const SvcStepResult&)>& onStep = {});

/// u + s (c - u).
at::Tensor svcGuided(const at::Tensor& unconditional, const at::Tensor& conditional, const std::vector<float>& strengths);

} // namespace w2v::nn
