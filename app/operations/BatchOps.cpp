// imagine.batch: many observations and drawn paths, worked off by several workers into a bundle in the reference's layout.
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>

#include <fmt/format.h>

#include "app/operations/Detached.h"
#include "app/operations/Operation.h"
#include "app/operations/Operations.h"
#include "app/operations/WorkerPool.h"
#include "app/operations/WorldModelParams.h"
#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/base/JsonFields.h"
#include "core/exchange/ReferenceBundle.h"
#include "core/image/ImageIo.h"
#include "core/motion/ActionSampler.h"

namespace w2v {

namespace {

constexpr std::size_t kMostScenes = 100'000;

/// One path of one observation.
struct Item {
    std::string scene, observation, id;
    std::int64_t seed = 1; ///< of the world model
    std::vector<Action> actions;

    fs::path folder() const { return fs::path("scenes") / scene / ("traj_" + id); }
};

/// Only one batch at a time may fill a folder.
class FolderLock {
public:
    explicit FolderLock(const fs::path& folder) : m_file(::open((folder / ".lock").c_str(), O_CREAT | O_RDWR | O_CLOEXEC, 0644))
    {
        if (m_file < 0 || ::flock(m_file, LOCK_EX | LOCK_NB) != 0) {
            if (m_file >= 0)
                ::close(m_file);
            throw Error(folder.string(), m_file < 0 ? "it cannot be written to" : "another batch is at work there", "Wait for it, or name another folder.");
        }
    }
    ~FolderLock() { ::close(m_file); }
    FolderLock(const FolderLock&) = delete;
    FolderLock& operator=(const FolderLock&) = delete;

private:
    int m_file;
};

/// Observations named one by one and in manifests (JSON lines with "anchor_path", as the reference's).
std::vector<std::string> observationsFrom(const Json& params)
{
    std::vector<std::string> paths;
    for (const Json& path : params.value("observations", Json::array())) {
        if (!path.is_string())
            throw Error("observations", "is not a list of paths");
        paths.push_back(path.get<std::string>());
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
            paths.push_back((anchor.is_absolute() ? anchor : manifest.parent_path() / anchor).string());
        }
    }
    if (paths.empty())
        throw Error("observations", "there are none", "Name pictures, RGB-D folders, meshes or room:<seed>, or a manifest.");
    if (paths.size() > kMostScenes)
        throw Error("observations", fmt::format("there are more than {}", kMostScenes));
    return paths;
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
std::vector<Item> itemsOf(const std::vector<std::string>& observations, const SamplerSettings& settings, int count, std::int64_t seed,
                          std::int64_t seeds)
{
    std::vector<Item> items;
    std::vector<std::pair<std::string, std::string>> scenes;
    for (const std::string& observation : observations)
        scenes.emplace_back(sceneOf(observation), observation);
    auto sorted = scenes;
    std::ranges::sort(sorted);
    if (const auto twice = std::ranges::adjacent_find(sorted, {}, &std::pair<std::string, std::string>::first); twice != sorted.end())
        throw Error(twice->second, fmt::format("its scene would be called {}, as that of {}", twice->first, std::next(twice)->second), "Give the files different names.");
    for (const auto& [scene, observation] : scenes) {
        Rng rng = Rng(static_cast<std::uint64_t>(seed)).fork("batch/" + scene); // what else is in the batch changes nothing
        for (SampledTrajectory& drawn : sampleTrajectories(settings, count, rng))
            for (std::int64_t i = 0; i < seeds; ++i)
                items.push_back({scene, observation, i == 0 ? drawn.id : fmt::format("{}_seed{}", drawn.id, seed + i), seed + i, drawn.actions});
    }
    return items;
}

/// What a worker left becomes part of the bundle, whole or not at all.
void keep(const Item& item, const Json& result, const fs::path& made, const fs::path& out, int keptFrames, const Json& options)
{
    const Json file = readJson(made / "traj.json");
    BundleTrajectory one{item.scene, item.id, trajectoryFromJson(file, (made / "traj.json").string()), {}, Json::array(), options,
                         file.value("provenance", Json::object())};
    const std::size_t count = one.trajectory.startFromCamera.size();
    one.kept = referenceKeptFrames(static_cast<int>(count), keptFrames);
    for (const Json& frame : result.at("frames"))
        one.quality.push_back(frame.value("quality", Json::object()));
    one.provenance["world_model"] = file.at("world_model");
    one.provenance["seed"] = file.at("seed");
    const fs::path input = out / "scenes" / item.scene / "input" / "000.png";
    if (!fs::exists(input)) {
        createFolder(input.parent_path());
        const fs::path own = item.observation;
        if (std::error_code code; fs::is_regular_file(own, code) && own.extension() == ".png")
            writeFileAtomic(input, readFile(own));
        else
            writeFileAtomic(input, readFile(made / "0000.png"));
    }
    replaceFolder(out / item.folder(), [&](const fs::path& aside) {
        createFolder(aside / "samples-rgb");
        for (std::size_t i = 0; i < count; ++i)
            fs::rename(made / fmt::format("{:04}.png", i), aside / "samples-rgb" / fmt::format("{:03}.png", i));
        for (const char* extra : {"observed", "depth"})
            if (fs::exists(made / extra))
                fs::rename(made / extra, aside / extra);
        writeJson(aside / "traj.json", bundleTraj(one));
    });
}

/// frames.jsonl and stats.json from what is there.
Json summary(const std::vector<Item>& items, const fs::path& out, std::size_t failed)
{
    std::string lines;
    std::size_t frames = 0, done = 0, rejected = 0;
    std::vector<std::string> scenes;
    for (const Item& item : items) {
        const fs::path file = out / item.folder() / "traj.json";
        if (!fs::exists(file))
            continue;
        ++done;
        scenes.push_back(item.scene);
        bool bad = false;
        for (const Json& record : bundleFrameRecords(readJson(file), item.scene, item.id, file.string())) {
            bad = bad || !record.at("qc").value("rejected_for", Json::array()).empty();
            lines += record.dump() + '\n';
            ++frames;
        }
        rejected += bad;
    }
    scenes.erase(std::unique(scenes.begin(), scenes.end()), scenes.end());
    writeFileAtomic(out / "frames.jsonl", lines);
    const Json stats = {{"scenes", scenes.size()}, {"trajs", done}, {"frames", frames}, {"qc_failed", rejected}, {"gen_failed", failed}};
    writeJson(out / "stats.json", stats);
    return stats;
}

/// What the folder is filled with; a later start must want the same.
void checkPlan(const fs::path& out, const Json& plan)
{
    const fs::path file = out / "batch.json";
    if (fs::exists(file)) {
        if (const Json before = readJson(file); before != plan) {
            std::string differing;
            for (const auto& [key, value] : plan.items())
                if (before.value(key, Json()) != value)
                    differing += (differing.empty() ? "" : ", ") + key;
            throw Error(out.string(), fmt::format("it holds another batch (different: {})", differing.empty() ? "its parameters" : differing),
                        "Start with the same parameters to go on, or name another folder.");
        }
    } else if (fs::exists(out) && !fs::is_empty(out)) {
        for (const auto& entry : fs::directory_iterator(out))
            if (entry.path().filename() != ".lock")
                throw Error(out.string(), "it is not empty and holds no batch", "Name a new folder.");
    }
    writeJson(file, plan);
}

} // namespace

Json runImagineBatch(const Json& params, AppContext&, JobContext& job)
{
    const fs::path out = requiredText(params, "out");
    const std::int64_t count = integerOr(params, "count", 0), seed = integerOr(params, "seed", 1), workers = integerOr(params, "workers", 1);
    if (count < 0 || count > 10'000)
        throw Error("count", "must be from 0 to 10000");
    const std::int64_t seeds = integerOr(params, "seeds", 1);
    if (seeds < 1 || seeds > 1000)
        throw Error("seeds", "must be from 1 to 1000");
    if (workers < 1 || workers > 256)
        throw Error("workers", "must be from 1 to 256");
    const std::string file = textOr(params, "settings", ""), size = textOr(params, "size", "576x576");
    const SamplerSettings settings = file.empty() ? referenceSettings() : loadSamplerSettings(file);
    const Json options = worldModelOptions(params);
    const std::vector<Item> items = itemsOf(observationsFrom(params), settings, static_cast<int>(count), seed, seeds);
    const auto [width, height] = parseSize(size);

    createFolder(out);
    const FolderLock lock(out);
    Json paths = Json::array();
    for (const Item& item : items)
        paths.push_back({item.scene, item.observation, item.id, actionText(item.actions, 6)});
    Json plan = {{"format", "w2v-batch"}, {"version", 1}, {"world_model", textOr(params, "world_model", "geometric")}, {"size", size}, {"seed", seed},
                 {"max_step_m", settings.limits.maxMeters}, {"max_step_deg", settings.limits.maxDegrees}, {"kept_frames", settings.keptFrames},
                 {"options", options}, {"paths", std::move(paths)}};
    if (seeds > 1)
        plan["seeds"] = seeds;
    if (params.contains("fov"))
        plan["fov"] = params.at("fov");
    checkPlan(out, plan);

    const fs::path work = out / ".work";
    fs::remove_all(work); // what an interrupted batch left
    std::vector<PoolTask> tasks;
    std::vector<std::size_t> remaining;
    for (std::size_t i = 0; i < items.size(); ++i) {
        if (fs::exists(out / items[i].folder() / "traj.json"))
            continue;
        const CameraTrajectory trajectory = followActions(items[i].actions, settings.limits, intrinsicsFromFov(width, height, 54));
        Json request = {{"observation", items[i].observation}, {"trajectory", trajectoryToJson(trajectory)}, {"size", size}, {"options", options},
                        {"world_model", plan.at("world_model")}, {"seed", items[i].seed}, {"out", (work / std::to_string(i)).string()}};
        if (params.contains("fov"))
            request["fov"] = params.at("fov");
        tasks.push_back({"imagine", std::move(request), items[i].scene + '/' + items[i].id, static_cast<double>(trajectory.startFromCamera.size())});
        remaining.push_back(i);
    }
    Json failures = Json::array();
    const auto failed = [&](std::size_t task, const std::string& message) {
        const Item& item = items[remaining[task]];
        failures.push_back({{"scene_id", item.scene}, {"traj_id", item.id}, {"error", message}});
        job.emitEvent({{"event", "failed"}, {"scene", item.scene}, {"trajectory", item.id}, {"message", message}});
        fs::remove_all(work / std::to_string(remaining[task]));
    };
    const auto done = [&](std::size_t task, const Json& result) {
        const Item& item = items[remaining[task]];
        const fs::path made = work / std::to_string(remaining[task]);
        try {
            keep(item, result, made, out, settings.keptFrames, options);
        } catch (const Error& error) {
            failed(task, error.what());
            return;
        }
        fs::remove_all(made);
        job.emitEvent({{"event", "trajectory"}, {"scene", item.scene}, {"trajectory", item.id}, {"folder", (out / item.folder()).string()}});
    };
    try {
        runInWorkers(programFolder() / "w2v-worker", static_cast<int>(workers), numberOr(params, "worker_silence", 3600), tasks, {done, failed}, job);
    } catch (...) {
        std::error_code code;
        fs::remove_all(work, code);
        throw;
    }
    fs::remove_all(work);
    const Json stats = summary(items, out, failures.size());
    return {{"out", out.string()}, {"trajectories", items.size()}, {"already_there", items.size() - tasks.size()}, {"made", tasks.size() - failures.size()},
            {"failures", failures}, {"stats", stats}};
}

} // namespace w2v
