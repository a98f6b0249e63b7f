#pragma once
#include <string>
#include <vector>

#include "core/base/Files.h"
#include "core/base/Json.h"
#include "core/motion/ActionSampler.h"

namespace w2v {

/// One path of one observation.
struct BatchItem {
    std::string scene, observation, id;
    std::int64_t seed = 1; ///< of the world model
    std::vector<Action> actions;
    Json calibration;      ///< marks of the picture in its project; null: none

    fs::path folder() const { return fs::path("scenes") / scene / ("traj_" + id); }
};

/// What a batch will make.
struct BatchPlan {
    fs::path out;
    int workers = 1;
    int width = 0, height = 0;
    SamplerSettings settings;
    Json options;                  ///< of the world model
    std::vector<BatchItem> items;
    Json file;                     ///< batch.json

    CameraTrajectory trajectory(const BatchItem& item) const;
    /// Parameters of `imagine`, but for the folder.
    Json request(const BatchItem& item, const CameraTrajectory& trajectory) const;
    /// Items that are not in the folder yet.
    std::vector<std::size_t> remaining() const;
    /// Throws Error when the folder holds something else than this batch.
    void requireSameIn(const fs::path& folder) const;
};

/// From the parameters of `imagine.batch`; draws the paths. Throws Error for what is wrong.
BatchPlan batchPlan(const Json& params);

/// What the rest of it will cost on this machine: {"trajectories", "already_there", "frames", "workers", "seconds", "memory_bytes" (of all
/// workers), "worker_memory_bytes", "memory_available_bytes", "disk_bytes", "disk_free_bytes"}; figures that nothing is known of are null.
/// "problem": why it could not be started in that folder.
Json batchEstimate(const BatchPlan& plan, const std::string& device);

} // namespace w2v
