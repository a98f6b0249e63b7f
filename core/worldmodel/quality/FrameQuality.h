#pragma once
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "core/image/QualityControl.h"

namespace w2v {

/// Motion between two frames as the pixels show it, against what was asked for. Degrees and metres.
struct MotionMeasurement {
    int reference = 0;               ///< index of the earlier frame it was measured from
    int inliers = 0;                 ///< matches that agree with the motion
    bool scaled = true;              ///< false without depth: then only the rotation and the direction of the move are known
    double degrees = 0, askedDegrees = 0; ///< turn to the right
    double meters = 0, askedMeters = 0;   ///< length of the move
    double rotationError = 0;        ///< angle between measured and asked rotation, degrees
    double positionError = 0;        ///< distance between measured and asked position, metres (angle of the direction if !scaled)
    double rotationSigma = 0, positionSigma = 0; ///< one standard deviation
};

/// What was measured of one frame of a rollout.
struct FrameQuality {
    double sharpness = 0;                  ///< variance of the Laplacian of grey
    std::optional<double> change;          ///< mean |RGB difference| to the frame before, 0..1; none for the first frame
    std::optional<double> exposure;        ///< jump against earlier frames in stops (log2) over what both see, unsigned
    double seenBefore = 0, invented = 1, contradicts = 0; ///< shares of the frame's pixels, sum 1
    std::optional<double> residual;        ///< mean |RGB difference| over pixels seen before, 0..1
    std::optional<MotionMeasurement> motion; ///< none where it could not be measured with certainty
};

/// Where a frame stops being good. The defaults for sharpness and change are the reference's.
struct QualityThresholds {
    double minSharpness = kBlurThreshold;
    double minChange = 0.01, maxChange = 0.4;
    double maxExposure = 0.35;             ///< stops
    double maxContradicts = 0.08;          ///< share of pixels
    double maxRotation = 3.0;              ///< degrees
    double maxPosition = 0.05, maxPositionShare = 0.10; ///< metres, or this share of the asked move when that is more
};

nlohmann::ordered_json thresholdsToJson(const QualityThresholds& thresholds);
/// Missing fields keep their defaults; throws Error for negative or non-finite ones.
QualityThresholds thresholdsFromJson(const nlohmann::ordered_json& json, const std::string& subject);

enum class QualityReason { Blurry, StandsStill, Jumps, Exposure, Contradicts, WrongMotion };
const char* qualityReasonName(QualityReason reason); ///< "blurry", "stands still", ...

/// Why a frame is rejected; empty when it is good. A motion counts as wrong only when it is off by more than the limit and twice its
/// standard deviation.
std::vector<QualityReason> judge(const FrameQuality& quality, const QualityThresholds& thresholds = {});

/// How far the measured motion is off as a share of what is allowed: 1 = at the limit; 0 where it was not measured.
double motionExcess(const MotionMeasurement& motion, const QualityThresholds& thresholds = {});

nlohmann::ordered_json frameQualityToJson(const FrameQuality& quality);
/// The same with "rejected_for": the names of judge()'s reasons.
nlohmann::ordered_json judgedQualityToJson(const FrameQuality& quality, const QualityThresholds& thresholds = {});
FrameQuality frameQualityFromJson(const nlohmann::ordered_json& json, const std::string& subject);

} // namespace w2v
