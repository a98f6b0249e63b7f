#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/geometry/Camera.h"

namespace w2v {

/// Intrinsics and depth unit of a camera JSON: `fx fy cx cy` (pixels), optional `width height`, `depth_scale` (units per
/// metre, 1000) and `pixel_center` (where the centre of the top-left pixel is: 0, as calibration tools write it, or 0.5).
struct CameraFile {
    Intrinsics camera;      ///< corner convention; width and height 0 when the file does not say
    double depthScale = 1000.0;
    bool hasDepthScale = false;
};

/// None when the JSON is about something else (no fx).
std::optional<CameraFile> readCameraFile(const std::filesystem::path& path);

/// The file's intrinsics for an image of the given size; rescaled with a warning when the sizes differ.
Intrinsics intrinsicsFor(const CameraFile& file, int width, int height, std::vector<std::string>& warnings);

/// A camera-to-world pose from 7 numbers (tx ty tz qx qy qz qw) or 12 or 16 (row-major matrix); none when it is not finite
/// or not a rotation.
std::optional<Rigid3d> poseFromNumbers(const std::vector<double>& numbers);

/// Lines of numbers; comments (#), blank lines, commas, a byte order mark and CR LF are accepted, `nan` and `inf` too.
/// A line with anything else is an Error naming the line.
std::vector<std::vector<double>> readNumberLines(const std::filesystem::path& path);

} // namespace w2v
