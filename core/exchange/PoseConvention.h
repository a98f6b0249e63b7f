#pragma once
#include <string>
#include <vector>

#include "core/geometry/Camera.h"

namespace w2v {

/// How a file's camera looks along its own axes.
enum class CameraAxes {
    OpenCv,   ///< x right, y down, z forward: the workbench's own
    OpenGl,   ///< x right, y up, z back: nerfstudio, Blender
    LeftYUp,  ///< x right, y up, z forward, left-handed: Unity, Direct3D
    LeftZUp,  ///< x forward, y right, z up, left-handed: Unreal
    BodyZUp,  ///< x forward, y left, z up: robots (REP 103)
    BodyZDown ///< x forward, y right, z down: aircraft
};

enum class PoseDirection { CameraToWorld, WorldToCamera };

struct PoseConvention {
    CameraAxes axes = CameraAxes::OpenCv;
    PoseDirection direction = PoseDirection::CameraToWorld;
    bool operator==(const PoseConvention&) const = default;
};

/// All that can be told apart: every axes with both directions.
std::vector<PoseConvention> allConventions();

/// "opencv-c2w", "opengl-w2c" ...: names for files and options. fromName throws Error naming all of them.
std::string conventionName(const PoseConvention& convention);
PoseConvention conventionFromName(const std::string& name);

/// The OpenCV camera-to-world pose behind a stored 4x4 matrix. Left-handed worlds are mirrored (y), so that the result is a
/// rigid motion. The matrix must be rigid.
Rigid3d poseFromStored(const Eigen::Matrix4d& stored, const PoseConvention& convention);
/// The inverse of poseFromStored().
Eigen::Matrix4d storedFromPose(const Rigid3d& worldFromCamera, const PoseConvention& convention);

} // namespace w2v
