#include <cmath>

#include "app/operations/Operation.h"
#include "app/operations/Operations.h"
#include "app/operations/TrajectoryParams.h"
#include "core/base/Error.h"

namespace w2v {

StepLimits stepLimitsFrom(const Json& params)
{
    StepLimits limits;
    limits.maxMeters = numberOr(params, "max_step_m", limits.maxMeters);
    limits.maxDegrees = numberOr(params, "max_step_deg", limits.maxDegrees);
    if (!(limits.maxMeters > 0) || !(limits.maxDegrees > 0))
        throw Error("max_step", "must be above 0", "Give the largest motion between frames, for example 0.2 m and 5 degrees");
    return limits;
}

Intrinsics cameraFrom(const Json& params, int defaultWidth, int defaultHeight, double defaultFov)
{
    int width = defaultWidth, height = defaultHeight;
    if (const std::string size = textOr(params, "size", ""); !size.empty())
        std::tie(width, height) = parseSize(size);
    const double fov = numberOr(params, "fov", defaultFov);
    if (!(fov >= 5 && fov <= 150))
        throw Error("fov", "must be from 5 to 150 degrees");
    return intrinsicsFromFov(width, height, fov);
}

CameraTrajectory trajectoryFrom(const Json& params, const Intrinsics& camera)
{
    if (params.contains("trajectory")) {
        const Json& given = params.at("trajectory");
        CameraTrajectory trajectory = given.is_string() ? trajectoryFromJson(readJson(given.get<std::string>()), given.get<std::string>())
                                                        : trajectoryFromJson(given, "trajectory");
        // An explicit size or field of view wins over the file's camera.
        if (params.contains("size") || params.contains("fov") || !trajectory.camera.valid())
            trajectory.camera = camera;
        return trajectory;
    }
    CameraTrajectory trajectory = followActions(parseActions(requiredText(params, "actions")), stepLimitsFrom(params), camera);
    return flagOr(params, "key_frames_only", false) ? keyFramesOnly(trajectory) : trajectory;
}

Json runTrajectoryPlan(const Json& params, AppContext&, JobContext&)
{
    return trajectoryToJson(trajectoryFrom(params, cameraFrom(params, 576, 576, 54)));
}

} // namespace w2v
