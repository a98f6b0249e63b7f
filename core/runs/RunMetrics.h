#pragma once
#include <filesystem>
#include <memory>
#include <vector>

#include "core/runs/OutsideRun.h"

namespace w2v {

/// The points of a run: of our own from its metrics.jsonl, of an outside one from our copy of its log, which is kept up to date.
class RunMetrics {
public:
    explicit RunMetrics(const RunSummary& run);
    ~RunMetrics();
    RunMetrics(RunMetrics&&) noexcept;

    /// What is new. Of an outside run the state (status, step, time left) is brought up to date too.
    MetricBatch poll();
    /// The last poll() left points for the next, which should follow at once.
    bool more() const;

private:
    struct Log {
        std::filesystem::path file;
        std::unique_ptr<MetricSource> source;
        bool begun = false; ///< it has given points
    };
    void updateState();

    std::filesystem::path m_run;
    std::unique_ptr<LogMirror> m_mirror; ///< of outside runs
    LogFormat m_format = LogFormat::Workbench;
    std::vector<Log> m_logs;
};

} // namespace w2v
