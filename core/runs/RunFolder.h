#pragma once
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/Json.h"

namespace w2v {

enum class RunStatus { Queued, Running, Finished, Failed, Stopped, Crashed };

/// "queued", "running", "finished", "failed", "stopped", "crashed".
std::string_view runStatusName(RunStatus status);

/// What state.json says. `Crashed` is never written: it is what readers see when a running run's process is gone.
struct RunState {
    RunStatus status = RunStatus::Queued;
    std::int64_t step = 0, total = 0; ///< total 0 = not known
    double etaSeconds = 0;            ///< 0 = not known
    std::int64_t pid = 0;
    std::string process;              ///< identity of the process: host, boot and start time, so that a reused pid is told apart
    std::string error;
    double created = 0, started = 0, updated = 0; ///< seconds since 1970
};

/// The folder of one run: run.json (what was asked for, never changed), state.json (replaced atomically), log.txt, metrics/,
/// samples.jsonl, checkpoints/ (CheckpointShelf). The trainer writes; windows and command lines read at the same time.
class RunFolder {
public:
    /// Makes a new run under `runs`. The id is made of the time (so ids sort by age), the name and four random letters.
    static RunFolder create(const std::filesystem::path& runs, const std::string& name, const Json& spec);
    /// An Error when the folder holds no run.
    static RunFolder open(const std::filesystem::path& folder);

    const std::filesystem::path& path() const { return m_path; }
    std::string id() const { return m_path.filename().string(); }
    std::filesystem::path metricsFolder() const { return m_path / "metrics"; }
    std::filesystem::path metricsFile() const { return metricsFolder() / "metrics.jsonl"; }
    std::filesystem::path logFile() const { return m_path / "log.txt"; }
    std::filesystem::path samplesFile() const { return m_path / "samples.jsonl"; }
    Json spec() const;

    /// The state as readers should see it: Crashed when it says running but its process is gone.
    RunState state() const;
    /// Writes the state; created, and started of the first running state, are kept; updated is set to now.
    void setState(RunState state) const;
    /// Sets status to running with this process's identity.
    void begin(std::int64_t total) const;

    void appendLog(std::string_view line) const;
    /// One object a line, for example {"step", "task", "question", "expected", "answer"}.
    void appendSample(const Json& sample) const;
    /// The complete samples so far; damaged lines are left out.
    std::vector<Json> samples() const;

    /// Complete checkpoints by step, see CheckpointShelf.
    std::vector<std::pair<std::int64_t, std::filesystem::path>> checkpoints() const;

    /// Asks the trainer to stop after the present step and keep what it has. A queued run becomes stopped at once.
    void requestStop() const;
    bool stopRequested() const;
    /// Forgets a request, so that the run can go on.
    void clearStopRequest() const;

private:
    explicit RunFolder(std::filesystem::path path) : m_path(std::move(path)) {}
    std::filesystem::path m_path;
};

struct RunSummary {
    std::string id;
    std::filesystem::path path;
    Json spec;
    RunState state;
};

/// All runs in a folder, oldest first; an empty list when it does not exist. Folders without a readable run are left out.
std::vector<RunSummary> listRuns(const std::filesystem::path& runs);

/// The part of a run's id that people read: "w2v-tiny-sft eexr" of "20261124-155544-240-w2v-tiny-sft-eexr"; names of another form
/// stay as they are.
std::string shortRunName(const std::string& id);

/// Identity of a living process ("host boot start"), empty when there is none with this pid.
std::string processIdentity(std::int64_t pid);

} // namespace w2v
