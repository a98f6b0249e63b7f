#pragma once
#include <span>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "core/geometry/Camera.h"
#include "core/motion/Action.h"

namespace w2v {

/// Largest motion between two neighbouring frames.
struct StepLimits {
    double maxMeters = 0.2;
    double maxDegrees = 5.0;
    int minFramesPerAction = 2; ///< at least this many frames for each action, both ends counted
};

/// A camera path from the first camera, which is the identity. startFromCamera[i] is camera-to-start; frame 0 = start.
struct CameraTrajectory {
    std::vector<Action> actions;
    std::vector<Rigid3d> startFromCamera;
    std::vector<int> keyFrames;   ///< 0, then the last frame of each action
    Intrinsics camera;
};

/// Integrates the actions in double precision; straight moves are straight, turns are on the spot. Turn left is
/// negative yaw (see yawRotation). An empty action list gives one frame.
CameraTrajectory followActions(std::span<const Action> actions, const StepLimits& limits, const Intrinsics& camera);

/// Only the first frame and the last frame of each action.
CameraTrajectory keyFramesOnly(const CameraTrajectory& trajectory);

/// What is left when only the first `count` frames (1 to all) were made: the action that was under way is cut to its part.
CameraTrajectory firstFrames(const CameraTrajectory& trajectory, std::size_t count);

/// The trajectory file: {"format":"w2v-trajectory","version":1,"actions":[..],"text":..,"camera":{..},"key_frames":[..],
/// "poses":[[12 numbers, 3x4 row-major camera-to-start],..]}.
nlohmann::ordered_json trajectoryToJson(const CameraTrajectory& trajectory);
CameraTrajectory trajectoryFromJson(const nlohmann::ordered_json& json, const std::string& subject);

/// Parts of the same file: 12 numbers (3x4, row-major), and [{"kind":"turn_left","magnitude":30},..].
nlohmann::ordered_json poseToJson(const Rigid3d& pose);
Rigid3d poseFromJson(const nlohmann::ordered_json& json, const std::string& subject);
nlohmann::ordered_json actionsToJson(std::span<const Action> actions);
std::vector<Action> actionsFromJson(const nlohmann::ordered_json& json, const std::string& subject);

} // namespace w2v
