#pragma once
#include <optional>
#include <vector>

#include <QString>

#include "core/worldmodel/quality/FrameQuality.h"

namespace w2v {

/// A limit of a measure: a field of the thresholds, and on which side of it a frame is bad.
struct QualityLimit {
    double QualityThresholds::* field;
    bool least; ///< true: a frame below it is bad; false: a frame above it
};

/// One thing that is measured of every frame, as the quality strip shows it.
struct QualityMeasure {
    QString name, unit, why;                ///< `why`: a sentence for the tooltip
    double low = 0, high = 1;               ///< of the scale
    bool logarithmic = false;
    int decimals = 2;
    std::vector<QualityLimit> limits;
    std::optional<double> (*value)(const FrameQuality&);
    double (*sigma)(const FrameQuality&) = nullptr; ///< one standard deviation, where it is known

    QString text(double value) const;       ///< "0.35 stops"
    /// Place on the scale, 0 to 1, and back; outside values are clamped.
    double place(double value) const;
    double valueAt(double place) const;
};

/// Sharpness, change, exposure, contradictions, turn and place. Names are translated.
std::vector<QualityMeasure> qualityMeasures();

QString qualityReasonText(QualityReason reason); ///< translated "blurry", ...

} // namespace w2v
