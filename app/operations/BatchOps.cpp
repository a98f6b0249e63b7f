// imagine.batch: many observations and drawn paths, worked off by several workers into a bundle in the reference's layout.
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <numeric>
#include <thread>

#include <fmt/format.h>

#include "app/operations/BatchPlan.h"
#include "app/operations/Detached.h"
#include "app/operations/Operation.h"
#include "app/operations/Operations.h"
#include "app/operations/WorkerPool.h"
#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/exchange/ReferenceBundle.h"
#include "core/image/ImageIo.h"

namespace w2v {

namespace {

constexpr int kLockTries = 30;

/// Only one batch at a time may fill a folder.
class FolderLock {
public:
    explicit FolderLock(const fs::path& folder) : m_file(::open((folder / ".lock").c_str(), O_CREAT | O_RDWR | O_CLOEXEC, 0644))
    {
        // One that was just stopped needs a moment to end its workers.
        for (int tries = 0; m_file >= 0 && ::flock(m_file, LOCK_EX | LOCK_NB) != 0 && tries < kLockTries; ++tries)
            std::this_thread::sleep_for(std::chrono::milliseconds(100));
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

/// What a worker left becomes part of the bundle, whole or not at all.
void keep(const BatchItem& item, const Json& result, const fs::path& made, const fs::path& out, int keptFrames, const Json& options)
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
Json summary(const std::vector<BatchItem>& items, const fs::path& out, std::size_t failed)
{
    std::string lines;
    std::size_t frames = 0, done = 0, rejected = 0;
    std::vector<std::string> scenes;
    for (const BatchItem& item : items) {
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

} // namespace

Json runImagineBatch(const Json& params, AppContext& app, JobContext& job)
{
    const BatchPlan plan = batchPlan(params);
    if (flagOr(params, "estimate", false))
        return batchEstimate(plan, app.deviceName());
    const fs::path& out = plan.out;
    createFolder(out);
    const FolderLock lock(out);
    plan.requireSameIn(out);
    writeJson(out / "batch.json", plan.file);

    const fs::path work = out / ".work";
    fs::remove_all(work); // what an interrupted batch left
    const std::vector<std::size_t> remaining = plan.remaining();
    std::vector<PoolTask> tasks;
    for (const std::size_t i : remaining) {
        const CameraTrajectory trajectory = plan.trajectory(plan.items[i]);
        Json request = plan.request(plan.items[i], trajectory);
        request["out"] = (work / std::to_string(i)).string();
        tasks.push_back({"imagine", std::move(request), plan.items[i].scene + '/' + plan.items[i].id, static_cast<double>(trajectory.startFromCamera.size())});
    }
    Json failures = Json::array();
    const auto failed = [&](std::size_t task, const std::string& message) {
        const BatchItem& item = plan.items[remaining[task]];
        failures.push_back({{"scene_id", item.scene}, {"traj_id", item.id}, {"error", message}});
        job.emitEvent({{"event", "failed"}, {"scene", item.scene}, {"trajectory", item.id}, {"message", message}});
        fs::remove_all(work / std::to_string(remaining[task]));
    };
    const auto done = [&](std::size_t task, const Json& result) {
        const BatchItem& item = plan.items[remaining[task]];
        const fs::path made = work / std::to_string(remaining[task]);
        try {
            keep(item, result, made, out, plan.settings.keptFrames, plan.options);
        } catch (const Error& error) {
            failed(task, error.what());
            return;
        }
        fs::remove_all(made);
        job.emitEvent({{"event", "trajectory"}, {"scene", item.scene}, {"trajectory", item.id}, {"folder", (out / item.folder()).string()}});
    };
    std::vector<std::int64_t> memory; // peaks
    const auto usage = [&](const std::vector<std::int64_t>& peaks) {
        memory = peaks;
        job.emitEvent({{"event", "memory"}, {"workers", peaks}});
    };
    try {
        runInWorkers(programFolder() / "w2v-worker", plan.workers, numberOr(params, "worker_silence", 3600), tasks, {done, failed, usage}, job);
    } catch (...) {
        std::error_code code;
        fs::remove_all(work, code);
        try {
            summary(plan.items, out, failures.size()); // of what is done
        } catch (const std::exception&) {
            // what stopped it says more
        }
        throw;
    }
    fs::remove_all(work);
    const Json stats = summary(plan.items, out, failures.size());
    return {{"out", out.string()}, {"trajectories", plan.items.size()}, {"already_there", plan.items.size() - tasks.size()}, {"made", tasks.size() - failures.size()},
            {"failures", failures}, {"stats", stats},
            {"memory", {{"workers", memory}, {"largest_worker_bytes", memory.empty() ? 0 : std::ranges::max(memory)},
                        {"together_bytes", std::accumulate(memory.begin(), memory.end(), std::int64_t{0})}}}};
}

} // namespace w2v
