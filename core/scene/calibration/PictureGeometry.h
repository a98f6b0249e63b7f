#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/image/ExifFocal.h"
#include "core/scene/Observation.h"
#include "core/scene/calibration/FloorPlane.h"

namespace w2v {

/// A picture as its file and the files beside it tell, before anything is marked.
struct PictureSource {
    std::string subject;              ///< names it in messages
    ColorImage color;
    std::optional<Intrinsics> camera; ///< of a camera file
    std::optional<ExifFocal> exif;
    DepthMap depth;                   ///< of color's size, or empty
    bool depthIsMeasured = false;     ///< from a depth camera's file, not from a model
    std::vector<std::string> warnings;
};

/// The picture with what lies beside it: `name_depth.png|pgm`, `depth/name.*` (also beside a `color` folder), `name.json`,
/// `name_camera.json`, `camera.json`; `modelDepth`, when given, in place of a depth file.
PictureSource readPicture(const std::filesystem::path& path, const std::filesystem::path& modelDepth = {});

/// What follows from the marks, in the picture as it was taken.
struct PictureGeometry {
    Intrinsics camera;
    std::optional<RoomDirections> directions;      ///< of the vanishing lines
    Eigen::Vector3d down = Eigen::Vector3d::UnitY(); ///< camera axes, unit length
    std::optional<BoxRoom> room;                   ///< marked, or assumed when there is no depth; in metres
    std::optional<double> floorBelow;              ///< metres along down, where known
    double depthScale = 1;                         ///< metres for one of the source's depth
    bool levelled = false;                         ///< down is known and is not the camera's y axis
    bool metric = false;
    std::vector<std::string> warnings, provenance; ///< as in Observation
};

/// Focal length (camera file, EXIF, lines or a number), then what is down (three floor points on depth, else the drawn room,
/// else the lines), then depth (the source's, else the drawn room, else an assumed one), then metres by the known length.
/// Throws Error naming the mark that does not fit.
PictureGeometry solvePicture(const PictureSource& source, const Calibration& calibration);

/// The frame a level camera would have taken, with depth in metres.
ObservationFrame calibratedFrame(PictureSource source, const PictureGeometry& geometry);

/// What the picture shows at a pixel, in camera axes and the units of the geometry (of the source's depth, else metres).
/// Throws Error where no depth is known.
Eigen::Vector3d pointAt(const PictureSource& source, const Calibration& calibration, const PictureGeometry& geometry, const Eigen::Vector2d& pixel);

} // namespace w2v
