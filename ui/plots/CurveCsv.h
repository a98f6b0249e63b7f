#pragma once
#include <string>
#include <vector>

#include "ui/plots/Series.h"

namespace w2v {

struct CurveColumn {
    std::string name;
    const Series* series = nullptr;
};

/// "curve,step,value,smoothed", one line a point, names quoted as RFC 4180 asks, shortest exact decimals.
std::string curvesAsCsv(const std::vector<CurveColumn>& curves);

} // namespace w2v
