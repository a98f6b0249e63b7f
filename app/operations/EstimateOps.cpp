#include "app/operations/EstimateOps.h"

#include "app/operations/AskedImagination.h"
#include "app/operations/Operation.h"
#include "app/operations/ProjectParams.h"
#include "core/base/Error.h"
#include "core/base/ProcessMemory.h"
#include "core/nn/SvcFactory.h"

namespace w2v {

Json runImagineEstimate(const Json& params, AppContext& app, JobContext&)
{
    std::optional<Project> project;
    if (params.contains("project"))
        project = projectFrom(params);
    try {
        const AskedImagination asked = askedImagination(params, project ? &*project : nullptr);
        const Intrinsics& camera = asked.request.trajectory.camera;
        const ImagineCost shape = asked.shape(app.deviceName());
        Json result = {{"world_model", asked.modelId}, {"size", {camera.width, camera.height}}, {"frames", shape.frames}, {"estimate", nullptr},
                       {"memory_available_bytes", availableMemory()}};
        if (project && !flagOr(params, "again", false) && project->rolloutOfRequest(asked.chosen.scene, asked.key()))
            result["reused"] = true;
        if (asked.modelId == "svc") { // knows its operations, and the steps make the difference
            const Json cost = estimateSvc(asked.request.options.value("svc_weights", ""), camera.width, camera.height, shape.frames,
                                          asked.request.options.value("steps", 50));
            if (cost.contains("seconds")) // the rate of this device was measured
                result["estimate"] = {{"seconds", cost.at("seconds")}, {"from", "operations"},
                                      {"memory_bytes", cost.at("weight_bytes").get<double>() + cost.at("work_bytes").get<double>()}};
        } else if (const auto expected = ImagineHistory(ImagineHistory::userFile()).expected(shape)) {
            result["estimate"] = {{"seconds", expected->seconds}, {"first_frame", expected->firstFrame}, {"memory_bytes", expected->memoryBytes},
                                  {"from", "history"}};
        }
        return result;
    } catch (const Error& error) {
        return {{"problem", error.what()}};
    }
}

} // namespace w2v
