#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "app/operations/Operation.h"
#include "app/operations/Operations.h"
#include "app/operations/TrajectoryParams.h"
#include "app/operations/WorldModelParams.h"
#include "core/base/Error.h"
#include "core/nn/SvcFactory.h"
#include "core/worldmodel/Conformance.h"
#include "core/worldmodel/ProcessWorldModels.h"
#include "core/worldmodel/WorldModels.h"

namespace w2v {

namespace {

std::vector<WorldModelInfo> allInfos()
{
    std::vector<WorldModelInfo> infos = worldModelInfos();
    infos.push_back(svcWorldModelInfo());
    infos.push_back(processWorldModelInfo());
    infos.push_back(torchScriptWorldModelInfo());
    return infos;
}

const WorldModelInfo& infoOf(const std::vector<WorldModelInfo>& infos, const std::string& id)
{
    for (const WorldModelInfo& info : infos)
        if (info.id == id)
            return info;
    std::string known;
    for (const WorldModelInfo& info : infos)
        known += (known.empty() ? "" : ", ") + info.id;
    throw Error("world model " + id, "it is not known", "Known are: " + known + ".");
}

/// A wall with a pattern above a floor, with exact depth: something to look at that needs no file.
std::shared_ptr<Observation> patternedCorner(int width, int height)
{
    ObservationFrame frame;
    frame.name = "pattern";
    frame.color = ColorImage(width, height);
    frame.depth = DepthMap(width, height);
    frame.camera = intrinsicsFromFov(width, height, 54);
    constexpr double kWall = 3, kEye = 1.5;
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x) {
            const Eigen::Vector3d ray = unproject(frame.camera, x + 0.5, y + 0.5, 1);
            const double floor = ray.y() > 0 ? kEye / ray.y() : 1e9, depth = std::min(kWall, floor);
            const Eigen::Vector3d point = ray * depth;
            const bool onWall = depth == kWall;
            const double u = point.x(), v = onWall ? point.y() : point.z();
            const bool dark = (static_cast<int>(std::floor(u * 2)) + static_cast<int>(std::floor(v * 2))) % 2 == 0;
            frame.depth.at(x, y) = static_cast<float>(depth);
            frame.color.at(x, y, 0) = dark ? 60 : 220;
            frame.color.at(x, y, 1) = static_cast<std::uint8_t>(onWall ? 120 : 90);
            frame.color.at(x, y, 2) = static_cast<std::uint8_t>(std::clamp(128 + 40 * u, 0.0, 255.0));
        }
    auto observation = std::make_shared<Observation>();
    observation->name = "patterned corner";
    observation->kind = ObservationKind::RgbdFrame;
    observation->frames.push_back(std::move(frame));
    return observation;
}

} // namespace

Json worldModelOptions(const Json& params)
{
    Json options = params.value("options", Json::object());
    if (!options.is_object())
        throw Error("options", "is not a JSON object");
    for (const char* key : {"svc_weights", "svc_type", "svc_device", "scale_rule", "chunk_strategy", "steps", "passes", "frames_per_call",
                            "guidance", "guidance_refined", "camera_scale", "process_command", "process_silence", "process_memory_gb", "torchscript_file",
                            "torchscript_trusted", "torchscript_device", "model_options"})
        if (params.contains(key))
            options[key] = params.at(key);
    return options;
}

Json runWorldModelList(const Json&, AppContext&, JobContext&)
{
    Json models = Json::array();
    for (const WorldModelInfo& info : allInfos())
        models.push_back({{"id", info.id}, {"title", info.title}, {"description", info.description}, {"needs_depth", info.needsDepth},
                          {"needs_scene", info.needsScene}, {"knows_instances", info.knowsInstances}});
    return {{"world_models", models}};
}

Json runWorldModelCheck(const Json& params, AppContext& app, JobContext& job)
{
    const std::vector<WorldModelInfo> infos = allInfos();
    const WorldModelInfo& info = infoOf(infos, textOr(params, "model", "geometric"));
    ImagineRequest request;
    request.options = worldModelOptions(params);
    if (!request.options.contains("steps") && info.id == "svc")
        request.options["steps"] = 2; // the rules are the same for any number
    const Intrinsics camera = cameraFrom(params, 64, 64, 54);
    const std::string given = textOr(params, "observation", info.needsScene ? "room:7" : "");
    request.observation = given.empty() ? patternedCorner(camera.width, camera.height) : std::make_shared<Observation>(openObservation(given));
    Json plan = params;
    if (!plan.contains("actions") && !plan.contains("trajectory"))
        plan["actions"] = "turn right 10 degrees; move forward 0.2 meters";
    request.trajectory = trajectoryFrom(plan, camera);
    request.seed = static_cast<std::uint64_t>(integerOr(params, "seed", 1));

    WorldModel& model = app.worldModel(info.id);
    Json checks = Json::array();
    bool passed = true;
    for (const ConformanceCheck& check : checkWorldModel(model, request, job)) {
        checks.push_back({{"name", check.name}, {"passed", check.passed}, {"detail", check.detail}, {"seconds", check.seconds}});
        passed = passed && check.passed;
    }
    Json result = {{"world_model", info.id}, {"passed", passed}, {"checks", checks}};
    if (const Json run = model.lastRun(); run.contains("notes"))
        result["notes"] = run.at("notes");
    return result;
}

Json runWorldModelEstimate(const Json& params, AppContext&, JobContext&)
{
    const auto [width, height] = parseSize(textOr(params, "size", "576x576"));
    return estimateSvc(textOr(params, "svc_weights", ""), width, height, static_cast<int>(integerOr(params, "frames", 80)),
                       static_cast<int>(integerOr(params, "steps", 50)));
}

Json runWorldModelHelp(const Json& params, AppContext&, JobContext&)
{
    const std::string id = textOr(params, "model", "svc");
    const std::vector<WorldModelInfo> infos = allInfos();
    const WorldModelInfo& info = infoOf(infos, id);
    const bool outside = id == "process" || id == "torchscript";
    return {{"world_model", id}, {"text", id == "svc" ? svcHelpText()
        : info.description + (outside ? " See docs/world-model-programs.md.\n" : " It needs no files.\n")}};
}

Json runWorldModelTestWeights(const Json& params, AppContext&, JobContext&)
{
    const std::string out = requiredText(params, "out");
    createSvcTestWeights(out, textOr(params, "preset", "tiny"), static_cast<std::uint64_t>(integerOr(params, "seed", 1)));
    return {{"out", out}, {"note", "These are random test weights: the pictures are noise."}};
}

} // namespace w2v
