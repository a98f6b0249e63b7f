#include "core/motion/ActionTolerance.h"

#include <algorithm>
#include <cmath>

namespace w2v {

namespace {

constexpr double kShare = 0.2, kMeters = 0.1, kDegrees = 10;
constexpr double kRounding = 1e-6; // a decimal difference such as 0.6 - 0.5 must count as 0.1

} // namespace

bool actionIsRight(const Action& truth, const Action& answer)
{
    if (truth.kind != answer.kind || !(answer.magnitude > 0))
        return false;
    const double error = std::abs(truth.magnitude - answer.magnitude);
    return error <= (truth.isTurn() ? kDegrees : std::max(kShare * truth.magnitude, kMeters)) + kRounding;
}

bool actionsAreRight(std::span<const Action> truth, std::span<const Action> answer)
{
    return std::equal(truth.begin(), truth.end(), answer.begin(), answer.end(), actionIsRight);
}

} // namespace w2v
