#include "core/worldmodel/svc/Guidance.h"

#include <algorithm>
#include <cstdlib>
#include <limits>

namespace w2v::svc {

namespace {

constexpr float kCloseDegrees = 10, kCloseDistance = 1e-5f;

bool isAlmostInput(std::size_t frame, const std::vector<Pose>& poses, const std::vector<Lens>& lenses, const std::vector<bool>& isInput)
{
    float angle = std::numeric_limits<float>::infinity(), distance = angle;
    bool sameLens = false;
    for (std::size_t i = 0; i < poses.size(); ++i) {
        if (!isInput[i])
            continue;
        angle = std::min(angle, rotationBetween(poses[frame], poses[i]));
        distance = std::min(distance, distanceBetween(poses[frame], poses[i]));
        sameLens = sameLens || lenses[frame] == lenses[i];
    }
    return angle < kCloseDegrees && distance < kCloseDistance && sameLens;
}

} // namespace

std::vector<float> guidanceStrengths(const Guidance& guidance, const std::vector<Pose>& poses, const std::vector<Lens>& lenses,
                                     const std::vector<bool>& isInput)
{
    const float strength = static_cast<float>(guidance.strength), least = static_cast<float>(guidance.least);
    std::vector<float> result(poses.size(), strength);
    if (guidance.guider == Guider::Vanilla)
        return result;
    if (guidance.guider == Guider::MultiviewTemporal) {
        std::vector<int> steps;
        int farthest = 1;
        for (int i = 0; i < static_cast<int>(poses.size()); ++i) {
            int nearest = static_cast<int>(poses.size());
            for (int k = 0; k < static_cast<int>(poses.size()); ++k)
                if (isInput[static_cast<std::size_t>(k)])
                    nearest = std::min(nearest, std::abs(i - k));
            steps.push_back(nearest);
            farthest = std::max(farthest, nearest);
        }
        for (std::size_t i = 0; i < poses.size(); ++i)
            result[i] = least + static_cast<float>(steps[i]) / static_cast<float>(farthest) * (strength - least);
    }
    for (std::size_t i = 0; i < poses.size(); ++i)
        if (isAlmostInput(i, poses, lenses, isInput))
            result[i] = least;
    return result;
}

} // namespace w2v::svc
