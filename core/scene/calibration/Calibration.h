#pragma once
#include <array>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "core/scene/calibration/RoomMarks.h"
#include "core/scene/calibration/VanishingLines.h"

namespace w2v {

/// Where a focal length comes from.
enum class FocalSource {
    Found, ///< the camera file, else EXIF, else the usual field of view
    Exif,
    Lines, ///< of two directions at right angles
    Value,
};

/// A length that is known, between two points of the picture.
struct KnownLength {
    PictureSegment segment;
    double meters = 0;
    bool operator==(const KnownLength&) const = default;
};

/// What a person marked over a picture; from it camera, floor, depth and scale follow. Everything in pixels of the picture as it
/// is decoded (corner convention).
struct Calibration {
    FocalSource focal = FocalSource::Found;
    double focalPixels = 0;                             ///< of FocalSource::Value
    std::array<std::vector<PictureSegment>, 2> lines;   ///< along two directions at right angles, of the room
    std::vector<Eigen::Vector2d> floor;                 ///< points of the floor; needs depth
    std::optional<RoomMarks> room;
    std::optional<KnownLength> length;
    std::string depth;                                  ///< image reference of a depth map made by a model, in the project
    std::string depthModel;                             ///< its name
    bool depthIsMetric = false;                         ///< the model claims metres
    std::filesystem::path depthFile;                    ///< where `depth` lies: filled in by who knows the project, not kept
    bool operator==(const Calibration&) const = default;

    bool empty() const { return *this == Calibration(); }
};

/// Keys, all optional: `focal` ("exif", "lines" or a number), `lines_a`, `lines_b` (x1,y1,x2,y2 each), `floor` (x,y each), `room`
/// (8 numbers: points on the far wall's seams with floor, ceiling, left, right), `vanishing` (x,y), `length` (x1,y1,x2,y2),
/// `meters`, `depth`, `depth_model`, `depth_metric`. Other keys are not looked at. Throws Error naming the key.
Calibration calibrationFromJson(const nlohmann::ordered_json& json);
nlohmann::ordered_json calibrationToJson(const Calibration& calibration);

} // namespace w2v
