#include <algorithm>
#include <chrono>

#include "app/operations/ObservationParams.h"
#include "app/operations/Operation.h"
#include "app/operations/Operations.h"
#include "app/operations/ProjectParams.h"
#include "app/operations/RolloutStore.h"
#include "app/operations/TrajectoryParams.h"
#include "app/operations/WorldModelParams.h"
#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/image/ImageIo.h"
#include "core/image/ImageMetrics.h"
#include "core/image/ImageResize.h"
#include "core/worldmodel/ContentMask.h"
#include "core/worldmodel/quality/RolloutQuality.h"

namespace w2v {

namespace {

using Clock = std::chrono::steady_clock;

double secondsSince(Clock::time_point start)
{
    return std::chrono::duration<double>(Clock::now() - start).count();
}

/// The observation's own camera when nothing else is asked for; a square 54 degree one for scenes and photographs.
Intrinsics outputCamera(const Json& params, const Observation& observation, const ObservationFrame& frame)
{
    const bool asked = params.contains("fov");
    if (!asked && frame.camera.valid() && observation.kind != ObservationKind::MeshScene) {
        if (!params.contains("size"))
            return frame.camera;
        const auto [width, height] = parseSize(params.at("size").get<std::string>());
        return frame.camera.resized(width, height);
    }
    return cameraFrom(params, 576, 576, 54);
}

CameraTrajectory poseOfFrame(const Observation& observation, int from, int to, const Intrinsics& camera)
{
    const auto& a = observation.frames[static_cast<std::size_t>(from)].worldFromCamera;
    const auto& b = observation.frames[static_cast<std::size_t>(to)].worldFromCamera;
    if (!a || !b)
        throw Error(observation.name, "has no pose for the chosen frames", "Use frames with valid poses");
    CameraTrajectory trajectory;
    trajectory.camera = camera;
    trajectory.startFromCamera = {Rigid3d::Identity(), a->inverse() * *b};
    trajectory.keyFrames = {0, 1};
    return trajectory;
}

/// Figures that say how far an imagined view is from a photograph taken at the same pose.
Json compareWithPhotograph(const ImaginedFrame& imagined, const ObservationFrame& photograph)
{
    const ColorImage truth = photograph.color.width() == imagined.color.width() && photograph.color.height() == imagined.color.height()
        ? photograph.color
        : resizeArea(photograph.color, imagined.color.width(), imagined.color.height());
    // A capture's blank border is no part of the picture: figures without it, the raw ones beside them.
    const Mask content = contentMask(truth);
    Mask observed = content;
    for (std::size_t i = 0; i < observed.pixels(); ++i)
        if (imagined.observed.data()[i] == 0)
            observed.data()[i] = 0;
    return {{"photograph", photograph.name},
            {"psnr_observed", psnr(imagined.color, truth, &observed)},
            {"psnr_all", psnr(imagined.color, truth, &content)},
            {"ssim_observed", ssim(imagined.color, truth, &observed)},
            {"ssim_all", ssim(imagined.color, truth, &content)},
            {"with_border", {{"psnr_observed", psnr(imagined.color, truth, &imagined.observed)}, {"psnr_all", psnr(imagined.color, truth)}}}};
}

double shareOf(const Mask& mask)
{
    const auto yes = std::count_if(mask.data(), mask.data() + mask.pixels(), [](auto v) { return v != 0; });
    return mask.empty() ? 1.0 : static_cast<double>(yes) / static_cast<double>(mask.pixels());
}

} // namespace

Json runImagine(const Json& params, AppContext& app, JobContext& job)
{
    const auto start = Clock::now();
    std::optional<Project> project;
    if (params.contains("project"))
        project = projectFrom(params);
    ChosenObservation chosen = observationFrom(params, project ? &*project : nullptr);
    Observation& observation = *chosen.observation;

    ImagineRequest request;
    request.observation = chosen.observation;
    request.frame = frameIndexFrom(params, "frame", observation);
    ObservationFrame& from = observation.frames[static_cast<std::size_t>(request.frame)];
    if (params.contains("world_from_start")) {
        if (!observation.scene)
            throw Error("world_from_start", "moves the start inside a mesh scene, and " + observation.name + " is none");
        from.worldFromCamera = poseFromJson(params.at("world_from_start"), "world_from_start");
    }
    const Intrinsics camera = outputCamera(params, observation, from);
    std::optional<int> target;
    if (params.contains("at_frame")) {
        target = frameIndexFrom(params, "at_frame", observation);
        request.trajectory = poseOfFrame(observation, request.frame, *target, camera);
    } else {
        request.trajectory = trajectoryFrom(params, camera);
    }
    request.seed = static_cast<std::uint64_t>(integerOr(params, "seed", 1));
    request.options = worldModelOptions(params);
    const std::string modelId = textOr(params, "world_model", observation.scene ? "mesh" : "geometric");
    WorldModel& model = app.worldModel(modelId);

    const fs::path out = textOr(params, "out", "");
    RolloutFiles files(out.empty() ? fs::path(app.previewFolder()) : out, !out.empty());
    RolloutRecord rollout;
    std::vector<PackedFrame> packed;
    Json frames = Json::array();
    Json comparison;
    double firstFrame = 0;
    const std::size_t count = request.trajectory.startFromCamera.size();
    RolloutQuality measure(camera);
    const auto isKeyFrame = [&](int index) { return std::ranges::find(request.trajectory.keyFrames, index) != request.trajectory.keyFrames.end(); };
    std::optional<RolloutFiles> roughFiles;
    model.imagine(request, [&](ImaginedFrame&& frame) {
        if (frame.rough) {
            if (!roughFiles)
                roughFiles.emplace(app.previewFolder(), false);
            job.emitEvent({{"event", "frame"}, {"index", frame.index}, {"count", count}, {"image", roughFiles->write(frame)},
                           {"observed_share", shareOf(frame.observed)}, {"rough", true}});
            return;
        }
        if (frame.index == 0)
            firstFrame = secondsSince(start);
        const std::string image = files.write(frame);
        const double observed = shareOf(frame.observed);
        const FrameQuality quality = measure.add(frame.color, frame.depth, frame.startFromCamera, isKeyFrame(frame.index));
        const Json qualityJson = judgedQualityToJson(quality);
        frames.push_back({{"index", frame.index}, {"image", image}, {"observed_share", observed}, {"objects", frame.objects.size()},
                          {"quality", qualityJson}});
        if (target && frame.index == static_cast<int>(count) - 1) {
            const ObservationFrame& photograph = observation.frames[static_cast<std::size_t>(*target)];
            if (!photograph.color.empty())
                comparison = compareWithPhotograph(frame, photograph);
        }
        if (project)
            packed.push_back({frame.color, frame.depth, frame.observed});
        rollout.frames.push_back({"", frame.startFromCamera, observed, std::move(frame.objects), quality});
        job.emitEvent({{"event", "frame"}, {"index", frame.index}, {"count", count}, {"image", image}, {"observed_share", observed},
                       {"quality", qualityJson}});
    }, job);
    const Json run = model.lastRun();

    rollout.observation = chosen.projectId;
    rollout.scene = chosen.scene;
    rollout.split = textOr(params, "split", "train");
    rollout.worldModel = modelId;
    rollout.seed = request.seed;
    rollout.metric = observation.metric && run.value("metric", true);
    rollout.trajectory = request.trajectory;
    rollout.provenance = {{"observation_path", observation.path}, {"frame", request.frame + 1}, {"device", app.deviceName()},
                          {"world_from_start", from.worldFromCamera ? poseToJson(*from.worldFromCamera) : Json()},
                          {"program", W2V_VERSION}};
    if (!run.empty())
        rollout.provenance["run"] = run;
    if (!out.empty())
        files.writeTrajectory(rollout);
    Json result = {{"world_model", modelId}, {"observation", observation.name}, {"frames", frames},
                   {"seconds", {{"first_frame", firstFrame}, {"total", secondsSince(start)}}}, {"device", app.deviceName()},
                   {"warnings", observation.warnings}};
    if (!run.empty())
        result["run"] = run;
    if (project)
        result["rollout"] = storeRollout(*project, rollout, packed);
    if (!out.empty())
        result["out"] = out.string();
    if (!comparison.is_null())
        result["comparison"] = comparison;
    return result;
}

} // namespace w2v
