#pragma once
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/base/Json.h"
#include "core/runs/JobFolder.h"
#include "core/runs/RunQueue.h"

namespace w2v {

/// One piece of work of a chain: training, merging, or a benchmark.
struct ChainStage {
    std::string name;               ///< "sft"; also the name of its folder
    std::string kind;               ///< train, merge, bench
    std::vector<std::string> needs; ///< names of earlier stages that must have finished
    Json params;                    ///< see app/operations/ChainStages.h
};

/// Stages of post-training that follow from each other: supervised training, merging, reinforcement, benchmarks of every checkpoint.
struct ChainPlan {
    std::string name;               ///< for people
    std::string project;            ///< folder
    double created = 0;             ///< seconds since 1970
    std::vector<ChainStage> stages; ///< a stage needs only earlier ones

    /// Throws Error when there is none.
    const ChainStage& stage(const std::string& name) const;
};

enum class StageStatus { Waiting, Blocked, Running, Paused, Finished, Failed, Stopped, Idle };

/// "waiting" (for its turn), "blocked" (a stage that it needs has not finished and does not run or wait), "running", "paused", "finished",
/// "failed", "stopped", "idle" (in no queue).
std::string_view stageStatusName(StageStatus status);

struct StageState {
    StageStatus status = StageStatus::Idle;
    double fraction = 0;      ///< of a running one
    std::string text;         ///< what a running one is at
    std::string entry;        ///< its latest entry of the queue; empty when the queue has none
    std::string error;        ///< of a failed one
    std::optional<Json> result;
};

/// The folder of a chain, <project>/chains/<id>: chain.json (the plan, never changed) and a JobFolder for each stage, which keeps how the
/// stage stands. The queue only decides who is next: when it is lost, retry() puts back what is left.
class ChainFolder {
public:
    static std::filesystem::path root(const std::filesystem::path& project) { return project / "chains"; }

    /// Makes a new chain in `project`. An Error for a plan whose stages have no names, the same name, or need what does not come before.
    static ChainFolder create(const std::filesystem::path& project, const ChainPlan& plan);
    static ChainFolder open(const std::filesystem::path& folder);

    std::string id() const { return m_path.filename().string(); }
    const std::filesystem::path& path() const { return m_path; }
    const ChainPlan& plan() const { return m_plan; }
    JobFolder stage(const std::string& name) const;
    /// The id of the run that a train stage has begun; empty before that.
    std::string runOf(const std::string& stage) const;
    void setRun(const std::string& stage, const std::string& run) const;

    /// How every stage stands, in the order of the plan.
    std::vector<StageState> states(const QueueState& queue) const;

    /// Puts every stage that has not finished and is not in the queue into it, each after those it needs. Returns how many.
    int enqueue(const RunQueue& queue, int priority, int retries) const;
    /// Cancels what waits or runs.
    void cancel(const RunQueue& queue, bool hard) const;

private:
    ChainFolder(std::filesystem::path path, ChainPlan plan) : m_path(std::move(path)), m_plan(std::move(plan)) {}
    std::filesystem::path m_path;
    ChainPlan m_plan;
};

/// All chains of a project, oldest first; folders without a readable plan are left out.
std::vector<ChainFolder> listChains(const std::filesystem::path& project);

} // namespace w2v
