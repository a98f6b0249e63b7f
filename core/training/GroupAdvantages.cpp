#include "core/training/GroupAdvantages.h"

#include <algorithm>
#include <cmath>

namespace w2v {

bool isUniform(std::span<const double> rewards)
{
    return std::all_of(rewards.begin(), rewards.end(), [&](double reward) { return reward == rewards.front(); });
}

std::vector<double> groupAdvantages(std::span<const double> rewards)
{
    constexpr double kEpsilon = 1e-6;
    std::vector<double> advantages(rewards.size(), 0.0);
    if (rewards.size() < 2 || isUniform(rewards))
        return advantages;
    double mean = 0, squares = 0;
    for (const double reward : rewards)
        mean += reward / static_cast<double>(rewards.size());
    for (const double reward : rewards)
        squares += (reward - mean) * (reward - mean);
    const double deviation = std::sqrt(squares / static_cast<double>(rewards.size() - 1));
    for (std::size_t i = 0; i < rewards.size(); ++i)
        advantages[i] = (rewards[i] - mean) / (deviation + kEpsilon);
    return advantages;
}

} // namespace w2v
