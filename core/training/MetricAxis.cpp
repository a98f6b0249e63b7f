#include "core/training/MetricAxis.h"

#include <algorithm>
#include <cmath>

namespace w2v {

namespace {

/// Names under which trainers log how much was trained on so far, and those logged anew for each step.
constexpr std::string_view kSamples[] = {"samples", "train/samples", "answers", "train/answers", "consumed_samples"};
constexpr std::string_view kTokens[] = {"tokens", "total_tokens", "train/total_tokens", "num_input_tokens_seen", "train/num_input_tokens_seen"};
constexpr std::string_view kStepTokens[] = {"perf/total_num_tokens"};

template <std::size_t N>
const MetricColumn* firstOf(const MetricTable& table, const std::string_view (&names)[N])
{
    for (const auto name : names)
        if (const MetricColumn* column = table.find(name))
            return column;
    return nullptr;
}

} // namespace

MetricAxis::MetricAxis(Kind kind, const MetricTable& table) : m_kind(kind)
{
    if (kind == Time) {
        bool any = false;
        for (const MetricColumn& column : table.columns())
            for (std::size_t i = 0; i < column.size() && i < 1; ++i) {
                m_start = any ? std::min(m_start, column.times[i]) : column.times[i];
                any = true;
            }
        if (m_start < 1e8)
            m_start = 0; // the log counts from its own start
        return;
    }
    if (kind == Step)
        return;
    const MetricColumn* counts = kind == Samples ? firstOf(table, kSamples) : firstOf(table, kTokens);
    const bool summed = !counts && kind == Tokens;
    if (summed)
        counts = firstOf(table, kStepTokens);
    if (!counts)
        return;
    double most = 0;
    for (std::size_t i = 0; i < counts->size(); ++i) {
        const double value = counts->values[i];
        if (!std::isfinite(value) || value < 0)
            continue;
        most = summed ? most + value : std::max(most, value);
        if (!m_steps.empty() && m_steps.back() == counts->steps[i]) {
            m_counts.back() = most;
            continue;
        }
        m_steps.push_back(counts->steps[i]);
        m_counts.push_back(most);
    }
}

std::vector<double> MetricAxis::of(const MetricColumn& column, std::size_t first) const
{
    std::vector<double> out;
    if (!known())
        return out;
    out.reserve(column.size() - std::min(first, column.size()));
    std::size_t at = 0;
    double least = -INFINITY;
    if (m_kind == Time)
        for (std::size_t i = 0; i < std::min(first, column.size()); ++i)
            least = std::max(least, (column.times[i] - m_start) / 3600);
    for (std::size_t i = first; i < column.size(); ++i) {
        const std::int64_t step = column.steps[i];
        if (m_kind == Step) {
            out.push_back(static_cast<double>(step));
            continue;
        }
        if (m_kind == Time) {
            least = std::max(least, (column.times[i] - m_start) / 3600);
            out.push_back(least);
            continue;
        }
        while (at + 1 < m_steps.size() && m_steps[at + 1] <= step)
            ++at;
        const std::size_t next = std::min(at + 1, m_steps.size() - 1);
        double place = m_counts[at];
        if (step < m_steps.front())
            place = m_steps.front() > 0 ? m_counts.front() * std::max(0.0, static_cast<double>(step) / static_cast<double>(m_steps.front())) : m_counts.front();
        else if (next > at && m_steps[next] > m_steps[at])
            place += (m_counts[next] - m_counts[at]) * static_cast<double>(step - m_steps[at]) / static_cast<double>(m_steps[next] - m_steps[at]);
        out.push_back(place);
    }
    return out;
}

std::optional<std::int64_t> MetricAxis::stepAt(const MetricColumn& column, double place) const
{
    const std::vector<double> places = of(column);
    if (places.empty())
        return {};
    const auto after = std::lower_bound(places.begin(), places.end(), place);
    auto i = static_cast<std::size_t>(after - places.begin());
    if (i == places.size() || (i > 0 && place - places[i - 1] <= places[i] - place))
        i = i == 0 ? 0 : i - 1;
    return column.steps[i];
}

} // namespace w2v
