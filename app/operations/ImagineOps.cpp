#include <algorithm>
#include <chrono>

#include "app/operations/AskedImagination.h"
#include "app/operations/ImagineHistory.h"
#include "app/operations/Operation.h"
#include "app/operations/Operations.h"
#include "app/operations/ProjectParams.h"
#include "app/operations/RolloutStore.h"
#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/dataset/ProjectThresholds.h"
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

/// The result of a request that was answered before, with its frames from the project.
Json storedResult(const Project& project, const RolloutRecord& rollout, JobContext& job)
{
    const std::optional<QualityThresholds> limits = loadThresholds(project);
    Json frames = Json::array();
    for (std::size_t i = 0; i < rollout.frames.size(); ++i) {
        const RolloutFrame& frame = rollout.frames[i];
        Json json = {{"index", i}, {"image", frame.image}, {"observed_share", frame.observedShare}, {"objects", frame.objects.size()}};
        if (frame.quality)
            json["quality"] = judgedQualityToJson(*frame.quality, limits.value_or(QualityThresholds()));
        frames.push_back(json);
        json.erase("objects");
        json["event"] = "frame";
        json["count"] = rollout.frames.size();
        job.emitEvent(json);
    }
    return {{"world_model", rollout.worldModel}, {"rollout", rollout.id}, {"reused", true}, {"frames", frames}};
}

} // namespace

Json runImagine(const Json& params, AppContext& app, JobContext& job)
{
    const auto start = Clock::now();
    std::optional<Project> project;
    if (params.contains("project"))
        project = projectFrom(params);
    AskedImagination asked = askedImagination(params, project ? &*project : nullptr);
    ImagineRequest& request = asked.request;
    const Observation& observation = *asked.chosen.observation;
    const ObservationFrame& from = observation.frames[static_cast<std::size_t>(request.frame)];
    const Intrinsics& camera = request.trajectory.camera;
    const std::string& modelId = asked.modelId;
    WorldModel& model = app.worldModel(modelId);

    const fs::path out = textOr(params, "out", "");
    RolloutFiles files(out.empty() ? fs::path(app.previewFolder()) : out, !out.empty());
    RolloutRecord rollout;
    std::vector<PackedFrame> packed;
    Json frames = Json::array();
    Json comparison;
    double firstFrame = 0;
    const std::size_t count = request.trajectory.startFromCamera.size();
    const std::string key = asked.key();
    if (project && out.empty() && !flagOr(params, "again", false))
        if (const auto same = project->rolloutOfRequest(asked.chosen.scene, key))
            return storedResult(*project, project->rollout(*same), job);
    ImagineHistory history(ImagineHistory::userFile());
    ImagineCost cost = asked.shape(app.deviceName());
    if (const auto expected = history.expected(cost)) // a model that knows better says so later
        job.emitEvent({{"event", "estimate"}, {"estimate", {{"seconds", expected->seconds}, {"memory_bytes", expected->memoryBytes}, {"from", "history"}}}});
    const MemoryMeter memory;
    RolloutQuality measure(camera);
    const auto isKeyFrame = [&](int index) { return std::ranges::find(request.trajectory.keyFrames, index) != request.trajectory.keyFrames.end(); };
    const Rigid3d worldFromStart = from.worldFromCamera.value_or(Rigid3d::Identity());
    const auto placed = [&](const ImaginedFrame& frame, Json event) {
        event["world_from_camera"] = poseToJson(worldFromStart * frame.startFromCamera);
        event["camera"] = {{"fx", camera.fx}, {"fy", camera.fy}, {"cx", camera.cx}, {"cy", camera.cy}, {"width", camera.width}, {"height", camera.height}};
        return event;
    };
    std::optional<RolloutFiles> roughFiles;
    const auto finish = [&](const Json& run) {
        rollout.observation = asked.chosen.projectId;
        rollout.scene = asked.chosen.scene;
        rollout.split = textOr(params, "split", "train");
        rollout.worldModel = modelId;
        rollout.seed = request.seed;
        rollout.metric = observation.metric && run.value("metric", true);
        rollout.trajectory = request.trajectory;
        rollout.provenance = {{"observation_path", observation.path}, {"frame", request.frame + 1}, {"device", app.deviceName()},
                              {"world_from_start", from.worldFromCamera ? poseToJson(*from.worldFromCamera) : Json()},
                              {"program", W2V_VERSION}};
        if (!observation.provenance.empty())
            rollout.provenance["calibration"] = observation.provenance;
        if (!run.empty())
            rollout.provenance["run"] = run;
    };
    const auto onFrame = [&](ImaginedFrame&& frame) {
        if (frame.rough) {
            if (!roughFiles)
                roughFiles.emplace(app.previewFolder(), false);
            job.emitEvent(placed(frame, {{"event", "frame"}, {"index", frame.index}, {"count", count}, {"image", roughFiles->write(frame)},
                                         {"observed_share", shareOf(frame.observed)}, {"rough", true}}));
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
        if (asked.target && frame.index == static_cast<int>(count) - 1) {
            const ObservationFrame& photograph = observation.frames[static_cast<std::size_t>(*asked.target)];
            if (!photograph.color.empty())
                comparison = compareWithPhotograph(frame, photograph);
        }
        if (project)
            packed.push_back({frame.color, frame.depth, frame.observed});
        rollout.frames.push_back({"", frame.startFromCamera, observed, std::move(frame.objects), quality});
        job.emitEvent(placed(frame, {{"event", "frame"}, {"index", frame.index}, {"count", count}, {"image", image}, {"observed_share", observed},
                                     {"quality", qualityJson}}));
    };
    try {
        model.imagine(request, onFrame, job);
    } catch (const Cancelled&) {
        if (project && rollout.frames.size() > 1) { // what is done is kept
            finish(model.lastRun());
            rollout.trajectory = firstFrames(request.trajectory, rollout.frames.size());
            rollout.provenance["cancelled_after"] = rollout.frames.size();
            const std::size_t kept = rollout.frames.size();
            job.emitEvent({{"event", "kept"}, {"rollout", storeRollout(*project, rollout, packed)}, {"frames", kept}, {"count", count}});
        }
        throw;
    }
    const Json run = model.lastRun();
    cost.seconds = secondsSince(start);
    cost.firstFrame = firstFrame;
    cost.memoryBytes = memory.bytes();
    finish(run);
    rollout.provenance["request"] = key;
    if (!out.empty()) {
        files.writeTrajectory(rollout);
        cost.diskBytes = files.bytes();
    }
    history.add(cost);
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
