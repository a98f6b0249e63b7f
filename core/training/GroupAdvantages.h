#pragma once
#include <span>
#include <vector>

namespace w2v {

/// Advantages of the answers to one prompt, relative to their group (Shao et al. 2024, "DeepSeekMath", GRPO with outcome rewards):
/// (r - mean) / (deviation + 1e-6), the deviation with n - 1 as EasyR1 computes it. A group whose rewards are all alike, or of one
/// answer, teaches nothing: zeros.
std::vector<double> groupAdvantages(std::span<const double> rewards);

/// True when the rewards are all alike.
bool isUniform(std::span<const double> rewards);

} // namespace w2v
