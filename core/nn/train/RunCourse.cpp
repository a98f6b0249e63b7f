#include "core/nn/train/RunCourse.h"

#include <algorithm>
#include <cmath>

namespace w2v::nn {

namespace {

/// By steps where the recipe says so, else by seconds; 0 = never.
bool due(std::int64_t everySteps, std::int64_t step, double everySeconds, double seconds, double next)
{
    return everySteps > 0 ? step % everySteps == 0 : everySeconds > 0 && seconds >= next;
}

} // namespace

void RunCourse::begin()
{
    m_start = Clock::now();
    m_nextEvaluation = m_before + m_recipe.evalInterval;
    m_nextCheckpoint = m_before + m_recipe.checkpointInterval;
}

double RunCourse::seconds() const
{
    return m_before + std::chrono::duration<double>(Clock::now() - m_start).count();
}

double RunCourse::share(std::int64_t step) const
{
    double share = m_recipe.minutes > 0 ? seconds() / (m_recipe.minutes * 60) : 0;
    if (m_steps > 0)
        share = std::max(share, static_cast<double>(step) / static_cast<double>(m_steps));
    return std::min(share, 1.0);
}

bool RunCourse::after(std::int64_t step, bool stopped, const Duties& duties)
{
    const bool last = stopped || share(step) >= 1;
    bool best = false;
    if (!stopped && (last || due(m_recipe.evalSteps, step, m_recipe.evalInterval, seconds(), m_nextEvaluation))) {
        m_metrics = duties.evaluate();
        if (const auto mean = m_metrics.find("mean"); mean != m_metrics.end() && (!m_bestStep || mean->second > m_bestMean)) {
            best = true;
            m_bestStep = step;
            m_bestMean = mean->second;
        }
        m_nextEvaluation = seconds() + m_recipe.evalInterval;
    }
    if (last || best || due(m_recipe.checkpointSteps, step, m_recipe.checkpointInterval, seconds(), m_nextCheckpoint)) {
        duties.save();
        m_nextCheckpoint = seconds() + m_recipe.checkpointInterval;
    }
    return !last;
}

Json RunCourse::state() const
{
    Json state{{"seconds", seconds()}, {"metrics", Json::object()}};
    for (const auto& [name, value] : m_metrics)
        if (std::isfinite(value))
            state["metrics"][name] = value;
    if (m_bestStep)
        state["best"] = {{"step", *m_bestStep}, {"mean", m_bestMean}};
    return state;
}

void RunCourse::restore(const Json& state)
{
    m_before = state.at("seconds").get<double>();
    m_metrics = state.at("metrics").get<std::map<std::string, double>>();
    if (state.contains("best")) {
        m_bestStep = state["best"].at("step").get<std::int64_t>();
        m_bestMean = state["best"].at("mean").get<double>();
    }
}

} // namespace w2v::nn
