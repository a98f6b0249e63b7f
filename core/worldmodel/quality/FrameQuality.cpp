#include "core/worldmodel/quality/FrameQuality.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/base/Error.h"
#include "core/base/JsonFields.h"

namespace w2v {

namespace {

constexpr std::pair<const char*, double QualityThresholds::*> kThresholdFields[] = {
    {"min_sharpness", &QualityThresholds::minSharpness},     {"min_change", &QualityThresholds::minChange},
    {"max_change", &QualityThresholds::maxChange},           {"max_exposure", &QualityThresholds::maxExposure},
    {"max_contradicts", &QualityThresholds::maxContradicts}, {"max_rotation", &QualityThresholds::maxRotation},
    {"max_position", &QualityThresholds::maxPosition},       {"max_position_share", &QualityThresholds::maxPositionShare},
};

void put(Json& json, const char* key, const std::optional<double>& value)
{
    if (value)
        json[key] = *value;
}

std::optional<double> optionalNumber(const JsonFields& fields, const char* key)
{
    return fields.has(key) ? std::optional(fields.number(key)) : std::nullopt;
}

} // namespace

const char* qualityReasonName(QualityReason reason)
{
    switch (reason) {
    case QualityReason::Blurry: return "blurry";
    case QualityReason::StandsStill: return "stands still";
    case QualityReason::Jumps: return "jumps";
    case QualityReason::Exposure: return "exposure jumps";
    case QualityReason::Contradicts: return "contradicts earlier frames";
    case QualityReason::WrongMotion: return "motion is not what was asked";
    }
    return "";
}

Json thresholdsToJson(const QualityThresholds& thresholds)
{
    Json json;
    for (const auto& [name, field] : kThresholdFields)
        json[name] = thresholds.*field;
    return json;
}

QualityThresholds thresholdsFromJson(const Json& json, const std::string& subject)
{
    const JsonFields fields(json, subject);
    QualityThresholds thresholds;
    for (const auto& [name, field] : kThresholdFields) {
        if (!fields.has(name))
            continue;
        const double value = fields.number(name);
        if (!std::isfinite(value) || value < 0)
            throw Error(subject, std::string("\"") + name + "\" must not be negative");
        thresholds.*field = value;
    }
    return thresholds;
}

double motionExcess(const MotionMeasurement& motion, const QualityThresholds& limits)
{
    const double rotation = std::max(0.0, motion.rotationError - 2 * motion.rotationSigma) / limits.maxRotation;
    if (!motion.scaled)
        return rotation;
    const double allowed = std::max(limits.maxPosition, limits.maxPositionShare * motion.askedMeters);
    return std::max(rotation, std::max(0.0, motion.positionError - 2 * motion.positionSigma) / allowed);
}

std::vector<QualityReason> judge(const FrameQuality& quality, const QualityThresholds& limits)
{
    std::vector<QualityReason> reasons;
    const auto when = [&](bool bad, QualityReason reason) {
        if (bad)
            reasons.push_back(reason);
    };
    when(quality.sharpness < limits.minSharpness, QualityReason::Blurry);
    when(quality.change && *quality.change < limits.minChange, QualityReason::StandsStill);
    when(quality.change && *quality.change > limits.maxChange, QualityReason::Jumps);
    when(quality.exposure && *quality.exposure > limits.maxExposure, QualityReason::Exposure);
    when(quality.contradicts > limits.maxContradicts, QualityReason::Contradicts);
    when(quality.motion && motionExcess(*quality.motion, limits) > 1, QualityReason::WrongMotion);
    return reasons;
}

Json frameQualityToJson(const FrameQuality& quality)
{
    Json json = {{"sharpness", quality.sharpness}, {"seen_before", quality.seenBefore}, {"invented", quality.invented},
                 {"contradicts", quality.contradicts}};
    put(json, "change", quality.change);
    put(json, "exposure", quality.exposure);
    put(json, "residual", quality.residual);
    if (const auto& m = quality.motion)
        json["motion"] = {{"reference", m->reference}, {"inliers", m->inliers}, {"scaled", m->scaled}, {"degrees", m->degrees},
                          {"asked_degrees", m->askedDegrees}, {"meters", m->meters}, {"asked_meters", m->askedMeters},
                          {"rotation_error", m->rotationError}, {"position_error", m->positionError},
                          {"rotation_sigma", m->rotationSigma}, {"position_sigma", m->positionSigma}};
    return json;
}

Json judgedQualityToJson(const FrameQuality& quality, const QualityThresholds& thresholds)
{
    Json json = frameQualityToJson(quality);
    json["rejected_for"] = Json::array();
    for (const QualityReason reason : judge(quality, thresholds))
        json["rejected_for"].push_back(qualityReasonName(reason));
    return json;
}

FrameQuality frameQualityFromJson(const Json& json, const std::string& subject)
{
    const JsonFields fields(json, subject);
    FrameQuality quality;
    quality.sharpness = fields.number("sharpness");
    quality.seenBefore = fields.number("seen_before");
    quality.invented = fields.number("invented");
    quality.contradicts = fields.number("contradicts");
    quality.change = optionalNumber(fields, "change");
    quality.exposure = optionalNumber(fields, "exposure");
    quality.residual = optionalNumber(fields, "residual");
    if (fields.has("motion")) {
        const JsonFields motion(fields.at("motion"), subject);
        MotionMeasurement m;
        m.reference = static_cast<int>(motion.integer("reference", 0, INT32_MAX));
        m.inliers = static_cast<int>(motion.integer("inliers", 0, INT32_MAX));
        m.scaled = motion.boolean("scaled", true);
        m.degrees = motion.number("degrees");
        m.askedDegrees = motion.number("asked_degrees");
        m.meters = motion.number("meters");
        m.askedMeters = motion.number("asked_meters");
        m.rotationError = motion.number("rotation_error");
        m.positionError = motion.number("position_error");
        m.rotationSigma = motion.number("rotation_sigma");
        m.positionSigma = motion.number("position_sigma");
        quality.motion = m;
    }
    return quality;
}

} // namespace w2v
