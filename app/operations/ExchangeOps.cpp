// Camera poses in and out: trajectory.import, .export, .doctor.
#include "app/operations/ObservationParams.h"
#include "app/operations/Operation.h"
#include "app/operations/Operations.h"
#include "app/operations/ProjectParams.h"
#include "app/operations/TrajectoryParams.h"
#include "core/base/Error.h"
#include "core/exchange/ConventionDoctor.h"
#include "core/exchange/Resample.h"
#include "core/motion/ActionText.h"

namespace w2v {

namespace {

PoseSequence posesFrom(const Json& params)
{
    const std::string file = requiredText(params, "file");
    const std::string format = textOr(params, "format", ""), convention = textOr(params, "convention", "");
    return readPoses(file, format.empty() ? recognisePoses(file) : poseFormatFromName(format),
                     convention.empty() ? std::nullopt : std::optional(conventionFromName(convention)));
}

} // namespace

Json runTrajectoryImport(const Json& params, AppContext&, JobContext& job)
{
    const PoseSequence sequence = posesFrom(params);
    job.throwIfStopped();
    const ResampledPath path = actionsFromPoses(sequence.frames, snapFrom(params));
    // A path file holds its actions; its poses only follow from them.
    const bool own = sequence.format == PoseFormat::PathText;
    Json error = fitErrorToJson(path.error);
    error["max_height_m"] = path.maxHeightMeters;
    error["max_tilt_deg"] = path.maxTiltDegrees;
    return {{"format", poseFormatName(sequence.format)}, {"convention", conventionName(sequence.convention)}, {"poses", sequence.frames.size()},
            {"actions", actionText(own ? asWritten(sequence.actions) : path.actions)}, {"exact", own || path.exact}, {"level", path.level},
            {"error", std::move(error)}, {"world_from_start", poseToJson(path.worldFromStart)}, {"warnings", sequence.warnings}};
}

Json runTrajectoryExport(const Json& params, AppContext&, JobContext&)
{
    const PoseFormat format = poseFormatFromName(requiredText(params, "format"));
    const CameraTrajectory trajectory = trajectoryFrom(params, cameraFrom(params, 576, 576, 54));
    Rigid3d start = Rigid3d::Identity();
    if (params.contains("world_from_start"))
        start = poseFromJson(params.at("world_from_start"), "world_from_start");
    Json files = Json::array();
    for (const auto& file : writePoses(requiredText(params, "out"), format, trajectory, start))
        files.push_back(file.string());
    return {{"format", poseFormatName(format)}, {"poses", trajectory.startFromCamera.size()}, {"files", std::move(files)}};
}

Json runTrajectoryDoctor(const Json& params, AppContext&, JobContext& job)
{
    const PoseSequence sequence = posesFrom(params);
    std::optional<Project> project;
    if (params.contains("project"))
        project = projectFrom(params);
    ChosenObservation chosen;
    if (params.contains("observation"))
        chosen = observationFrom(params, project ? &*project : nullptr);
    const std::vector<DoctorFrame> frames = doctorFrames(sequence, requiredText(params, "file"), chosen.observation.get());
    Json result = doctorToJson(diagnoseConvention(frames, sequence.convention, job));
    result["warnings"] = sequence.warnings;
    return result;
}

} // namespace w2v
