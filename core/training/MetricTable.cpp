#include "core/training/MetricTable.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include <numeric>

namespace w2v {

namespace {

/// The points at `order` in place of all from `first` on.
void reorder(MetricColumn& column, std::size_t first, const std::vector<std::size_t>& order)
{
    const auto take = [&](auto& values) {
        auto sorted = std::remove_reference_t<decltype(values)>();
        sorted.reserve(order.size());
        for (const std::size_t i : order)
            sorted.push_back(values[i]);
        values.resize(first);
        values.insert(values.end(), sorted.begin(), sorted.end());
    };
    take(column.steps);
    take(column.times);
    take(column.values);
}

void settleColumn(MetricColumn& column)
{
    if (std::is_sorted(column.steps.begin(), column.steps.end()))
        return;
    std::vector<std::size_t> part(column.size(), 0); // how often the steps had gone back before
    for (std::size_t i = 1; i < column.size(); ++i)
        part[i] = part[i - 1] + (column.steps[i] < column.steps[i - 1] ? 1 : 0);
    std::vector<std::size_t> order(column.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return column.steps[a] < column.steps[b]; });
    std::vector<std::size_t> kept;
    for (std::size_t begin = 0; begin < order.size();) {
        std::size_t end = begin;
        while (end < order.size() && column.steps[order[end]] == column.steps[order[begin]])
            ++end;
        for (std::size_t i = begin; i < end; ++i)
            if (part[order[i]] == part[order[end - 1]])
                kept.push_back(order[i]);
        begin = end;
    }
    reorder(column, 0, kept);
}

/// `later` is not empty. Returns the first point that is new or another than before.
std::size_t joinColumn(MetricColumn& column, MetricColumn&& later, bool newPart)
{
    if (column.steps.empty()) {
        column = std::move(later);
        return 0;
    }
    const std::int64_t begins = later.steps.front();
    const auto at = begins > column.steps.back() || (begins == column.steps.back() && !newPart)
                        ? column.steps.end()
                        : std::lower_bound(column.steps.begin(), column.steps.end(), begins);
    const auto first = static_cast<std::size_t>(at - column.steps.begin());
    const std::size_t before = column.size();
    column.steps.insert(column.steps.end(), later.steps.begin(), later.steps.end());
    column.times.insert(column.times.end(), later.times.begin(), later.times.end());
    column.values.insert(column.values.end(), later.values.begin(), later.values.end());
    if (first == before)
        return first;
    std::vector<std::size_t> order;
    std::size_t a = first, b = before;
    while (a < before || b < column.size()) {
        if (b == column.size() || (a < before && column.steps[a] < column.steps[b])) {
            order.push_back(a++);
            continue;
        }
        const std::int64_t step = column.steps[b];
        while (a < before && column.steps[a] == step)
            ++a;
        while (b < column.size() && column.steps[b] == step)
            order.push_back(b++);
    }
    reorder(column, first, order);
    return first;
}

} // namespace

const MetricColumn* MetricTable::find(std::string_view name) const
{
    const auto found = m_index.find(name);
    return found == m_index.end() ? nullptr : &m_columns[found->second];
}

std::size_t MetricTable::points() const
{
    return std::accumulate(m_columns.begin(), m_columns.end(), std::size_t{0}, [](std::size_t sum, const MetricColumn& c) { return sum + c.size(); });
}

MetricColumn& MetricTable::column(std::string_view name)
{
    if (m_next < m_columns.size() && m_columns[m_next].name == name)
        return m_columns[m_next++];
    auto found = m_index.find(name);
    if (found == m_index.end()) {
        found = m_index.emplace(std::string(name), m_columns.size()).first;
        m_columns.push_back({std::string(name), {}, {}, {}});
    }
    m_next = found->second + 1;
    return m_columns[found->second];
}

void MetricTable::add(std::string_view name, std::int64_t step, double time, double value)
{
    if (m_next == m_columns.size())
        m_next = 0;
    MetricColumn& c = column(name);
    c.steps.push_back(step);
    c.times.push_back(time);
    c.values.push_back(value);
}

void MetricTable::add(const MetricsRow& row)
{
    for (const auto& [name, value] : row.values)
        add(name, row.step, row.time, value);
}

void MetricTable::settle()
{
    for (MetricColumn& column : m_columns)
        settleColumn(column);
}

std::vector<MetricChange> MetricTable::join(MetricTable&& later, bool newPart)
{
    std::vector<MetricChange> changes;
    for (MetricColumn& from : later.m_columns) {
        if (from.size() == 0)
            continue;
        const std::string name = from.name;
        MetricColumn& into = column(name);
        const auto index = static_cast<std::size_t>(&into - m_columns.data());
        changes.push_back({index, joinColumn(into, std::move(from), newPart)});
    }
    later.clear();
    return changes;
}

std::vector<MetricChange> MetricTable::dropAfter(std::int64_t step)
{
    std::vector<MetricChange> changes;
    for (std::size_t i = 0; i < m_columns.size(); ++i) {
        MetricColumn& c = m_columns[i];
        // Not yet settled columns are possible here: every point is looked at.
        std::vector<std::size_t> kept;
        for (std::size_t k = 0; k < c.size(); ++k)
            if (c.steps[k] <= step)
                kept.push_back(k);
        if (kept.size() == c.size())
            continue;
        reorder(c, 0, kept);
        changes.push_back({i, c.size()});
    }
    return changes;
}

void MetricTable::clear()
{
    m_columns.clear();
    m_index.clear();
    m_next = 0;
}

double lastValue(const MetricTable& table, std::string_view name)
{
    if (const MetricColumn* column = table.find(name))
        for (auto value = column->values.rbegin(); value != column->values.rend(); ++value)
            if (std::isfinite(*value))
                return *value;
    return std::numeric_limits<double>::quiet_NaN();
}

} // namespace w2v
