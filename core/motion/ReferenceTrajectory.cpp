#include "core/motion/ReferenceTrajectory.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/base/Error.h"
#include "core/motion/ReferenceTokens.h"

namespace w2v {

namespace {

constexpr int kMaxFrames = 1'000'000;

void requireUsable(const Action& action)
{
    if (!(std::isfinite(action.magnitude) && action.magnitude >= 0))
        throw Error("the action \"" + std::string(actionName(action.kind)) + "\"", "has a negative or infinite amount");
}

/// Position and heading of the walk, kept as the generator keeps them.
struct Walker {
    std::array<float, 9> rotation{1, 0, 0, 0, 1, 0, 0, 0, 1};
    std::array<float, 3> position{};

    void setYaw(double yaw)
    {
        const auto c = static_cast<float>(std::cos(yaw)), s = static_cast<float>(std::sin(yaw));
        rotation = {c, 0, s, 0, 1, 0, -s, 0, c};
    }
    double yaw() const { return std::atan2(static_cast<double>(rotation[2]), static_cast<double>(rotation[8])); }
    void move(const std::array<float, 3>& inCamera)
    {
        for (std::size_t r = 0; r < 3; ++r)
            position[r] += rotation[3 * r] * inCamera[0] + rotation[3 * r + 1] * inCamera[1] + rotation[3 * r + 2] * inCamera[2];
    }
    ReferencePose pose() const
    {
        return {rotation[0], rotation[1], rotation[2], position[0], rotation[3], rotation[4],
                rotation[5], position[1], rotation[6], rotation[7], rotation[8], position[2]};
    }
};

std::array<float, 3> directionOf(ActionKind kind, double meters)
{
    const auto m = static_cast<float>(meters);
    switch (kind) {
    case ActionKind::Forward: return {0, 0, m};
    case ActionKind::Backward: return {0, 0, -m};
    case ActionKind::ShiftLeft: return {-m, 0, 0};
    case ActionKind::ShiftRight: return {m, 0, 0};
    default: break;
    }
    return {0, 0, 0};
}

void walk(ReferenceTrajectory& trajectory, Walker& walker, std::vector<Action>& prefix, const Action& action, int frames)
{
    const double step = action.magnitude / (frames - 1);
    const double turn = (action.kind == ActionKind::TurnLeft ? -1 : 1) * step * std::numbers::pi / 180.0;
    double yaw = walker.yaw();
    const Action perFrame{action.kind, step};
    for (int i = 1; i < frames; ++i) {
        if (action.isTurn())
            walker.setYaw(yaw += turn);
        else
            walker.move(directionOf(action.kind, step));
        trajectory.poses.push_back(walker.pose());
        trajectory.stepTokens.push_back({referenceToken(perFrame, ReferenceStage::Planning)});
        prefix.push_back(perFrame);
        prefix = referenceCanonical(prefix);
        std::vector<std::string> tokens;
        for (const Action& total : prefix)
            tokens.push_back(referenceToken(total, ReferenceStage::Planning));
        trajectory.prefixTokens.push_back(std::move(tokens));
    }
}

bool truthy(const nlohmann::ordered_json& value)
{
    if (value.is_boolean())
        return value.get<bool>();
    if (value.is_number())
        return value.get<double>() != 0;
    return value.is_null() ? false : !value.empty();
}

double numberOr(const nlohmann::ordered_json& object, const char* key, double fallback)
{
    const auto it = object.find(key);
    if (it == object.end() || it->is_null())
        return fallback;
    if (!it->is_number())
        throw Error(std::string("the setting \"") + key + "\"", "is not a number");
    return it->get<double>();
}

} // namespace

int referenceFrameCount(double magnitude, double maxStep, std::optional<int> minFrames)
{
    if (!(maxStep > 0))
        throw Error("the largest step", "must be greater than 0");
    const double steps = std::max(1.0, std::ceil(std::abs(magnitude) / maxStep - 1e-9));
    if (!(steps < kMaxFrames))
        throw Error("the trajectory", "needs more than a million frames");
    return std::max(static_cast<int>(steps) + 1, minFrames.value_or(0));
}

double referenceCameraScale(std::span<const Action> actions, const nlohmann::ordered_json& config)
{
    const bool dynamic = config.is_object() && config.contains("dynamic_camera_scale") && truthy(config["dynamic_camera_scale"]);
    const nlohmann::ordered_json settings = config.is_object() ? config : nlohmann::ordered_json::object();
    if (!dynamic)
        return numberOr(settings, "camera_scale", 2.0);
    double magnitude = 0;
    for (const Action& action : actions)
        magnitude += std::abs(action.magnitude);
    return std::max(0.5 * magnitude, numberOr(settings, "min_camera_scale", 0.5));
}

ReferenceTrajectory referenceTrajectory(const ReferenceTrajectoryInput& input)
{
    if (input.actions.empty())
        throw Error("the trajectory", "has no action");
    const std::span<const Action> actions(input.actions.data(), input.multi ? input.actions.size() : 1);
    ReferenceTrajectory trajectory;
    Walker walker;
    std::vector<Action> prefix;
    trajectory.poses.push_back(walker.pose());
    trajectory.stepTokens.emplace_back();
    trajectory.prefixTokens.emplace_back();
    trajectory.keyFrames.push_back(0);
    for (const Action& action : actions) {
        requireUsable(action);
        const int frames = referenceFrameCount(action.magnitude, action.isTurn() ? input.maxDegrees : input.maxMeters,
                                               input.minFrames);
        if (trajectory.poses.size() + static_cast<std::size_t>(frames) > kMaxFrames)
            throw Error("the trajectory", "needs more than a million frames");
        walk(trajectory, walker, prefix, action, frames);
        trajectory.keyFrames.push_back(static_cast<int>(trajectory.poses.size()) - 1);
    }
    trajectory.cameraScale = referenceCameraScale(actions, input.scale);
    trajectory.intrinsics = referenceIntrinsics(input.width, input.height, input.camera);
    return trajectory;
}

} // namespace w2v
