#pragma once
#include <chrono>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "app/operations/TrainingData.h"
#include "core/base/JobContext.h"
#include "core/nn/train/GrpoTrainer.h"
#include "core/nn/train/SftTrainer.h"
#include "core/runs/RunFolder.h"
#include "core/runs/Telemetry.h"
#include "core/training/MetricsWriter.h"

namespace w2v {

/// Everything a running run writes about itself: metrics, state, log, samples, and events to whoever started it.
class RunLog {
public:
    /// `after`: the step that an interrupted run goes on after; what it wrote of later ones is dropped.
    RunLog(const RunFolder& run, const Recipe& recipe, JobContext& job, std::optional<std::int64_t> after);

    /// Twice a second at most.
    void step(const TrainingStep& at);

    /// Every step; a few of its answers to `data` become samples: as they were asked, pictures in the order they were shown.
    void step(const GrpoStep& at, std::span<const PolicyAnswer> answers, const TrainingData& data);

    /// Returns `values`.
    std::map<std::string, double> evaluation(std::int64_t step, double seconds, std::map<std::string, double> values);

    void checkpoint(const std::filesystem::path& folder, std::int64_t step);
    void alarm(const RunAlarm& alarm);

private:
    using Figures = std::vector<std::pair<std::string, double>>;
    /// Step and time left, once a second; what the run takes of the machine, and `own` figures of the training beside it.
    void state(std::int64_t step, double seconds, const std::function<Figures()>& own = {});

    const RunFolder& m_run;
    const Recipe& m_recipe;
    JobContext& m_job;
    MetricsWriter m_metrics;
    Telemetry m_telemetry;
    std::chrono::steady_clock::time_point m_written{}, m_stated{};
    double m_stepSeconds = 0, m_inputSeconds = 0; ///< of the training when its share of waiting was last written
};

} // namespace w2v
