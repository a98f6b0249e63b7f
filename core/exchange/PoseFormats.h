#pragma once
// The readers and writers behind PoseFile.h.
#include <span>
#include <string_view>

#include "core/base/JsonFields.h"
#include "core/exchange/PoseFile.h"

namespace w2v {

inline constexpr std::size_t kMaxPosedFrames = 100'000;

/// Our world (y down) from one with z up, as nerfstudio's viewer has it: (x, y, z) -> (x, -z, y).
Rigid3d worldFromZUp();

/// A rigid matrix from 12 or 16 row-major numbers, the last row checked. Rotations that are rounded (off by less than 0.01) are
/// made exact; anything else throws Error.
Eigen::Matrix4d rigidMatrix(std::span<const double> numbers, const std::string& subject);
/// The same from JSON: a flat list, rows, or a text that holds such a list.
Eigen::Matrix4d rigidMatrixFromJson(const Json& json, const std::string& subject);
Json matrixRows(const Eigen::Matrix4d& matrix);
Json matrixNumbers(const Eigen::Matrix4d& matrix);

/// Shortest text that reads back as the same number.
std::string exactNumber(double value);

/// "frame_00007.png"
std::string frameName(std::size_t index);

/// As naturalLess of file managers: runs of digits by value.
bool namesInOrder(const std::string& a, const std::string& b);

PoseSequence readPathText(std::string_view text, const std::string& subject);
PoseSequence readNerfstudioPath(const Json& json, const std::string& subject);
PoseSequence readTransforms(const Json& json, const std::string& subject);
PoseSequence readTum(const std::filesystem::path& path);
PoseSequence readColmap(const std::filesystem::path& folder);
PoseSequence readReferenceTraj(const Json& json, const std::string& subject);

std::string pathText(const CameraTrajectory& trajectory, const Rigid3d& worldFromStart);
Json nerfstudioPath(const CameraTrajectory& trajectory, const Rigid3d& worldFromStart);
Json transformsJson(const CameraTrajectory& trajectory, const Rigid3d& worldFromStart);
std::string tumText(const CameraTrajectory& trajectory, const Rigid3d& worldFromStart);
Json referenceTraj(const CameraTrajectory& trajectory);
struct ColmapTexts {
    std::string cameras, images, points;
};
ColmapTexts colmapTexts(const CameraTrajectory& trajectory, const Rigid3d& worldFromStart);

} // namespace w2v
