#include "app/operations/RoomWalks.h"

#include <vector>

#include "core/motion/ActionSampler.h"
#include "core/scene/RoomGenerator.h"

namespace w2v {

namespace {

CameraTrajectory endpoints(const CameraTrajectory& full)
{
    CameraTrajectory both = full;
    both.startFromCamera = {full.startFromCamera.front(), full.startFromCamera.back()};
    both.keyFrames = {0, 1};
    return both;
}

} // namespace

std::optional<RoomWalk> planWalk(const Scene& room, const RoomDataOptions& options, const Intrinsics& camera, Rng& rng)
{
    constexpr double kMargin = 0.3; // metres to furniture and walls
    constexpr int kStandpoints = 20; // tried for one choice of actions: a new choice each time would favour turns, which always fit
    const SamplingRanges ranges;
    std::vector<Action> actions;
    for (int attempt = 0; attempt < 3 * kStandpoints; ++attempt) {
        const auto start = sampleStandpoint(room, rng, kMargin);
        if (!start)
            return std::nullopt;
        if (attempt % kStandpoints == 0)
            actions = rng.chance(options.multiStepShare) ? sampleSequence(static_cast<int>(rng.integer(2, 3)), ranges, rng)
                                                         : std::vector<Action>{sampleSingleAction(ranges, rng)};
        const CameraTrajectory walk = followActions(actions, {0.5, 30.0, 2}, camera);
        bool free = true;
        for (const auto& pose : walk.startFromCamera) {
            const Eigen::Vector3d at = (*start * pose).translation();
            free = free && room.isFree(at.x(), at.z(), kMargin);
        }
        if (free)
            return RoomWalk{*start, endpoints(walk)};
    }
    return std::nullopt;
}

} // namespace w2v
