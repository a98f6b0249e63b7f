#pragma once
#include <array>
#include <span>
#include <string>
#include <vector>

#include "core/motion/Action.h"

namespace w2v {

/// One frame of the plan.
struct HyProgress {
    int frame = 0;
    int action = -1;              ///< index of the action being done, -1 before the first
    std::string kind;             ///< "translation", "rotation" or "hold"
    double value = 0;             ///< metres or degrees done of that action
    double meters = 0, degrees = 0; ///< done of all actions
    bool actionEnd = false;
};

/// HY-WorldPlay's motion plan as the released adapter makes it: amounts rounded to 0.1 m and 10 degrees, cut into latents of
/// 0.08 m or 3 degrees, four video frames a latent, poses padded to a multiple of four.
struct HySchedule {
    std::vector<double> roundedValues;
    std::vector<std::vector<double>> latentChunks;      ///< signed; turn left positive, mirrored as released
    std::vector<std::vector<double>> exportToolChunks;  ///< of the second, unused planner: turn left negative
    int totalLatents = 0, poseCount = 0, paddedLatents = 0, videoLength = 0;
    std::vector<std::array<double, 12>> poses;          ///< 3x4 row-major camera-to-world, metres
    std::vector<HyProgress> progress;
    std::vector<int> keptFrames;
};

HySchedule hySchedule(std::span<const Action> actions);

} // namespace w2v
