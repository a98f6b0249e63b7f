#pragma once
#include <cstdint>

namespace w2v {

/// What a frame is made of, as planned.
struct FrameWork {
    std::uint64_t pixels = 0, points = 0, triangles = 0;
};

/// Nominal costs in nanoseconds, those of a software device on two cores; only their ratios matter, the budget learns how
/// fast the device really is.
struct WorkCosts {
    double pixel = 3.5, point = 9, triangle = 120;
    double of(const FrameWork& work) const
    {
        return pixel * static_cast<double>(work.pixels) + point * static_cast<double>(work.points)
            + triangle * static_cast<double>(work.triangles);
    }
};

/// Keeps frames within a time: learns from each frame how long the device takes for its work, quickly when frames get slower,
/// slowly when they get faster, and says how much work the next may hold. A frame planned within allowance() is never meant
/// to take longer than its target.
class FrameBudget {
public:
    /// `slowness`: milliseconds a nominal millisecond takes at first.
    explicit FrameBudget(const WorkCosts& costs, double slowness) : m_costs(costs), m_slowness(slowness) {}

    const WorkCosts& costs() const { return m_costs; }
    double slowness() const { return m_slowness; }
    /// Nominal nanoseconds of work that fit into so many milliseconds.
    double allowance(double milliseconds) const { return milliseconds * 1e6 / m_slowness; }
    void record(const FrameWork& work, double milliseconds);

private:
    WorkCosts m_costs;
    double m_slowness;
};

} // namespace w2v
