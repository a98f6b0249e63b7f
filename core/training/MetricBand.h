#pragma once
#include <span>
#include <vector>

namespace w2v {

/// Curves of the same thing by several runs, for example seeds, as one line and the range around it.
struct MetricBand {
    std::vector<double> x, mean, low, high;
};

enum class BandKind {
    Range,     ///< least and greatest value
    Deviation, ///< mean minus and plus one sample standard deviation
};

/// One run's curve; x grows. Values that are not finite are left out.
struct BandInput {
    std::span<const double> x, y;
};

/// At every x that one of them has, within what all of them cover; between its own points a curve is taken to be straight. Curves without
/// points are left out; empty when fewer than two are left or they share no x.
MetricBand metricBand(std::span<const BandInput> curves, BandKind kind);

} // namespace w2v
