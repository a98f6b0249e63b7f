#pragma once
#include <array>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "core/motion/Action.h"

namespace w2v {

/// What the released generator is given for one trajectory.
struct ReferenceTrajectoryInput {
    bool multi = false;                   ///< false: only the first action is used
    std::vector<Action> actions;
    double maxMeters = 0.2, maxDegrees = 5.0; ///< largest motion of one frame
    std::optional<int> minFrames;         ///< see referenceMinFrames()
    int width = 0, height = 0;            ///< of the anchor image, pixels
    nlohmann::ordered_json camera;        ///< intrinsics configuration, see referenceIntrinsics()
    nlohmann::ordered_json scale = nlohmann::ordered_json::object(); ///< see referenceCameraScale()
};

/// 3x4 row-major camera-to-world, OpenCV axes, metres; the first is the identity.
using ReferencePose = std::array<float, 12>;

struct ReferenceTrajectory {
    std::vector<ReferencePose> poses;
    std::vector<int> keyFrames;                        ///< 0, then the last frame of each action
    double cameraScale = 0;
    std::array<float, 9> intrinsics{};                 ///< 3x3 row-major, pixels
    std::vector<std::vector<std::string>> stepTokens;  ///< per frame: the motion since the frame before
    std::vector<std::vector<std::string>> prefixTokens;///< per frame: canonical motion since the start
};

/// Exactly the released generator's trajectory, float32 poses, per-frame thresholds and all. Turn left is negative yaw.
ReferenceTrajectory referenceTrajectory(const ReferenceTrajectoryInput& input);

/// Frames of one action: max(1, ceil(|m|/step - 1e-9)) + 1, at least minFrames.
int referenceFrameCount(double magnitude, double maxStep, std::optional<int> minFrames);

/// min_num_frames as the configuration holds it: Python's int(value), at least 2; unusable values give none.
std::optional<int> referenceMinFrames(const nlohmann::ordered_json& value);

/// K (3x3 row-major) of a width x height image: fx/fy/cx/cy_norm when all four are given, else fov_deg with fov_axis
/// horizontal (default), vertical or min, else 54 degrees along the longer side. Throws Error for an unusable field of view.
std::array<float, 9> referenceIntrinsics(int width, int height, const nlohmann::ordered_json& config);

/// camera_scale (2.0), or with dynamic_camera_scale max(0.5 * magnitude, min_camera_scale (0.5)); the magnitude of several
/// actions is the plain sum of metres and degrees.
double referenceCameraScale(std::span<const Action> actions, const nlohmann::ordered_json& config);

} // namespace w2v
