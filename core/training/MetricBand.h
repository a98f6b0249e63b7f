#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "core/training/MetricTable.h"

namespace w2v {

/// Several runs of one recipe (other seeds) as one curve: mean and the range from the lowest to the highest run.
struct MetricBand {
    std::vector<double> x, mean, low, high;
};

/// One curve of a run: x does not fall, values that are not finite are left out.
struct BandCurve {
    std::span<const double> x, y;
};

/// Over the places where any run has a point and at least two runs reach: a run counts between its first and last point, in a straight
/// line from point to point.
MetricBand bandOver(std::span<const BandCurve> curves);

} // namespace w2v
