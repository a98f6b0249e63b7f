// Paths as words: trajectory.edit, .describe, .sample, .fit.
#include <random>

#include <fmt/format.h>

#include "app/operations/Operation.h"
#include "app/operations/Operations.h"
#include "app/operations/ProjectParams.h"
#include "app/operations/TrajectoryParams.h"
#include "core/base/Error.h"
#include "core/motion/ActionSampler.h"
#include "core/motion/PathEdit.h"
#include "core/motion/PathFit.h"
#include "core/motion/PathSpeech.h"
#include "core/motion/WalkingTime.h"
#include "core/scene/import/CameraFile.h"

namespace w2v {

SnapSteps snapFrom(const Json& params)
{
    SnapSteps snap;
    snap.meters = numberOr(params, "snap_m", snap.meters);
    snap.degrees = numberOr(params, "snap_deg", snap.degrees);
    if (!(snap.meters >= 0 && snap.meters <= 10 && snap.degrees >= 0 && snap.degrees <= 180))
        throw Error("the snapping grid", "must be 0 to 10 meters and 0 to 180 degrees");
    return snap;
}

Json fitErrorToJson(const PathFitError& error)
{
    return {{"max_m", error.maxMeters}, {"mean_m", error.meanMeters}, {"end_m", error.endMeters}, {"max_deg", error.maxDegrees},
            {"mean_deg", error.meanDegrees}};
}

Json runTrajectoryEdit(const Json& params, AppContext&, JobContext&)
{
    NamedEdit edit;
    edit.name = requiredText(params, "edit");
    const auto index = [&](const char* key) {
        const std::int64_t value = integerOr(params, key, 1);
        if (value < 1)
            throw Error(key, "counts from 1");
        return static_cast<std::size_t>(value - 1);
    };
    edit.at = index("at");
    edit.to = index("to");
    edit.amount = numberOr(params, "amount", edit.name == "scale" ? 1 : 0);
    edit.with = parseActions(textOr(params, "with", ""));
    return {{"actions", actionText(edited(parseActions(requiredText(params, "actions")), edit))}};
}

Json runTrajectoryDescribe(const Json& params, AppContext&, JobContext&)
{
    const std::vector<Action> actions = parseActions(requiredText(params, "actions"));
    const CameraTrajectory trajectory = followActions(actions, {}, {});
    return {{"text", spokenPath(actions)}, {"length_m", lengthMeters(actions)}, {"turned_deg", turnedDegrees(actions)},
            {"canonical", actionText(canonicalActions(actions))}, {"inverse", actionText(inverseActions(actions))},
            {"seconds", walkingTimes(trajectory).back()}};
}

Json runTrajectorySample(const Json& params, AppContext&, JobContext&)
{
    const std::string file = textOr(params, "settings", "");
    const SamplerSettings settings = file.empty() ? referenceSettings() : loadSamplerSettings(file);
    const std::int64_t count = integerOr(params, "count", 0);
    if (count < 0 || count > 10'000)
        throw Error("count", "must be from 1 to 10000");
    std::int64_t seed = integerOr(params, "seed", settings.seed);
    if (seed < 0)
        seed = static_cast<std::int64_t>(std::random_device{}() & 0x7fffffffu); // unseeded, but told
    Rng rng(static_cast<std::uint64_t>(seed));
    const std::vector<SampledTrajectory> drawn = sampleTrajectories(settings, static_cast<int>(count), rng);
    Json list = Json::array();
    for (const SampledTrajectory& one : drawn)
        list.push_back({{"id", one.id}, {"actions", actionText(one.actions)}});
    Json result = {{"seed", seed}, {"trajectories", std::move(list)}};
    if (params.contains("project")) {
        Project project = projectFrom(params);
        const std::string observation = requiredText(params, "observation");
        Json ids = Json::array();
        project.group(fmt::format("draw {} paths", drawn.size()), [&] {
            for (const SampledTrajectory& one : drawn) {
                StoredTrajectory stored;
                stored.observation = observation;
                stored.name = one.id;
                stored.actionsText = actionText(one.actions);
                ids.push_back(project.saveTrajectory(stored, "draw a path"));
            }
        });
        result["ids"] = std::move(ids);
    }
    return result;
}

Json runTrajectoryFit(const Json& params, AppContext&, JobContext&)
{
    const std::string file = requiredText(params, "points");
    std::vector<PathSample> curve;
    for (const std::vector<double>& line : readNumberLines(file)) {
        if (line.size() != 2 && line.size() != 3)
            throw Error(file, "a line is right and forward in metres, and optionally the heading in degrees");
        curve.push_back({line[0], line[1], line.size() == 3 ? std::optional(line[2]) : std::nullopt});
        if (curve.back().degrees.has_value() != curve.front().degrees.has_value())
            throw Error(file, "some points have a heading and some do not");
    }
    PathFitOptions options;
    options.snap = snapFrom(params);
    const PathFit fit = fitPath({}, curve, options);
    return {{"actions", actionText(fit.actions)}, {"count", fit.actions.size()}, {"error", fitErrorToJson(fit.error)}};
}

} // namespace w2v
