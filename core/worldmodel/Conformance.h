#pragma once
#include <string>
#include <vector>

#include "core/worldmodel/WorldModel.h"

namespace w2v {

/// One thing that every world model must do, and whether this one does it.
struct ConformanceCheck {
    std::string name;
    bool passed = false;
    std::string detail; ///< what was seen
    double seconds = 0;
};

/// Runs `request` (at least two poses) and looks at what comes: as many frames as poses and in order, sizes, poses, a sound depth and
/// mask, the same pixels for the same seed, a prompt stop when cancelled at work, and an Error for a request
/// without an observation. Throws only when `job` itself is cancelled.
std::vector<ConformanceCheck> checkWorldModel(WorldModel& model, const ImagineRequest& request, JobContext& job);

} // namespace w2v
