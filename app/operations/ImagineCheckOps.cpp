#include <algorithm>

#include <fmt/format.h>

#include "app/operations/Operation.h"
#include "app/operations/Operations.h"
#include "app/operations/ProjectParams.h"
#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/dataset/ProjectThresholds.h"
#include "core/image/ImageIo.h"
#include "core/motion/Trajectory.h"
#include "core/worldmodel/quality/RolloutQuality.h"

namespace w2v {

namespace {

bool isKeyFrame(const CameraTrajectory& trajectory, std::size_t index)
{
    return std::ranges::find(trajectory.keyFrames, static_cast<int>(index)) != trajectory.keyFrames.end();
}

/// Colour and depth of frame i come from `load`.
template <class Load>
Json checked(const CameraTrajectory& trajectory, const QualityThresholds& limits, JobContext& job, const Load& load)
{
    RolloutQuality measure(trajectory.camera);
    Json frames = Json::array();
    std::size_t rejected = 0, measured = 0;
    for (std::size_t i = 0; i < trajectory.startFromCamera.size(); ++i) {
        job.throwIfStopped();
        const auto [color, depth] = load(i);
        if (color.width() != trajectory.camera.width || color.height() != trajectory.camera.height
            || (!depth.empty() && (depth.width() != color.width() || depth.height() != color.height())))
            throw Error(fmt::format("frame {}", i), "it is not of the size its trajectory names", "Imagine the views again.");
        const FrameQuality quality = measure.add(color, depth, trajectory.startFromCamera[i], isKeyFrame(trajectory, i));
        Json json = judgedQualityToJson(quality, limits);
        json["index"] = i;
        rejected += !json.at("rejected_for").empty();
        measured += quality.motion.has_value();
        frames.push_back(std::move(json));
        job.report(static_cast<double>(i + 1) / static_cast<double>(trajectory.startFromCamera.size()), fmt::format("measuring {}", i + 1));
    }
    return {{"frames", frames}, {"rejected", rejected}, {"motion_measured", measured}};
}

Json checkFolder(const fs::path& folder, const QualityThresholds& limits, JobContext& job)
{
    const CameraTrajectory trajectory = trajectoryFromJson(readJson(folder / "traj.json"), (folder / "traj.json").string());
    return checked(trajectory, limits, job, [&](std::size_t i) {
        const std::string name = fmt::format("{:04}.png", i);
        const fs::path depth = folder / "depth" / name;
        return std::pair(readColorImage(folder / name), fs::exists(depth) ? readDepthImage(depth) : DepthMap());
    });
}

} // namespace

Json runImagineCheck(const Json& params, AppContext&, JobContext& job)
{
    QualityThresholds limits;
    const auto takeOptions = [&] { limits.minSharpness = numberOr(params, "min_sharpness", limits.minSharpness); };
    if (params.contains("rollout")) {
        takeOptions();
        return checkFolder(requiredText(params, "rollout"), limits, job);
    }
    const Project project = projectFrom(params);
    limits = loadThresholds(project).value_or(limits);
    takeOptions();
    const std::string only = textOr(params, "id", "");
    Json rollouts = Json::array();
    for (const std::string& id : only.empty() ? project.rolloutIds() : std::vector{only}) {
        const RolloutRecord rollout = project.rollout(id);
        Json json = checked(rollout.trajectory, limits, job, [&](std::size_t i) {
            return std::pair(project.loadImage(rollout.frames[i].image), project.loadDepth(rollout.frames[i].image));
        });
        json["rollout"] = id;
        rollouts.push_back(std::move(json));
    }
    return {{"rollouts", rollouts}};
}

} // namespace w2v
