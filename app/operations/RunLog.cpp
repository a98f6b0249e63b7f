#include "app/operations/RunLog.h"

#include <algorithm>

#include <fmt/format.h>

namespace w2v {

RunLog::RunLog(const RunFolder& run, const Recipe& recipe, JobContext& job, std::optional<std::int64_t> after)
    : m_run(run), m_recipe(recipe), m_job(job), m_metrics(run.metricsFolder(), after)
{
    if (after)
        dropLinesAfter(run.samplesFile(), *after);
}

void RunLog::step(const TrainingStep& at)
{
    const auto now = std::chrono::steady_clock::now();
    if (now - m_written < std::chrono::milliseconds(500) && at.step > 1)
        return;
    m_written = now;
    m_metrics.write({at.step, 0, {{"loss", at.loss}, {"auxiliary", at.auxiliary}, {"auxiliary/flow", at.flow},
                                  {"auxiliary/depth", at.depth}, {"gradient_norm", at.gradientNorm},
                                  {"learning_rate", at.learningRate}, {"samples", static_cast<double>(at.samples)},
                                  {"samples_per_second", at.samplesPerSecond}}});
    m_job.emitEvent({{"event", "metric"}, {"run", m_run.id()}, {"step", at.step}, {"loss", at.loss}});
    state(at.step, at.seconds, [&] {
        const double trained = at.stepSeconds - m_stepSeconds, waited = at.inputSeconds - m_inputSeconds;
        m_stepSeconds = at.stepSeconds;
        m_inputSeconds = at.inputSeconds;
        return trained > 0 ? Figures{{"system/input_wait", 100 * waited / trained}} : Figures{};
    });
}

void RunLog::step(const GrpoStep& at, std::span<const PolicyAnswer> answers, const TrainingData& data)
{
    MetricsRow row{at.step, 0, {{"reward", at.reward}, {"reward/deviation", at.rewardDeviation}, {"loss", at.loss},
                                {"divergence", at.divergence}, {"clipped", at.clipped}, {"answer_tokens", at.length},
                                {"uniform_groups", static_cast<double>(at.uniformGroups)}, {"groups", static_cast<double>(at.groups)},
                                {"gradient_norm", at.gradientNorm}, {"learning_rate", at.learningRate},
                                {"answers", static_cast<double>(at.answers)}, {"seconds/rollout", at.rolloutSeconds},
                                {"seconds/update", at.updateSeconds}}};
    for (const auto& [name, value] : at.parts)
        row.values.emplace_back("reward/" + name, value);
    for (const auto& [task, variety] : at.variety) {
        row.values.emplace_back("commonest_answer/" + task, 100 * variety.commonest);
        row.values.emplace_back("commonest_expected/" + task, 100 * variety.commonestExpected);
    }
    m_metrics.write(std::move(row));
    m_job.emitEvent({{"event", "metric"}, {"run", m_run.id()}, {"step", at.step}, {"loss", at.loss}, {"reward", at.reward}});
    constexpr std::size_t kKept = 8;
    for (std::size_t i = 0; i < std::min(answers.size(), kKept); ++i) {
        const PolicyAnswer& answer = answers[i];
        const QaRecord record = askedRecord(data, answer.sample, answer.variant);
        Json parts = Json::object();
        double overall = 0;
        for (const auto& [name, value] : answer.reward) {
            parts[name] = value;
            if (name == "overall")
                overall = value;
        }
        Json line{{"step", at.step}, {"record", record.id}, {"task", taskName(record.task)}, {"images", record.images},
                  {"question", record.question}, {"expected", record.answer}, {"answer", answer.text}, {"score", overall},
                  {"reward", parts}, {"advantage", answer.advantage}};
        if (answer.variant & kMirrored)
            line["mirrored"] = true;
        m_run.appendSample(line);
    }
    state(at.step, at.seconds);
}

void RunLog::state(std::int64_t step, double seconds, const std::function<Figures()>& own)
{
    if (Figures figures = m_telemetry.sample(); !figures.empty()) {
        if (own)
            for (auto& figure : own())
                figures.push_back(std::move(figure));
        m_metrics.write({step, 0, std::move(figures)});
    }
    const auto now = std::chrono::steady_clock::now();
    if (now - m_stated < std::chrono::seconds(1))
        return;
    m_stated = now;
    const double ofMinutes = m_recipe.minutes > 0 ? seconds / (60 * m_recipe.minutes) : 0;
    const double ofSteps = m_recipe.steps > 0 ? static_cast<double>(step) / static_cast<double>(m_recipe.steps) : 0;
    const double share = std::max(ofMinutes, ofSteps);
    RunState state = m_run.state();
    state.step = step;
    state.total = ofMinutes > ofSteps ? static_cast<std::int64_t>(static_cast<double>(step) / std::max(ofMinutes, 1e-3)) : m_recipe.steps;
    state.etaSeconds = share > 0.01 ? seconds / share * (1 - std::min(share, 1.0)) : 0;
    m_run.setState(state);
}

std::map<std::string, double> RunLog::evaluation(std::int64_t step, double seconds, std::map<std::string, double> values)
{
    MetricsRow row{step, 0, {}};
    std::string line = seconds > 0 ? fmt::format("step {}, {:.0f} s:", step, seconds) : fmt::format("step {}:", step);
    for (const auto& [name, value] : values) {
        row.values.emplace_back("eval/" + name, value);
        line += fmt::format(" {} {:.1f}", name, value);
    }
    m_metrics.write(std::move(row));
    m_run.appendLog(line);
    return values;
}

void RunLog::checkpoint(const std::filesystem::path& folder, std::int64_t step)
{
    m_run.appendLog(fmt::format("checkpoint {} at step {}", folder.filename().string(), step));
}

void RunLog::alarm(const RunAlarm& alarm)
{
    m_run.appendLog(fmt::format("ALARM at step {}: {}", alarm.step, alarm.text));
    m_job.emitEvent({{"event", "alarm"}, {"run", m_run.id()}, {"step", alarm.step}, {"text", alarm.text}});
}

} // namespace w2v
