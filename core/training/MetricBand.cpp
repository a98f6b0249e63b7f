#include "core/training/MetricBand.h"

#include <algorithm>
#include <cmath>

namespace w2v {

MetricBand bandOver(std::span<const BandCurve> curves)
{
    struct Clean {
        std::vector<double> x, y;
        std::size_t at = 0;
    };
    std::vector<Clean> clean(curves.size());
    std::vector<double> places;
    for (std::size_t c = 0; c < curves.size(); ++c)
        for (std::size_t i = 0; i < std::min(curves[c].x.size(), curves[c].y.size()); ++i)
            if (std::isfinite(curves[c].y[i])) {
                if (!clean[c].x.empty() && clean[c].x.back() == curves[c].x[i]) {
                    clean[c].y.back() = curves[c].y[i];
                    continue;
                }
                clean[c].x.push_back(curves[c].x[i]);
                clean[c].y.push_back(curves[c].y[i]);
                places.push_back(curves[c].x[i]);
            }
    std::sort(places.begin(), places.end());
    places.erase(std::unique(places.begin(), places.end()), places.end());
    MetricBand band;
    for (const double place : places) {
        double sum = 0, low = INFINITY, high = -INFINITY;
        int count = 0;
        for (Clean& curve : clean) {
            if (curve.x.empty() || place < curve.x.front() || place > curve.x.back())
                continue;
            while (curve.at + 1 < curve.x.size() && curve.x[curve.at + 1] <= place)
                ++curve.at;
            double y = curve.y[curve.at];
            if (curve.at + 1 < curve.x.size() && place > curve.x[curve.at])
                y += (curve.y[curve.at + 1] - y) * (place - curve.x[curve.at]) / (curve.x[curve.at + 1] - curve.x[curve.at]);
            sum += y;
            low = std::min(low, y);
            high = std::max(high, y);
            ++count;
        }
        if (count < 2)
            continue;
        band.x.push_back(place);
        band.mean.push_back(sum / count);
        band.low.push_back(low);
        band.high.push_back(high);
    }
    return band;
}

} // namespace w2v
