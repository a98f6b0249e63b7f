#include "core/motion/Trajectory.h"

#include <algorithm>
#include <cmath>

#include "core/base/Error.h"
#include "core/base/JsonFields.h"
#include "core/motion/PlanarPose.h"

namespace w2v {

namespace {

constexpr std::size_t kMaxPoses = 100'000;
constexpr std::size_t kMaxActions = 1000;

int framesOf(const Action& action, const StepLimits& limits)
{
    const double largest = action.isTurn() ? limits.maxDegrees : limits.maxMeters;
    if (!(largest > 0) || !std::isfinite(action.magnitude) || action.magnitude < 0)
        throw Error("the trajectory", largest > 0 ? "an action's amount is negative or not finite"
                                                  : "the largest step must be greater than 0");
    const double steps = std::max(1.0, std::ceil(action.magnitude / largest - 1e-9));
    if (steps > static_cast<double>(kMaxPoses))
        throw Error("the trajectory", "needs more than 100000 frames", "Use larger steps or a shorter motion");
    return std::max(static_cast<int>(steps) + 1, limits.minFramesPerAction);
}

Json cameraToJson(const Intrinsics& camera)
{
    return {{"fx", camera.fx}, {"fy", camera.fy},       {"cx", camera.cx},
            {"cy", camera.cy}, {"width", camera.width}, {"height", camera.height}};
}

Intrinsics cameraFromJson(const Json& json, const std::string& subject)
{
    const JsonFields fields(json, subject);
    Intrinsics camera{fields.number("fx"), fields.number("fy"), fields.number("cx"), fields.number("cy"),
                      static_cast<int>(fields.integer("width", 1, 65536)), static_cast<int>(fields.integer("height", 1, 65536))};
    if (!camera.valid())
        throw Error(subject, "its focal lengths must be greater than 0");
    return camera;
}

} // namespace

Json poseToJson(const Rigid3d& pose)
{
    Json row = Json::array();
    for (int r = 0; r < 3; ++r)
        for (int c = 0; c < 4; ++c)
            row.push_back(pose.matrix()(r, c));
    return row;
}

Rigid3d poseFromJson(const Json& json, const std::string& subject)
{
    if (!json.is_array() || json.size() != 12)
        throw Error(subject, "a pose is not a list of 12 numbers");
    Rigid3d pose = Rigid3d::Identity();
    for (int i = 0; i < 12; ++i) {
        const Json& value = json[static_cast<std::size_t>(i)];
        if (!value.is_number())
            throw Error(subject, "a pose is not a list of 12 numbers");
        pose.matrix()(i / 4, i % 4) = value.get<double>();
    }
    if (!isValidPose(pose))
        throw Error(subject, "a pose is not a rotation and a translation");
    return pose;
}

CameraTrajectory followActions(std::span<const Action> actions, const StepLimits& limits, const Intrinsics& camera)
{
    CameraTrajectory trajectory;
    trajectory.actions.assign(actions.begin(), actions.end());
    trajectory.camera = camera;
    trajectory.startFromCamera.push_back(Rigid3d::Identity());
    trajectory.keyFrames.push_back(0);
    PlanarPose pose;
    for (const Action& action : actions) {
        const int steps = framesOf(action, limits) - 1;
        if (trajectory.startFromCamera.size() + static_cast<std::size_t>(steps) > kMaxPoses)
            throw Error("the trajectory", "needs more than 100000 frames", "Use larger steps or a shorter motion");
        for (int i = 1; i <= steps; ++i)
            trajectory.startFromCamera.push_back(pose.after(action, static_cast<double>(i) / steps).startFromCamera());
        pose = pose.after(action);
        trajectory.keyFrames.push_back(static_cast<int>(trajectory.startFromCamera.size()) - 1);
    }
    return trajectory;
}

CameraTrajectory keyFramesOnly(const CameraTrajectory& trajectory)
{
    CameraTrajectory result;
    result.actions = trajectory.actions;
    result.camera = trajectory.camera;
    for (const int frame : trajectory.keyFrames) {
        result.keyFrames.push_back(static_cast<int>(result.startFromCamera.size()));
        result.startFromCamera.push_back(trajectory.startFromCamera.at(static_cast<std::size_t>(frame)));
    }
    return result;
}

CameraTrajectory firstFrames(const CameraTrajectory& trajectory, std::size_t count)
{
    CameraTrajectory result;
    result.camera = trajectory.camera;
    const std::size_t kept = std::clamp<std::size_t>(count, 1, trajectory.startFromCamera.size());
    result.startFromCamera.assign(trajectory.startFromCamera.begin(), trajectory.startFromCamera.begin() + static_cast<std::ptrdiff_t>(kept));
    const int last = static_cast<int>(kept) - 1;
    result.keyFrames.push_back(0);
    for (std::size_t i = 0; i + 1 < trajectory.keyFrames.size() && result.keyFrames.back() < last; ++i) {
        const int begin = trajectory.keyFrames[i], end = trajectory.keyFrames[i + 1];
        result.keyFrames.push_back(std::min(end, last));
        if (i < trajectory.actions.size()) {
            Action action = trajectory.actions[i];
            if (end > last) // frames of an action are evenly spaced
                action.magnitude *= static_cast<double>(last - begin) / (end - begin);
            result.actions.push_back(action);
        }
    }
    return result;
}

Json actionsToJson(std::span<const Action> actions)
{
    Json list = Json::array();
    for (const Action& action : actions)
        list.push_back({{"kind", actionName(action.kind)}, {"magnitude", action.magnitude}});
    return list;
}

std::vector<Action> actionsFromJson(const Json& json, const std::string& subject)
{
    if (!json.is_array() || json.size() > kMaxActions)
        throw Error(subject, "its actions are not a list of at most 1000 entries");
    std::vector<Action> actions;
    actions.reserve(json.size());
    for (const Json& entry : json) {
        const JsonFields fields(entry, subject);
        const auto kind = actionFromName(fields.text("kind"));
        const double magnitude = fields.number("magnitude");
        if (!kind || magnitude < 0)
            throw Error(subject, kind ? "an action's magnitude is negative" : "an action's kind is unknown");
        actions.push_back({*kind, magnitude});
    }
    return actions;
}

Json trajectoryToJson(const CameraTrajectory& trajectory)
{
    Json poses = Json::array();
    for (const Rigid3d& pose : trajectory.startFromCamera)
        poses.push_back(poseToJson(pose));
    return {{"format", "w2v-trajectory"},
            {"version", 1},
            {"actions", actionsToJson(trajectory.actions)},
            {"text", actionText(trajectory.actions)},
            {"camera", cameraToJson(trajectory.camera)},
            {"key_frames", trajectory.keyFrames},
            {"poses", std::move(poses)}};
}

CameraTrajectory trajectoryFromJson(const Json& json, const std::string& subject)
{
    const JsonFields fields(json, subject);
    if (fields.text("format", "") != "w2v-trajectory")
        throw Error(subject, "is not a trajectory file", "Expected \"format\": \"w2v-trajectory\"");
    if (fields.integer("version", 1, 1'000'000) != 1)
        throw Error(subject, "was written by a newer version of the program");
    CameraTrajectory trajectory;
    trajectory.actions = actionsFromJson(fields.at("actions"), subject);
    trajectory.camera = cameraFromJson(fields.at("camera"), subject + ", camera");
    for (const Json& pose : fields.array("poses", 1, kMaxPoses))
        trajectory.startFromCamera.push_back(poseFromJson(pose, subject));
    if (!trajectory.startFromCamera.front().isApprox(Rigid3d::Identity(), 1e-6))
        throw Error(subject, "its first pose is not the identity", "Poses are relative to the first camera");
    int previous = -1;
    for (const Json& frame : fields.array("key_frames", 1, kMaxPoses)) {
        if (!frame.is_number_integer() || frame.get<std::int64_t>() <= previous ||
            frame.get<std::int64_t>() >= static_cast<std::int64_t>(trajectory.startFromCamera.size()))
            throw Error(subject, "its key frames are not increasing indices of its poses");
        trajectory.keyFrames.push_back(previous = frame.get<int>());
    }
    if (trajectory.keyFrames.front() != 0)
        throw Error(subject, "its key frames do not begin with 0");
    return trajectory;
}

} // namespace w2v
