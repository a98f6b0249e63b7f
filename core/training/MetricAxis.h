#pragma once
#include <cstddef>
#include <optional>
#include <vector>

#include "core/training/MetricTable.h"

namespace w2v {

/// What the points of a run are drawn over.
class MetricAxis {
public:
    enum Kind { Step, Time, Samples, Tokens };

    MetricAxis(Kind kind, const MetricTable& table);

    /// False when the run's log does not say it: it then has no points on this axis.
    bool known() const { return m_kind == Step || m_kind == Time || !m_steps.empty(); }

    /// Where the i-th point of a column lies: its step; hours since the run's first point; or how many samples or tokens had been
    /// trained on, between two logged counts in proportion to the steps. Does not fall along a column.
    std::vector<double> of(const MetricColumn& column, std::size_t first = 0) const;

    /// The step at a place of the axis, the inverse of of(); for Time of the run's points in their order.
    std::optional<std::int64_t> stepAt(const MetricColumn& column, double place) const;

private:
    Kind m_kind;
    double m_start = 0; ///< of the run, seconds
    std::vector<std::int64_t> m_steps;
    std::vector<double> m_counts; ///< at m_steps
};

} // namespace w2v
