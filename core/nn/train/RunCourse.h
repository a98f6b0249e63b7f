#pragma once
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>

#include "core/base/Json.h"
#include "core/training/Recipe.h"

namespace w2v::nn {

/// How far a run is and what is due after a step: evaluation, checkpoint, the end. Counted in steps a resumed run takes the same course
/// as one that was never interrupted; counted in seconds (minutes, eval_interval, checkpoint_interval) it goes on where it was.
class RunCourse {
public:
    /// `steps`: the last one; 0 = only recipe.minutes ends the run.
    RunCourse(const Recipe& recipe, std::int64_t steps) : m_recipe(recipe), m_steps(steps) {}

    void begin();

    /// Of training so far, that before an interruption included.
    double seconds() const;

    /// Share of the run that is over, by the limit that comes first.
    double share(std::int64_t step) const;

    /// `evaluate` returns metrics; `save` writes a checkpoint: when one is due, at the end, and when the mean accuracy was never better.
    struct Duties {
        std::function<std::map<std::string, double>()> evaluate;
        std::function<void()> save;
    };
    /// After step `step`; `stopped` ends the run without an evaluation. False when that was the last step.
    bool after(std::int64_t step, bool stopped, const Duties& duties);

    /// Of the last evaluation.
    const std::map<std::string, double>& metrics() const { return m_metrics; }
    /// The step whose evaluation had the best "mean".
    std::optional<std::int64_t> bestStep() const { return m_bestStep; }

    Json state() const;
    void restore(const Json& state);

private:
    using Clock = std::chrono::steady_clock;

    const Recipe& m_recipe;
    std::int64_t m_steps;
    Clock::time_point m_start;
    double m_before = 0; ///< seconds of earlier processes
    double m_nextEvaluation = 0, m_nextCheckpoint = 0;
    std::map<std::string, double> m_metrics;
    std::optional<std::int64_t> m_bestStep;
    double m_bestMean = 0;
};

} // namespace w2v::nn
