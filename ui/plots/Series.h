#pragma once
#include <cmath>
#include <cstddef>
#include <limits>
#include <span>
#include <vector>

namespace w2v {

/// Exponential smoothing as TensorBoard shows it, fed one value at a time: m = w m + (1-w) y, shown m / (1 - w^n) with n the
/// count of finite values so far. Non-finite values pass through and are not counted; a constant series is left as it is.
/// Source: TensorBoard's debiased moving average (Adam's bias correction applied to a chart).
class DebiasedSmoother {
public:
    explicit DebiasedSmoother(double weight = 0) : m_weight(weight) {}

    double next(double value)
    {
        if (!std::isfinite(value))
            return value;
        if (m_count == 0)
            m_first = value;
        m_constant = m_constant && value == m_first;
        ++m_count;
        m_mean = m_weight * m_mean + (1 - m_weight) * value;
        m_decay *= m_weight; // w^n
        if (m_constant)
            return value; // avoids rounding noise on a flat line
        return m_mean / (1 - m_decay);
    }

private:
    double m_weight = 0, m_mean = 0, m_decay = 1, m_first = 0;
    std::size_t m_count = 0;
    bool m_constant = true;
};

/// All points of one curve, in the order they were logged, with the smoothed values beside them.
class Series {
public:
    void append(double x, double y)
    {
        m_x.push_back(x);
        m_y.push_back(y);
        m_smooth.push_back(m_smoother.next(y));
    }
    void clear()
    {
        m_x.clear();
        m_y.clear();
        m_smooth.clear();
        m_smoother = DebiasedSmoother(m_weight);
    }
    /// Recomputes the smoothed values; weight in [0, 1).
    void setSmoothing(double weight)
    {
        m_weight = weight;
        m_smoother = DebiasedSmoother(weight);
        for (std::size_t i = 0; i < m_y.size(); ++i)
            m_smooth[i] = m_smoother.next(m_y[i]);
    }

    std::size_t size() const { return m_x.size(); }
    std::span<const double> x() const { return m_x; }
    std::span<const double> y() const { return m_y; }
    std::span<const double> smooth() const { return m_smooth; }

    /// Index of the point whose x is closest; size() when there is none. The x values must not fall.
    std::size_t nearest(double x) const;

private:
    std::vector<double> m_x, m_y, m_smooth;
    double m_weight = 0;
    DebiasedSmoother m_smoother;
};

} // namespace w2v
