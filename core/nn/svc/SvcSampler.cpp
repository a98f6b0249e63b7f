#include <cmath>

#include "core/nn/svc/SvcSamplerTorch.h"

namespace w2v::nn {

at::Tensor svcGuided(const at::Tensor& unconditional, const at::Tensor& conditional, const std::vector<float>& strengths)
{
    const at::Tensor s = at::tensor(strengths).to(unconditional.device()).view({-1, 1, 1, 1});
    return unconditional + s * (conditional - unconditional);
}

at::Tensor svcSample(const svc::NoiseSchedule& schedule, const SvcSteps& steps, const SvcSample& sample, const SvcNetwork& network,
                     const SvcNoise& noise, const std::function<void(const SvcStepResult&)>& onStep)
{
    const std::vector<float> sigmas = svc::samplingSteps(schedule, steps.count).sigmas;
    const at::Tensor free = 1 - sample.mask, kept = sample.latents * sample.mask;
    // The latents stay in float32 whatever the network computes in.
    at::Tensor x = noise(-1) * std::sqrt(1.0f + sigmas[0] * sigmas[0]);
    for (int step = 0; step < steps.count; ++step) {
        const float sigma = sigmas[static_cast<std::size_t>(step)], next = sigmas[static_cast<std::size_t>(step) + 1];
        const svc::StepStart start = svc::stepStart(sigma, steps.churn, steps.count, steps.churnMin, steps.churnMax);
        x = x + noise(step) * static_cast<float>(steps.noise) * start.addedNoise;
        const svc::NoiseScaling scaling = svc::noiseScaling(schedule, start.level);
        const auto estimate = [&](const at::Tensor& seen, bool conditional) {
            return network(seen * scaling.in, scaling.index, conditional) * scaling.out + seen * scaling.skip;
        };
        SvcStepResult result;
        result.unconditional = estimate(x, false);
        result.conditional = estimate(x * free + kept, true);
        const at::Tensor guided = svcGuided(result.unconditional, result.conditional, sample.guidance);
        x = x + (x - guided) / start.level * (next - start.level);
        if (onStep) {
            result.step = step;
            result.level = start.level;
            result.latents = x;
            onStep(result);
        }
    }
    return x;
}

} // namespace w2v::nn
