#include "app/operations/BatchPlan.h"

#include <algorithm>
#include <filesystem>
#include <optional>
#include <tuple>

#include <fmt/format.h>

#include "app/operations/ImagineHistory.h"
#include "app/operations/Operation.h"
#include "app/operations/ProjectParams.h"
#include "app/operations/WorldModelParams.h"
#include "core/base/Error.h"
#include "core/base/JsonFields.h"
#include "core/base/ParallelJobs.h"
#include "core/base/ProcessMemory.h"
#include "core/dataset/Project.h"
#include "core/scene/calibration/Calibration.h"

namespace w2v {

namespace {

constexpr std::size_t kMostScenes = 100'000;

struct Source {
    std::string path;
    Json calibration; ///< null: none
};

/// Observations named one by one and in manifests (JSON lines with "anchor_path", as the reference's).
/// Those of a project may be named by their ids there, and keep their marks.
std::vector<Source> sourcesFrom(const Json& params)
{
    std::optional<Project> project;
    if (params.contains("project"))
        project = projectFrom(params);
    std::vector<Source> sources;
    for (const Json& path : params.value("observations", Json::array())) {
        if (!path.is_string())
            throw Error("observations", "is not a list of paths");
        sources.push_back({path.get<std::string>(), Json()});
        if (const auto stored = project ? project->observation(sources.back().path) : std::nullopt)
            sources.back() = {stored->path, stored->calibration.empty() ? Json() : calibrationToJson(stored->calibration)};
    }
    if (const fs::path manifest = textOr(params, "manifest", ""); !manifest.empty()) {
        const std::string text = readFile(manifest);
        int number = 0;
        for (std::size_t at = 0; at < text.size();) {
            const std::size_t end = std::min(text.find('\n', at), text.size());
            const std::string line = text.substr(at, end - at), place = fmt::format("{}:{}", manifest.string(), ++number);
            at = end + 1;
            if (line.find_first_not_of(" \t\r") == std::string::npos)
                continue;
            const Json row = parseJson(line, place);
            const fs::path anchor = JsonFields(row, place).text("anchor_path");
            sources.push_back({(anchor.is_absolute() ? anchor : manifest.parent_path() / anchor).string(), Json()});
        }
    }
    if (sources.empty())
        throw Error("observations", "there are none", "Name pictures, RGB-D folders, meshes or room:<seed>, or a manifest.");
    if (sources.size() > kMostScenes)
        throw Error("observations", fmt::format("there are more than {}", kMostScenes));
    return sources;
}

/// As the reference names it: the file's stem.
std::string sceneOf(const std::string& observation)
{
    std::string name = observation.starts_with("room:") ? "room_" + observation.substr(5) : fs::path(observation).stem().string();
    for (char& c : name)
        if (c == '/' || c == '\\' || static_cast<unsigned char>(c) < 32)
            c = '_';
    if (name.empty() || name == "." || name == "..")
        throw Error(observation, "no scene can be named after it");
    return name;
}

/// Each drawn path with `seeds` seeds from `seed` on; the draw is that of the first.
std::vector<BatchItem> itemsOf(const std::vector<Source>& sources, const SamplerSettings& settings, int count, std::int64_t seed, std::int64_t seeds)
{
    std::vector<BatchItem> items;
    std::vector<std::pair<std::string, std::string>> scenes;
    for (const Source& source : sources)
        scenes.emplace_back(sceneOf(source.path), source.path);
    auto sorted = scenes;
    std::ranges::sort(sorted);
    if (const auto twice = std::ranges::adjacent_find(sorted, {}, &std::pair<std::string, std::string>::first); twice != sorted.end())
        throw Error(twice->second, fmt::format("its scene would be called {}, as that of {}", twice->first, std::next(twice)->second), "Give the files different names.");
    for (std::size_t k = 0; k < sources.size(); ++k) {
        const auto& [scene, observation] = scenes[k];
        Rng rng = Rng(static_cast<std::uint64_t>(seed)).fork("batch/" + scene); // what else is in the batch changes nothing
        for (SampledTrajectory& drawn : sampleTrajectories(settings, count, rng))
            for (std::int64_t i = 0; i < seeds; ++i)
                items.push_back({scene, observation, i == 0 ? drawn.id : fmt::format("{}_seed{}", drawn.id, seed + i), seed + i, drawn.actions, sources[k].calibration});
    }
    return items;
}

} // namespace

CameraTrajectory BatchPlan::trajectory(const BatchItem& item) const
{
    return followActions(item.actions, settings.limits, intrinsicsFromFov(width, height, 54));
}

Json BatchPlan::request(const BatchItem& item, const CameraTrajectory& trajectory) const
{
    Json request = {{"observation", item.observation}, {"trajectory", trajectoryToJson(trajectory)}, {"size", file.at("size")}, {"options", options},
                    {"world_model", file.at("world_model")}, {"seed", item.seed}};
    if (file.contains("fov"))
        request["fov"] = file.at("fov");
    if (!item.calibration.is_null())
        request["calibration"] = item.calibration;
    return request;
}

std::vector<std::size_t> BatchPlan::remaining() const
{
    std::vector<std::size_t> rest;
    for (std::size_t i = 0; i < items.size(); ++i)
        if (!fs::exists(out / items[i].folder() / "traj.json"))
            rest.push_back(i);
    return rest;
}

void BatchPlan::requireSameIn(const fs::path& folder) const
{
    const fs::path before = folder / "batch.json";
    if (fs::exists(before)) {
        if (const Json there = readJson(before); there != file) {
            std::string differing;
            for (const auto& [key, value] : file.items())
                if (there.value(key, Json()) != value)
                    differing += (differing.empty() ? "" : ", ") + key;
            throw Error(folder.string(), fmt::format("it holds another batch (different: {})", differing.empty() ? "its parameters" : differing),
                        "Start with the same parameters to go on, or name another folder.");
        }
    } else if (fs::exists(folder) && !fs::is_empty(folder)) {
        for (const auto& entry : fs::directory_iterator(folder))
            if (entry.path().filename() != ".lock")
                throw Error(folder.string(), "it is not empty and holds no batch", "Name a new folder.");
    }
}

BatchPlan batchPlan(const Json& params)
{
    const std::int64_t count = integerOr(params, "count", 0), seed = integerOr(params, "seed", 1), workers = integerOr(params, "workers", 1);
    if (count < 0 || count > 10'000)
        throw Error("count", "must be from 0 to 10000");
    const std::int64_t seeds = integerOr(params, "seeds", 1);
    if (seeds < 1 || seeds > 1000)
        throw Error("seeds", "must be from 1 to 1000");
    if (workers < 1 || workers > 256)
        throw Error("workers", "must be from 1 to 256");
    BatchPlan plan;
    plan.out = requiredText(params, "out");
    plan.workers = static_cast<int>(workers);
    const std::string file = textOr(params, "settings", ""), size = textOr(params, "size", "576x576");
    plan.settings = file.empty() ? referenceSettings() : loadSamplerSettings(file);
    plan.options = worldModelOptions(params);
    plan.items = itemsOf(sourcesFrom(params), plan.settings, static_cast<int>(count), seed, seeds);
    std::tie(plan.width, plan.height) = parseSize(size);
    Json paths = Json::array(), calibrations = Json::object();
    for (const BatchItem& item : plan.items) {
        paths.push_back({item.scene, item.observation, item.id, actionText(item.actions, 6)});
        if (!item.calibration.is_null())
            calibrations[item.scene] = item.calibration;
    }
    plan.file = {{"format", "w2v-batch"}, {"version", 1}, {"world_model", textOr(params, "world_model", "geometric")}, {"size", size}, {"seed", seed},
                 {"max_step_m", plan.settings.limits.maxMeters}, {"max_step_deg", plan.settings.limits.maxDegrees},
                 {"kept_frames", plan.settings.keptFrames}, {"options", plan.options}, {"paths", std::move(paths)}};
    if (seeds > 1)
        plan.file["seeds"] = seeds;
    if (params.contains("fov"))
        plan.file["fov"] = params.at("fov");
    if (!calibrations.empty())
        plan.file["calibrations"] = std::move(calibrations);
    return plan;
}

Json batchEstimate(const BatchPlan& plan, const std::string& device)
{
    const ImagineHistory history(ImagineHistory::userFile());
    const std::vector<std::size_t> rest = plan.remaining();
    const int workers = std::clamp(plan.workers, 1, static_cast<int>(std::max<std::size_t>(1, rest.size())));
    std::size_t frames = 0;
    double seconds = 0, disk = 0;
    std::int64_t memory = 0;
    bool known = !rest.empty(), diskKnown = known;
    for (const std::size_t i : rest) {
        ImagineCost cost;
        cost.worldModel = plan.file.at("world_model").get<std::string>();
        cost.device = device;
        cost.pixels = std::int64_t{plan.width} * plan.height;
        cost.frames = static_cast<int>(plan.trajectory(plan.items[i]).startFromCamera.size());
        cost.threads = std::max(1, threadsToUse() / workers);
        frames += static_cast<std::size_t>(cost.frames);
        const auto expected = history.expected(cost);
        known = known && expected;
        diskKnown = diskKnown && expected && expected->diskBytes > 0;
        if (expected) {
            seconds += expected->seconds / workers;
            disk += static_cast<double>(expected->diskBytes);
            memory = std::max(memory, expected->memoryBytes);
        }
    }
    // A worker is this program with what an imagination adds.
    const std::int64_t each = known ? memory + processMemory("VmRSS") : 0;
    Json result = {{"trajectories", plan.items.size()}, {"already_there", plan.items.size() - rest.size()}, {"frames", frames}, {"workers", workers},
                   {"seconds", known ? Json(seconds) : Json()}, {"worker_memory_bytes", each > 0 ? Json(each) : Json()},
                   {"memory_bytes", each > 0 ? Json(each * workers) : Json()}, {"memory_available_bytes", availableMemory()},
                   {"disk_bytes", diskKnown ? Json(disk) : Json()}};
    std::error_code code;
    fs::path place = fs::absolute(plan.out, code);
    while (!place.empty() && !fs::exists(place, code) && place != place.parent_path())
        place = place.parent_path();
    if (const fs::space_info space = fs::space(place, code); !code)
        result["disk_free_bytes"] = space.available;
    try {
        plan.requireSameIn(plan.out);
    } catch (const Error& error) {
        result["problem"] = error.what();
    }
    return result;
}

} // namespace w2v
