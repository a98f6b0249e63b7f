#include "app/operations/CameraData.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include <fmt/format.h>

#include "app/operations/RolloutStore.h"
#include "core/base/Error.h"
#include "core/image/ImageResize.h"
#include "core/motion/ActionSampler.h"
#include "core/motion/Trajectory.h"

namespace w2v {

namespace {

constexpr int kSide = 112;             // pixels of the imagined views
constexpr int kLiftWidth = 224;        // the observation is lifted at this width: more would not show at kSide
constexpr int kOfEachKind = 30;        // moves, turns and sequences kept for each training frame
constexpr int kHeldoutOfEachKind = 200;// for the held-out frame: enough questions of each motion task to measure on
constexpr int kTriesOfEach = 4;        // draws for each one wanted: views of what was hardly seen are dropped
constexpr double kLeastObserved = 0.5; // share of the last view that must have been seen

ObservationFrame reduced(const ObservationFrame& frame)
{
    if (frame.color.width() <= kLiftWidth)
        return frame;
    ObservationFrame small = frame;
    const int height = std::max(1, frame.color.height() * kLiftWidth / frame.color.width());
    small.color = resizeArea(frame.color, kLiftWidth, height);
    if (!frame.depth.empty())
        small.depth = resizeNearest(frame.depth, kLiftWidth, height);
    small.camera = frame.camera.resized(kLiftWidth, height);
    return small;
}

enum class WalkKind { Move, Turn, Sequence };
constexpr WalkKind kWalkKinds[] = {WalkKind::Move, WalkKind::Turn, WalkKind::Sequence};

std::vector<Action> sampleWalk(WalkKind kind, Rng& rng)
{
    const SamplingRanges ranges{{0.2, 0.8, 0.1}, {10, 30, 10}};
    if (kind == WalkKind::Sequence)
        return sampleSequence(2, ranges, rng);
    for (;;)
        if (const Action action = sampleSingleAction(ranges, rng); action.isTurn() == (kind == WalkKind::Turn))
            return {action};
}

/// Where a walk begins: near the camera, so that one frame gives many different pairs of views.
Rigid3d sampleStart(Rng& rng)
{
    constexpr double kAside = 0.25, kTurned = 12 * std::numbers::pi / 180; // metres, radians
    Rigid3d start = Rigid3d::Identity();
    start.linear() = yawRotation(rng.uniform(-kTurned, kTurned));
    start.translation() = Eigen::Vector3d(rng.uniform(-kAside, kAside), 0, rng.uniform(-kAside, kAside));
    return start;
}

double observedShare(const Mask& mask)
{
    const auto yes = std::count_if(mask.data(), mask.data() + mask.pixels(), [](auto v) { return v != 0; });
    return mask.empty() ? 1.0 : static_cast<double>(yes) / static_cast<double>(mask.pixels());
}

} // namespace

Intrinsics squareCameraInside(const Intrinsics& frame, int side)
{
    const double halfWidth = std::min(frame.cx, frame.width - frame.cx) / frame.fx;
    const double halfHeight = std::min(frame.cy, frame.height - frame.cy) / frame.fy;
    const double fov = 2 * std::atan(std::min(halfWidth, halfHeight)) * 180 / std::numbers::pi;
    return intrinsicsFromFov(side, side, fov);
}

int addCameraRollouts(Project& project, const std::string& observationId, AppContext& app, std::uint64_t seed, JobContext& job)
{
    const auto stored = project.observation(observationId);
    if (!stored)
        throw Error(observationId, "is not an observation of the project");
    const Observation whole = openObservation(stored->path, stored->calibration);
    const int frames = static_cast<int>(whole.frames.size());
    WorldModel& model = app.worldModel(whole.scene ? "mesh" : "geometric");
    int total = 0;
    for (int f = 0; f < frames; ++f) {
        if (frames > 1 && f == frames - 2)
            continue;
        const std::string split = f == frames - 1 ? "heldout" : "train";
        auto one = std::make_shared<Observation>(whole);
        one->frames = {reduced(whole.frames[static_cast<std::size_t>(f)])};
        const Intrinsics camera = one->frames[0].camera.valid() ? squareCameraInside(one->frames[0].camera, kSide)
                                                                : intrinsicsFromFov(kSide, kSide, 54);
        Rng rng = Rng(seed).fork(fmt::format("{}:{}", stored->path, f));
        std::vector<PackedFrame> packed;
        std::vector<RolloutRecord> rollouts;
        const int ofEach = split == "heldout" ? kHeldoutOfEachKind : kOfEachKind;
        const auto wanted = static_cast<int>(std::size(kWalkKinds)) * ofEach;
        for (const WalkKind kind : kWalkKinds) {
            const std::size_t enough = rollouts.size() + static_cast<std::size_t>(ofEach);
            for (int attempt = 0; attempt < kTriesOfEach * ofEach && rollouts.size() < enough; ++attempt) {
                job.throwIfStopped();
                const std::vector<Action> actions = sampleWalk(kind, rng);
                const Rigid3d frameFromStart = sampleStart(rng);
                CameraTrajectory walk = followActions(actions, {10.0, 180.0, 2}, camera);
                walk.startFromCamera = {walk.startFromCamera.front(), walk.startFromCamera.back()};
                walk.keyFrames = {0, 1};
                ImagineRequest request;
                request.observation = one;
                request.trajectory = walk;
                for (Rigid3d& pose : request.trajectory.startFromCamera)
                    pose = frameFromStart * pose;
                request.seed = seed;
                std::vector<ImaginedFrame> views;
                SubJob silent(job, 0, 0);
                model.imagine(request, [&](ImaginedFrame&& view) { views.push_back(std::move(view)); }, silent);
                if (std::any_of(views.begin(), views.end(), [](const auto& view) { return observedShare(view.observed) < kLeastObserved; }))
                    continue;
                RolloutRecord rollout;
                rollout.observation = observationId;
                rollout.scene = fmt::format("{}#{}", whole.name, whole.frames[static_cast<std::size_t>(f)].name);
                rollout.split = split;
                rollout.worldModel = model.info().id;
                rollout.seed = seed;
                rollout.metric = whole.metric;
                rollout.trajectory = walk;
                rollout.provenance = {{"observation_path", whole.path}, {"frame", f + 1}, {"frame_from_start", poseToJson(frameFromStart)}};
                for (std::size_t k = 0; k < views.size(); ++k) {
                    ImaginedFrame& view = views[k];
                    rollout.frames.push_back({fmt::format("{}", packed.size()), walk.startFromCamera[k], observedShare(view.observed), {}});
                    packed.push_back({std::move(view.color), std::move(view.depth), std::move(view.observed)});
                }
                rollouts.push_back(std::move(rollout));
                job.report((f + static_cast<double>(rollouts.size()) / wanted) / frames,
                           fmt::format("imagining views of frame {}/{}", f + 1, frames));
            }
        }
        if (packed.empty())
            continue;
        const std::string digest = project.putBlob(encodeFramePack(packed));
        for (auto& rollout : rollouts)
            for (auto& frame : rollout.frames)
                frame.image = ImageRef{digest, std::stoi(frame.image)}.text();
        project.addRollouts(rollouts);
        total += static_cast<int>(rollouts.size());
    }
    return total;
}

} // namespace w2v
