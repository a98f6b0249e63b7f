#include "ui/imagine/QualityMeasures.h"

#include <algorithm>
#include <cmath>

#include <QCoreApplication>

namespace w2v {

namespace {

/// For the context of its translations.
struct QualityText {
    Q_DECLARE_TR_FUNCTIONS(w2v::QualityText)
};

} // namespace

QString QualityMeasure::text(double value) const
{
    const QString number = QString::number(value, 'f', decimals);
    return unit.isEmpty() ? number : unit == QStringLiteral("°") ? number + unit : number + QStringLiteral(" ") + unit;
}

double QualityMeasure::place(double value) const
{
    const double part = logarithmic ? std::log(std::max(value, 1e-12) / low) / std::log(high / low) : (value - low) / (high - low);
    return std::clamp(part, 0.0, 1.0);
}

double QualityMeasure::valueAt(double place) const
{
    const double part = std::clamp(place, 0.0, 1.0);
    return logarithmic ? low * std::pow(high / low, part) : low + (high - low) * part;
}

std::vector<QualityMeasure> qualityMeasures()
{
    using Q = QualityThresholds;
    std::vector<QualityMeasure> measures;
    measures.push_back({QualityText::tr("Sharpness"), {}, QualityText::tr("Variance of the Laplacian of grey: below the line a frame counts as blurry."), 3, 10000, true, 0,
                        {{&Q::minSharpness, true}}, [](const FrameQuality& q) { return std::optional(q.sharpness); }});
    measures.push_back({QualityText::tr("Change"), {}, QualityText::tr("Mean difference to the frame before: below the lower line the view stands still, above the upper it jumps."), 0, 0.6, false, 3,
                        {{&Q::minChange, true}, {&Q::maxChange, false}}, [](const FrameQuality& q) { return q.change; }});
    measures.push_back({QualityText::tr("Exposure"), QualityText::tr("stops"), QualityText::tr("Jump in brightness against earlier frames, over what both see."), 0, 1, false, 2,
                        {{&Q::maxExposure, false}}, [](const FrameQuality& q) { return q.exposure; }});
    measures.push_back({QualityText::tr("Contradicts"), {}, QualityText::tr("Share of the frame that an earlier frame shows otherwise."), 0, 0.4, false, 3,
                        {{&Q::maxContradicts, false}}, [](const FrameQuality& q) { return std::optional(q.contradicts); }});
    measures.push_back({QualityText::tr("Turn"), QStringLiteral("°"), QualityText::tr("Angle between the motion measured from the pixels and the one asked for; the whisker is twice its standard deviation."),
                        0, 15, false, 2, {{&Q::maxRotation, false}},
                        [](const FrameQuality& q) { return q.motion ? std::optional(q.motion->rotationError) : std::nullopt; },
                        [](const FrameQuality& q) { return q.motion ? q.motion->rotationSigma : 0; }});
    measures.push_back({QualityText::tr("Place"), QualityText::tr("m"), QualityText::tr("Distance between the measured and the asked position; at least a tenth of the move is allowed. The whisker is twice its standard deviation."),
                        0, 0.5, false, 3, {{&Q::maxPosition, false}},
                        [](const FrameQuality& q) { return q.motion && q.motion->scaled ? std::optional(q.motion->positionError) : std::nullopt; },
                        [](const FrameQuality& q) { return q.motion ? q.motion->positionSigma : 0; }});
    return measures;
}

QString qualityReasonText(QualityReason reason)
{
    switch (reason) {
    case QualityReason::Blurry:
        return QualityText::tr("blurry");
    case QualityReason::StandsStill:
        return QualityText::tr("stands still");
    case QualityReason::Jumps:
        return QualityText::tr("jumps");
    case QualityReason::Exposure:
        return QualityText::tr("exposure jumps");
    case QualityReason::Contradicts:
        return QualityText::tr("contradicts earlier frames");
    case QualityReason::WrongMotion:
        return QualityText::tr("moves otherwise than asked");
    }
    return {};
}

} // namespace w2v
