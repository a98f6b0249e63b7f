#include "app/operations/ImaginedRoomData.h"

#include <algorithm>
#include <chrono>
#include <set>

#include <fmt/format.h>

#include "app/operations/RoomWalks.h"
#include "core/base/Json.h"
#include "core/dataset/FramePack.h"
#include "core/image/ImageResize.h"
#include "core/scene/RoomGenerator.h"
#include "core/scene/VisibleObjects.h"
#include "core/worldmodel/CarriedLabels.h"

namespace w2v {

namespace {

double observedShare(const Mask& mask)
{
    const auto seen = std::count_if(mask.data(), mask.data() + mask.pixels(), [](auto value) { return value != 0; });
    return mask.empty() ? 1.0 : static_cast<double>(seen) / static_cast<double>(mask.pixels());
}

/// Hears of a stop and tells nobody of a single view's progress.
class Unheard : public JobContext {
public:
    explicit Unheard(const JobContext& whole) : m_whole(whole) {}
    bool shouldStop() const override { return m_whole.shouldStop(); }
    void report(double, std::string_view) override {}
    void emitEvent(const Json&) override {}

private:
    const JobContext& m_whole;
};

/// The walks of one room, its first views drawn and its second ones imagined.
class RoomImaginer {
public:
    RoomImaginer(AppContext& app, const RoomDataOptions& options, double leastObserved)
        : m_app(app), m_model(app.worldModel("geometric")), m_options(options), m_leastObserved(leastObserved)
    {
    }

    std::vector<RolloutRecord> imagine(Project& project, const Scene& room, JobContext& job)
    {
        const int big = m_options.side * m_options.supersample;
        const Intrinsics camera = intrinsicsFromFov(big, big, m_options.fovDegrees);
        const auto prepared = m_app.renderer().prepare(room);
        Rng rng = Rng(room.seed).fork("walks");
        std::vector<PackedFrame> packed;
        std::vector<RolloutRecord> rollouts;
        for (int i = 0; i < m_options.trajectoriesPerRoom; ++i) {
            job.throwIfStopped();
            const auto walk = planWalk(room, m_options, camera, rng);
            if (!walk)
                continue;
            const ViewRequest start{walk->worldFromStart, camera};
            const RenderedView seen = m_app.renderer().renderOne(*prepared, start);
            ImaginedFrame end = imaginedEnd(room, walk->trajectory, seen, camera, job);
            const double share = observedShare(end.observed);
            if (share < m_leastObserved)
                continue;
            RenderedView named;
            named.instances = carriedInstances({seen.depth, seen.instances, camera}, end.startFromCamera, camera, end.depth, end.observed);
            named.depth = end.depth;
            RolloutRecord rollout;
            rollout.scene = fmt::format("room:{}", room.seed);
            rollout.split = m_options.split;
            rollout.worldModel = m_model.info().id;
            rollout.seed = room.seed;
            rollout.trajectory = walk->trajectory;
            rollout.trajectory.camera = camera.resized(m_options.side, m_options.side);
            constexpr int kLeastPixels = 4;
            rollout.frames.push_back({fmt::format("{}", packed.size()), walk->trajectory.startFromCamera.front(), 1.0,
                                      visibleObjects(room, start, seen, kLeastPixels)});
            packed.push_back(reduced(seen.color, seen.depth));
            rollout.frames.push_back({fmt::format("{}", packed.size()), end.startFromCamera, share,
                                      visibleObjects(room, {walk->worldFromStart * end.startFromCamera, camera}, named, kLeastPixels)});
            packed.push_back(reduced(end.color, end.depth));
            rollouts.push_back(std::move(rollout));
        }
        if (packed.empty())
            return rollouts;
        const std::string digest = project.putBlob(encodeFramePack(packed));
        for (RolloutRecord& rollout : rollouts)
            for (RolloutFrame& frame : rollout.frames)
                frame.image = ImageRef{digest, std::stoi(frame.image)}.text();
        return rollouts;
    }

private:
    ImaginedFrame imaginedEnd(const Scene& room, const CameraTrajectory& trajectory, const RenderedView& seen, const Intrinsics& camera, JobContext& job)
    {
        auto observation = std::make_shared<Observation>();
        observation->name = fmt::format("room:{}", room.seed);
        observation->kind = ObservationKind::RgbdFrame;
        observation->frames.push_back({"start", seen.color, seen.depth, camera, std::nullopt, std::nullopt});
        ImagineRequest request;
        request.observation = std::move(observation);
        request.trajectory = trajectory;
        request.trajectory.startFromCamera = {trajectory.startFromCamera.back()};
        request.trajectory.keyFrames = {0};
        request.trajectory.camera = camera;
        request.seed = room.seed;
        ImaginedFrame end;
        Unheard quiet(job);
        m_model.imagine(request, [&](ImaginedFrame&& frame) { end = std::move(frame); }, quiet);
        return end;
    }

    PackedFrame reduced(const ColorImage& color, const DepthMap& depth) const
    {
        PackedFrame frame;
        frame.color = resizeArea(color, m_options.side, m_options.side);
        frame.depth = resizeNearest(depth, m_options.side, m_options.side);
        return frame;
    }

    AppContext& m_app;
    WorldModel& m_model;
    const RoomDataOptions& m_options;
    double m_leastObserved;
};

} // namespace

int addImaginedRoomRollouts(Project& project, AppContext& app, const RoomDataOptions& options, double leastObserved, double deadline, JobContext& job)
{
    using Clock = std::chrono::steady_clock;
    const auto start = Clock::now();
    std::set<std::uint64_t> known;
    project.forEachRollout([&](const RolloutRecord& rollout) {
        if (rollout.split == options.split)
            known.insert(rollout.seed);
    });
    RoomImaginer imaginer(app, options, leastObserved);
    int total = 0;
    for (int i = 0; i < options.rooms; ++i) {
        if (deadline > 0 && std::chrono::duration<double>(Clock::now() - start).count() > deadline)
            break;
        const std::uint64_t seed = options.firstSeed + static_cast<std::uint64_t>(i);
        if (known.contains(seed))
            continue;
        std::vector<RolloutRecord> rollouts = imaginer.imagine(project, generateRoom(seed, {true, 128, options.detail}), job);
        project.addRollouts(rollouts);
        total += static_cast<int>(rollouts.size());
        job.report(static_cast<double>(i + 1) / options.rooms, fmt::format("imagining rooms {}/{}", i + 1, options.rooms));
    }
    return total;
}

} // namespace w2v
