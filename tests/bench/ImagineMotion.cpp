#include <algorithm>
#include <cstdio>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "core/motion/Trajectory.h"
#include "core/scene/RoomGenerator.h"
#include "core/worldmodel/quality/RolloutQuality.h"
#include "tests/bench/ImagineBench.h"

namespace w2v::bench {

namespace {

constexpr std::uint64_t kRooms = 740'000;
constexpr int kSide = 288, kStandpoints = 3;

struct Tally {
    int rollouts = 0, flagged = 0, frames = 0, measured = 0, within = 0;

    void print(const char* what) const
    {
        std::printf("%-34s %5d rollouts, %5d flagged (%.1f%%); %6d frames, %6d measured, %.2f%% of them within the limits\n", what, rollouts,
                    flagged, 100.0 * flagged / std::max(rollouts, 1), frames, measured, 100.0 * within / std::max(measured, 1));
    }
};

/// What was rendered and what is claimed of it.
struct Case {
    std::string shown, said;
};

std::vector<Case> drawnCases(Rng& rng, bool right)
{
    const auto turn = [](double degrees) { return fmt::format("turn {} {:.0f} degrees", degrees < 0 ? "left" : "right", std::abs(degrees)); };
    const auto move = [](const char* where, double metres) { return fmt::format("move {} {:.2f} meters", where, metres); };
    std::vector<Case> cases;
    for (const double side : {-1.0, 1.0}) {
        const double degrees = side * static_cast<double>(rng.integer(15, 45));
        cases.push_back({turn(degrees), turn(right ? degrees : -degrees)});
    }
    for (const char* where : {"forward", "left", "right", "backward"}) {
        const double metres = rng.uniform(0.3, 0.8);
        cases.push_back({move(where, metres), move(where, right ? metres : metres * (rng.chance(0.5) ? 1.5 : 0.6))});
    }
    return cases;
}

void measure(Tally& tally, SceneRenderer& renderer, const Scene& room, SceneRenderer::Prepared& prepared, const Rigid3d& start, const Case& one)
{
    const Intrinsics camera = intrinsicsFromFov(kSide, kSide, 70);
    const StepLimits limits{10, 180, 5};
    const CameraTrajectory shown = followActions(parseActions(one.shown), limits, camera);
    const CameraTrajectory said = followActions(parseActions(one.said), limits, camera);
    if (shown.startFromCamera.size() != said.startFromCamera.size())
        return;
    for (const Rigid3d& pose : shown.startFromCamera) {
        const Eigen::Vector3d at = (start * pose).translation();
        if (!room.isFree(at.x(), at.z(), 0.25))
            return;
    }
    RolloutQuality quality(camera);
    bool flagged = false;
    for (std::size_t i = 0; i < shown.startFromCamera.size(); ++i) {
        const RenderedView view = renderer.renderOne(prepared, {start * shown.startFromCamera[i], camera});
        const FrameQuality frame = quality.add(view.color, view.depth, said.startFromCamera[i], i == 0);
        ++tally.frames;
        if (!frame.motion)
            continue;
        ++tally.measured;
        tally.within += frame.motion->rotationError <= 3
            && (!frame.motion->scaled || frame.motion->positionError <= std::max(0.05, 0.1 * frame.motion->askedMeters));
        flagged = flagged || motionExcess(*frame.motion) > 1;
    }
    ++tally.rollouts;
    tally.flagged += flagged;
}

} // namespace

void motionCheck(SceneRenderer& renderer, int rooms)
{
    Tally right, wrong;
    for (int i = 0; i < rooms; ++i) {
        const std::uint64_t seed = kRooms + static_cast<std::uint64_t>(i);
        const Scene room = generateRoom(seed);
        const auto prepared = renderer.prepare(room);
        Rng rng = Rng(seed).fork("motion");
        for (int k = 0; k < kStandpoints; ++k) {
            const auto start = sampleStandpoint(room, rng);
            if (!start)
                continue;
            for (const bool asAsked : {true, false})
                for (const Case& one : drawnCases(rng, asAsked))
                    measure(asAsked ? right : wrong, renderer, room, *prepared, *start, one);
        }
    }
    std::printf("%d rooms at %d pixels (within: 3 degrees, 0.05 m or 10%% of the move)\n", rooms, kSide);
    right.print("shown as asked");
    wrong.print("mirrored turns, scaled moves");
}

} // namespace w2v::bench
