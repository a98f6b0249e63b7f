#include "app/operations/AskedImagination.h"

#include "app/operations/Operation.h"
#include "app/operations/ShippedImaginer.h"
#include "app/operations/TrajectoryParams.h"
#include "app/operations/WorldModelParams.h"
#include "core/base/Error.h"
#include "core/base/ParallelJobs.h"
#include "core/worldmodel/RequestKey.h"

namespace w2v {

namespace {

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

} // namespace

std::string AskedImagination::key() const
{
    return requestKey(request, modelId, thisProgram());
}

ImagineCost AskedImagination::shape(const std::string& device) const
{
    ImagineCost cost;
    cost.worldModel = modelId;
    cost.device = device;
    cost.pixels = std::int64_t{request.trajectory.camera.width} * request.trajectory.camera.height;
    cost.frames = static_cast<int>(request.trajectory.startFromCamera.size());
    cost.threads = threadsToUse();
    return cost;
}

AskedImagination askedImagination(const Json& params, const Project* project)
{
    AskedImagination asked;
    asked.chosen = observationFrom(params, project);
    Observation& observation = *asked.chosen.observation;
    ImagineRequest& request = asked.request;
    request.observation = asked.chosen.observation;
    request.frame = frameIndexFrom(params, "frame", observation);
    ObservationFrame& from = observation.frames[static_cast<std::size_t>(request.frame)];
    if (params.contains("world_from_start")) {
        if (!observation.scene)
            throw Error("world_from_start", "moves the start inside a mesh scene, and " + observation.name + " is none");
        from.worldFromCamera = poseFromJson(params.at("world_from_start"), "world_from_start");
    }
    const Intrinsics camera = outputCamera(params, observation, from);
    if (params.contains("at_frame")) {
        asked.target = frameIndexFrom(params, "at_frame", observation);
        request.trajectory = poseOfFrame(observation, request.frame, *asked.target, camera);
    } else {
        request.trajectory = trajectoryFrom(params, camera);
    }
    request.seed = static_cast<std::uint64_t>(integerOr(params, "seed", 1));
    request.options = worldModelOptions(params);
    asked.modelId = textOr(params, "world_model", observation.scene ? "mesh" : "geometric");
    return asked;
}

} // namespace w2v
