#include "app/operations/RoomData.h"

#include <chrono>
#include <future>

#include <fmt/format.h>

#include "app/operations/RoomWalks.h"
#include "core/dataset/FramePack.h"
#include "core/image/ImageResize.h"
#include "core/scene/RoomGenerator.h"
#include "core/scene/VisibleObjects.h"

namespace w2v {

namespace {

void addRoom(Project& project, SceneRenderer& renderer, const Scene& room, const RoomDataOptions& options, Rng rng,
             std::vector<RolloutRecord>& rollouts)
{
    const int big = options.side * options.supersample;
    const Intrinsics camera = intrinsicsFromFov(big, big, options.fovDegrees);
    std::vector<RoomWalk> plans;
    std::vector<ViewRequest> views;
    for (int i = 0; i < options.trajectoriesPerRoom; ++i) {
        auto plan = planWalk(room, options, camera, rng);
        if (!plan)
            continue;
        for (const auto& pose : plan->trajectory.startFromCamera)
            views.push_back({plan->worldFromStart * pose, camera});
        plans.push_back(std::move(*plan));
    }
    std::vector<PackedFrame> frames(views.size());
    std::vector<std::vector<VisibleObject>> objects(views.size());
    const auto prepared = renderer.prepare(room);
    ViewOutputs outputs;
    outputs.antialias = options.supersample == 1; // filtering down is antialiasing enough, and three times faster
    renderer.render(*prepared, views, outputs, [&](std::size_t i, RenderedView&& view) {
        objects[i] = visibleObjects(room, views[i], view, 4);
        frames[i].color = resizeArea(view.color, options.side, options.side);
        frames[i].depth = resizeNearest(view.depth, options.side, options.side);
    });
    const std::string digest = project.putBlob(encodeFramePack(frames));
    for (std::size_t i = 0; i < plans.size(); ++i) {
        RolloutRecord rollout;
        rollout.scene = fmt::format("room:{}", room.seed);
        rollout.split = options.split;
        rollout.worldModel = "mesh";
        rollout.seed = room.seed;
        rollout.trajectory = plans[i].trajectory;
        rollout.trajectory.camera = camera.resized(options.side, options.side);
        rollout.provenance = {{"observation_path", rollout.scene}, {"frame", 1}, {"detail", options.detail},
                              {"world_from_start", poseToJson(plans[i].worldFromStart)}};
        for (std::size_t k = 0; k < 2; ++k) {
            const std::size_t view = 2 * i + k;
            rollout.frames.push_back({ImageRef{digest, static_cast<int>(view)}.text(), plans[i].trajectory.startFromCamera[k], 1.0,
                                      std::move(objects[view])});
        }
        rollouts.push_back(std::move(rollout));
    }
}

} // namespace

int addRoomRollouts(Project& project, SceneRenderer& renderer, const RoomDataOptions& options, double deadline, JobContext& job)
{
    using Clock = std::chrono::steady_clock;
    const auto start = Clock::now();
    const RoomOptions look{true, 128, options.detail, options.furniture};
    struct Built {
        Scene room;
        std::vector<std::string> credits;
    };
    // Rooms are built one ahead on another thread while the device draws the current one.
    const auto build = [&](int i) {
        Built built{generateRoom(options.firstSeed + static_cast<std::uint64_t>(i), look), {}};
        if (look.furniture)
            built.credits = look.furniture->takeCredits();
        return built;
    };
    std::future<Built> next = std::async(std::launch::async, build, 0);
    int total = 0;
    for (int i = 0; i < options.rooms; ++i) {
        const auto [room, credits] = next.get();
        const bool late = deadline > 0 && std::chrono::duration<double>(Clock::now() - start).count() > deadline;
        if (late || job.shouldStop())
            break;
        if (i + 1 < options.rooms)
            next = std::async(std::launch::async, build, i + 1);
        std::vector<RolloutRecord> rollouts;
        addRoom(project, renderer, room, options, Rng(room.seed).fork("walks"), rollouts);
        if (!credits.empty())
            for (RolloutRecord& rollout : rollouts)
                rollout.provenance["furniture"] = credits;
        project.addRollouts(rollouts);
        total += static_cast<int>(rollouts.size());
        job.report(static_cast<double>(i + 1) / options.rooms, fmt::format("rendering rooms {}/{}", i + 1, options.rooms));
    }
    job.throwIfStopped();
    return total;
}

} // namespace w2v
