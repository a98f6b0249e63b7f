#pragma once
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/training/MetricsWriter.h"

namespace w2v {

/// The points of one metric. Steps never fall.
struct MetricColumn {
    std::string name;
    std::vector<std::int64_t> steps;
    std::vector<double> times;  ///< seconds since 1970, or since the start where the log knows no more; 0 = not known
    std::vector<double> values;

    std::size_t size() const { return steps.size(); }
};

/// From `first` on, the points of a column are new or others than before.
struct MetricChange {
    std::size_t column = 0, first = 0;
};

/// Every point of a run, a column for each metric: 24 bytes a point.
class MetricTable {
public:
    const std::vector<MetricColumn>& columns() const { return m_columns; }
    /// Null when there is no such metric.
    const MetricColumn* find(std::string_view name) const;
    bool empty() const { return m_columns.empty(); }
    std::size_t points() const;

    /// Puts a point behind the others of its metric, whatever their steps: settle() sorts.
    void add(std::string_view name, std::int64_t step, double time, double value);
    void add(const MetricsRow& row);

    /// Sorts by step what came in another order. Where the steps of a metric went back, the run was started again: of the same step
    /// the later part counts, points that only the earlier part has stay. Equal steps in a row are all kept.
    void settle();

    /// Joins what came later (settled), under the same rules; `newPart`: it comes of a run that was started again, so that it counts where
    /// its first step is the last one here. Returns what changed.
    std::vector<MetricChange> join(MetricTable&& later, bool newPart = false);

    /// Forgets the points of larger steps. Returns what changed.
    std::vector<MetricChange> dropAfter(std::int64_t step);
    void clear();

private:
    MetricColumn& column(std::string_view name);

    struct Hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
    };
    std::vector<MetricColumn> m_columns;
    std::unordered_map<std::string, std::size_t, Hash, std::equal_to<>> m_index;
    std::size_t m_next = 0; ///< the column that is asked for next when metrics are logged in turn
};

/// The newest finite value of a metric; NaN when there is none.
double lastValue(const MetricTable& table, std::string_view name);

} // namespace w2v
