#include "core/training/MetricBand.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace w2v {

namespace {

struct Finite {
    std::vector<double> x, y;

    /// `at` must grow from call to call; `place` remembers where.
    double value(double at, std::size_t& place) const
    {
        while (place + 1 < x.size() && x[place + 1] <= at)
            ++place;
        if (place + 1 >= x.size() || x[place + 1] <= x[place])
            return y[place];
        return y[place] + (y[place + 1] - y[place]) * (at - x[place]) / (x[place + 1] - x[place]);
    }
};

} // namespace

MetricBand metricBand(std::span<const BandInput> curves, BandKind kind)
{
    std::vector<Finite> all;
    for (const BandInput& curve : curves) {
        Finite finite;
        for (std::size_t i = 0; i < std::min(curve.x.size(), curve.y.size()); ++i)
            if (std::isfinite(curve.x[i]) && std::isfinite(curve.y[i])) {
                finite.x.push_back(curve.x[i]);
                finite.y.push_back(curve.y[i]);
            }
        if (!finite.x.empty())
            all.push_back(std::move(finite));
    }
    MetricBand band;
    if (all.size() < 2)
        return band;
    double first = all[0].x.front(), last = all[0].x.back();
    for (const Finite& one : all) {
        first = std::max(first, one.x.front());
        last = std::min(last, one.x.back());
    }
    for (const Finite& one : all)
        for (const double x : one.x)
            if (x >= first && x <= last)
                band.x.push_back(x);
    std::sort(band.x.begin(), band.x.end());
    band.x.erase(std::unique(band.x.begin(), band.x.end()), band.x.end());
    std::vector<std::size_t> places(all.size(), 0);
    const auto n = static_cast<double>(all.size());
    for (const double x : band.x) {
        double sum = 0, squares = 0, low = INFINITY, high = -INFINITY;
        std::vector<double> values;
        for (std::size_t k = 0; k < all.size(); ++k) {
            values.push_back(all[k].value(x, places[k]));
            sum += values.back();
            low = std::min(low, values.back());
            high = std::max(high, values.back());
        }
        const double mean = sum / n;
        if (kind == BandKind::Deviation) {
            for (const double value : values)
                squares += (value - mean) * (value - mean);
            const double deviation = std::sqrt(squares / (n - 1));
            low = mean - deviation;
            high = mean + deviation;
        }
        band.mean.push_back(mean);
        band.low.push_back(low);
        band.high.push_back(high);
    }
    return band;
}

} // namespace w2v
