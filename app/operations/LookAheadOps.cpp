#include <fmt/format.h>

#include "app/operations/ObservationParams.h"
#include "app/operations/Operation.h"
#include "app/operations/Operations.h"
#include "app/operations/ProjectParams.h"
#include "app/operations/TrajectoryParams.h"
#include "core/base/Error.h"
#include "core/lookahead/LookAhead.h"

namespace w2v {

Json runTrajectoryCheck(const Json& params, AppContext& app, JobContext& job)
{
    std::string path = requiredText(params, "observation");
    Calibration calibration;
    if (params.contains("project"))
        if (const auto stored = projectFrom(params).observation(path)) {
            path = stored->path;
            calibration = stored->calibration;
        }
    const std::int64_t frame = integerOr(params, "frame", 1);
    if (frame < 1 || frame > 1'000'000)
        throw Error("frame", "counts from 1");
    LookAheadLimits limits;
    limits.minObserved = numberOr(params, "min_observed", limits.minObserved);
    limits.minNearest = numberOr(params, "min_nearest", limits.minNearest);
    const LookAheadPolicy policy = policyFromName(textOr(params, "policy", "warn"));
    const CameraTrajectory trajectory = trajectoryFrom(params, cameraFrom(params, 576, 576, 54));
    std::optional<Rigid3d> start;
    if (params.contains("world_from_start"))
        start = poseFromJson(params.at("world_from_start"), "world_from_start");
    const LookAheadReport report = app.lookAhead(path, calibration, static_cast<int>(frame - 1)).check(trajectory, start, limits, job);
    if (policy == LookAheadPolicy::Refuse && !report.problems.empty())
        throw Error("the path", problemText(report.problems.front()) +
                                    (report.problems.size() > 1 ? fmt::format(" and has {} more problems", report.problems.size() - 1) : ""),
                    "Change it there, or allow it with --policy warn");
    Json result = lookAheadToJson(report);
    if (policy == LookAheadPolicy::Ignore)
        result["problems"] = Json::array();
    result["policy"] = policyName(policy);
    result["free"] = result.at("problems").empty();
    return result;
}

} // namespace w2v
