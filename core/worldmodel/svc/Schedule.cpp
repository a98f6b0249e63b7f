#include "core/worldmodel/svc/Schedule.h"

#include <algorithm>
#include <cmath>

#include "core/base/Error.h"

namespace w2v::svc {

std::int64_t NoiseSchedule::indexOf(float sigma) const
{
    std::size_t best = 0;
    for (std::size_t i = 1; i < sigmas.size(); ++i)
        if (std::abs(sigma - sigmas[i]) < std::abs(sigma - sigmas[best]))
            best = i;
    return static_cast<std::int64_t>(best);
}

NoiseSchedule noiseSchedule(double betaStart, double betaEnd, int steps, double logSnrShift)
{
    NoiseSchedule schedule;
    const double low = std::sqrt(betaStart), high = std::sqrt(betaEnd);
    double product = 1;
    for (int i = 0; i < steps; ++i) {
        const double root = low + (high - low) * i / (steps - 1);
        product *= 1 - root * root;
        schedule.alphasCumprod.push_back(product);
        schedule.sigmas.push_back(static_cast<float>(std::sqrt((1 - product) / product) * std::exp(logSnrShift)));
    }
    return schedule;
}

SamplingSteps samplingSteps(const NoiseSchedule& schedule, int count)
{
    const int all = static_cast<int>(schedule.sigmas.size());
    if (count < 1 || count > all)
        throw Error("steps", "there are 1 to " + std::to_string(all) + " denoising steps", "50 is usual.");
    SamplingSteps steps;
    // count equal steps down from the last index, the end left out; truncated. Written as a reversed ascending ramp.
    for (int i = 0; i < count; ++i) {
        const double place = (all - 1) + static_cast<double>(i) * (-static_cast<double>(all - 1) / count);
        const auto index = static_cast<std::int64_t>(place);
        steps.indices.push_back(index);
        steps.sigmas.push_back(schedule.sigmas[static_cast<std::size_t>(index)]);
    }
    steps.sigmas.push_back(0);
    return steps;
}

NoiseScaling noiseScaling(const NoiseSchedule& schedule, float sigma)
{
    NoiseScaling scaling;
    scaling.index = schedule.indexOf(sigma);
    scaling.sigma = schedule.sigmas[static_cast<std::size_t>(scaling.index)];
    scaling.out = -scaling.sigma;
    scaling.in = 1.0f / std::sqrt(scaling.sigma * scaling.sigma + 1.0f);
    return scaling;
}

StepStart stepStart(float sigma, double churn, int steps, double churnMin, double churnMax)
{
    const double gamma = sigma >= churnMin && sigma <= churnMax ? std::min(churn / steps, std::sqrt(2.0) - 1) : 0;
    const float level = sigma * static_cast<float>(gamma + 1) + 1e-6f;
    const float excess = level * level - sigma * sigma;
    return {level, std::sqrt(std::max(excess, 0.0f))};
}

} // namespace w2v::svc
