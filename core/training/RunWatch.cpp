#include "core/training/RunWatch.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include "core/training/RunAlarms.h"

namespace w2v {

namespace {

constexpr std::size_t kMostPoints = 200'000; // of a curve: more than a reinforcement run has
constexpr std::size_t kLeastPoints = 200;    // before a loss can be said to stand still
constexpr double kFalls = 0.005;             // share by which it must fall over a quarter of the run

const MetricColumn* firstOf(const MetricTable& metrics, std::initializer_list<const char*> names)
{
    for (const char* name : names)
        if (const MetricColumn* column = metrics.find(name); column && column->size() > 0)
            return column;
    return nullptr;
}

/// Values by step; those that are not finite are left out.
std::map<std::int64_t, double> byStep(const MetricColumn* column)
{
    std::map<std::int64_t, double> out;
    if (column && column->size() <= kMostPoints)
        for (std::size_t i = 0; i < column->size(); ++i)
            if (std::isfinite(column->values[i]))
                out[column->steps[i]] = column->values[i];
    return out;
}

double mean(const std::vector<double>& values, std::size_t begin, std::size_t end)
{
    return std::accumulate(values.begin() + static_cast<std::ptrdiff_t>(begin), values.begin() + static_cast<std::ptrdiff_t>(end), 0.0)
        / static_cast<double>(std::max<std::size_t>(1, end - begin));
}

RunWarning warningOf(const RunAlarm& alarm)
{
    const auto kind = alarm.kind == RunAlarm::Kind::Divergence ? RunWarning::Kind::Divergence
        : alarm.kind == RunAlarm::Kind::LengthDrift            ? RunWarning::Kind::LengthDrift
        : alarm.kind == RunAlarm::Kind::RewardHacking          ? RunWarning::Kind::RewardHacking
                                                                : RunWarning::Kind::OneAnswer;
    return {kind, alarm.step, alarm.text, alarm.task};
}

void watchNumbers(const MetricTable& metrics, std::vector<RunWarning>& alarms)
{
    for (const char* name : {"loss", "train/loss", "actor/pg_loss", "gradient_norm", "train/grad_norm", "actor/grad_norm"})
        if (const MetricColumn* column = metrics.find(name))
            for (std::size_t i = 0; i < column->size(); ++i)
                if (!std::isfinite(column->values[i])) {
                    alarms.push_back({RunWarning::Kind::NotFinite, column->steps[i],
                                      fmt::format("{} is not a number at step {}: lower the learning rate and go on from the checkpoint before it.", name, column->steps[i])});
                    break;
                }
}

void watchLoss(const MetricTable& metrics, std::vector<RunWarning>& alarms)
{
    const MetricColumn* loss = firstOf(metrics, {"loss", "train/loss"});
    if (!loss || loss->size() < kLeastPoints || metrics.find("reward")) // of a policy the loss says little
        return;
    std::vector<double> values;
    for (const double value : loss->values)
        if (std::isfinite(value))
            values.push_back(value);
    const std::size_t n = values.size(), quarter = n / 4;
    if (n < kLeastPoints)
        return;
    const double before = mean(values, n - 2 * quarter, n - quarter), now = mean(values, n - quarter, n);
    if (now > before - kFalls * std::abs(before))
        alarms.push_back({RunWarning::Kind::Stagnation, loss->steps.back(),
                          fmt::format("The loss has stopped falling ({:.3g} over the last quarter, {:.3g} over the one before): more of the same will not help.", now, before)});
}

void watchPolicy(const MetricTable& metrics, std::vector<RunWarning>& alarms)
{
    const auto rewards = byStep(firstOf(metrics, {"reward", "train/reward", "reward/overall"}));
    if (rewards.empty())
        return;
    const auto divergences = byStep(firstOf(metrics, {"divergence", "train/kl", "actor/kl_loss"}));
    const auto lengths = byStep(firstOf(metrics, {"answer_tokens", "train/completions/mean_length", "response_length/mean"}));
    std::map<std::int64_t, std::pair<double, int>> accuracies; // of the tasks
    for (const MetricColumn& column : metrics.columns())
        if (column.name.starts_with("eval/") && column.name.ends_with("/accuracy"))
            for (const auto& [step, value] : byStep(&column)) {
                accuracies[step].first += value;
                ++accuracies[step].second;
            }
    RunAlarms watch;
    const auto at = [](const std::map<std::int64_t, double>& values, std::int64_t step) {
        const auto found = values.find(step);
        return found == values.end() ? 0.0 : found->second;
    };
    auto evaluation = accuracies.begin();
    for (const auto& [step, reward] : rewards) {
        for (const RunAlarm& alarm : watch.step(step, reward, at(divergences, step), at(lengths, step)))
            alarms.push_back(warningOf(alarm));
        for (; evaluation != accuracies.end() && evaluation->first <= step; ++evaluation)
            for (const RunAlarm& alarm : watch.evaluation(evaluation->first, evaluation->second.first / evaluation->second.second))
                alarms.push_back(warningOf(alarm));
    }
}

/// Our own metrics only: other trainers do not tell how alike their answers are.
void watchVariety(const MetricTable& metrics, std::vector<RunWarning>& alarms)
{
    static constexpr std::string_view kGiven = "commonest_answer/", kRight = "commonest_expected/";
    const double quiet = 100 * AlarmLimits().variedAgain;
    RunAlarms watch;
    for (const MetricColumn& given : metrics.columns()) {
        if (!given.name.starts_with(kGiven))
            continue;
        const std::string task = given.name.substr(kGiven.size());
        const MetricColumn* right = metrics.find(std::string(kRight) + task);
        bool alike = false; // when last looked at
        for (std::size_t i = 0, k = 0; right && i < given.size(); ++i) {
            while (k < right->size() && right->steps[k] < given.steps[i])
                ++k;
            if (k == right->size())
                break;
            const bool now = given.values[i] >= quiet;
            if (right->steps[k] != given.steps[i] || (!now && !alike)) // most points, of a run that goes well
                continue;
            alike = now;
            for (const RunAlarm& alarm : watch.variety(given.steps[i], {{task, {given.values[i] / 100, right->values[k] / 100, {}}}}))
                alarms.push_back(warningOf(alarm));
        }
    }
}

} // namespace

std::vector<RunWarning> alarmsOf(const MetricTable& metrics)
{
    std::vector<RunWarning> alarms;
    watchNumbers(metrics, alarms);
    watchPolicy(metrics, alarms);
    watchVariety(metrics, alarms);
    watchLoss(metrics, alarms);
    std::stable_sort(alarms.begin(), alarms.end(), [](const RunWarning& a, const RunWarning& b) { return a.step < b.step; });
    return alarms;
}

} // namespace w2v
