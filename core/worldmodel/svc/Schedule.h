#pragma once
#include <cstdint>
#include <span>
#include <vector>

namespace w2v::svc {

/// The noise levels of the model: 1000 steps of a scaled-linear schedule, shifted by log SNR.
struct NoiseSchedule {
    std::vector<double> alphasCumprod; ///< in training order, least noise first
    std::vector<float> sigmas;         ///< sqrt((1 - a) / a) * exp(shift), same order

    /// The table index nearest to a noise level; the first of equally near ones.
    std::int64_t indexOf(float sigma) const;
};

NoiseSchedule noiseSchedule(double betaStart = 5e-6, double betaEnd = 0.012, int steps = 1000, double logSnrShift = 2.4);

/// Table indices and noise levels of a run of `count` steps, descending; a 0 follows the last level.
struct SamplingSteps {
    std::vector<std::int64_t> indices;
    std::vector<float> sigmas;
};
SamplingSteps samplingSteps(const NoiseSchedule& schedule, int count);

/// Network inputs and outputs at a noise level: input = x * in, estimate = x * skip + output * out, at the level snapped to the
/// table.
struct NoiseScaling {
    std::int64_t index = 0; ///< what the network is told
    float sigma = 0;        ///< snapped
    float skip = 1, out = 0, in = 1;
};
NoiseScaling noiseScaling(const NoiseSchedule& schedule, float sigma);

/// How a step begins: gamma = min(churn / steps, sqrt(2) - 1) within [churnMin, churnMax], level = sigma (1 + gamma) + 1e-6 and
/// the deviation of the noise added, sqrt(level^2 - sigma^2), in float32: the reference's value depends on the cancellation.
struct StepStart {
    float level = 0, addedNoise = 0;
};
StepStart stepStart(float sigma, double churn, int steps, double churnMin = 0, double churnMax = 999);

} // namespace w2v::svc
