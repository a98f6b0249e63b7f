#include "core/supervision/ReferenceMotionTasks.h"

#include <cmath>

#include "core/base/Json.h"
#include "core/motion/ReferenceTokens.h"

namespace w2v {

namespace {

constexpr ReferenceStage kStage = ReferenceStage::Supervision;
constexpr double kNothing = 1e-6;                             // metres or degrees
constexpr double kDefaultTurnStep = 5, kDefaultMoveStep = 0.1; // degrees, metres: one step more of a false claim

std::optional<std::string> typeOfAction(const std::string& name)
{
    if (name.starts_with("turn_"))
        return "T1";
    if (name.starts_with("forward") || name.starts_with("backward"))
        return "T2";
    if (name.starts_with("shift_"))
        return "T3";
    if (name.starts_with("multi_step"))
        return "T4";
    return std::nullopt;
}

std::string textAt(const Json& object, const char* key)
{
    return object.is_object() && object.contains(key) && object[key].is_string() ? object[key].get<std::string>() : "";
}

/// By "traj_T1_" ... in the folder's name, else by the parameters, else by the name behind "traj_".
std::optional<std::string> typeOf(const ReferenceMotionInput& input)
{
    static constexpr std::string_view kPrefix = "traj_";
    std::string name = input.folder;
    if (name.starts_with(kPrefix))
        name.erase(0, kPrefix.size());
    if (name.size() > 2 && name[0] == 'T' && name[1] >= '1' && name[1] <= '4' && name[2] == '_')
        return name.substr(0, 2);
    if (textAt(input.parameters, "kind") == "multi_step")
        return "T4";
    if (const auto type = typeOfAction(textAt(input.parameters, "action")))
        return type;
    return typeOfAction(name);
}

struct Sums {
    double forward = 0, left = 0, turnLeft = 0; ///< metres, metres, degrees
};

Sums sumsOf(const std::vector<Action>& actions)
{
    Sums sums;
    for (const Action& action : actions) {
        switch (action.kind) {
        case ActionKind::Forward: sums.forward += action.magnitude; break;
        case ActionKind::Backward: sums.forward -= action.magnitude; break;
        case ActionKind::ShiftLeft: sums.left += action.magnitude; break;
        case ActionKind::ShiftRight: sums.left -= action.magnitude; break;
        case ActionKind::TurnLeft: sums.turnLeft += action.magnitude; break;
        case ActionKind::TurnRight: sums.turnLeft -= action.magnitude; break;
        }
    }
    return sums;
}

/// The single action of a label; none when it is too small.
std::optional<Action> singleAction(const Sums& sums, bool turn)
{
    using enum ActionKind;
    if (turn)
        return std::abs(sums.turnLeft) < kNothing
            ? std::nullopt
            : std::optional<Action>({sums.turnLeft > 0 ? TurnLeft : TurnRight, std::abs(sums.turnLeft)});
    const bool depth = std::abs(sums.forward) >= std::abs(sums.left);
    const double value = depth ? sums.forward : sums.left;
    if (std::abs(value) < kNothing)
        return std::nullopt;
    const ActionKind kind = depth ? (value > 0 ? Forward : Backward) : (value > 0 ? ShiftLeft : ShiftRight);
    return Action{kind, std::abs(value)};
}

double stepAt(const Json& parameters, const char* key, double fallback)
{
    return parameters.is_object() && parameters.contains(key) && parameters[key].is_number() ? parameters[key].get<double>()
                                                                                            : fallback;
}

ReferenceClaim claimOf(const std::vector<Action>& actions, const Json& parameters, std::array<int, 2> frames)
{
    ReferenceClaim claim{frames, claimText(actions, kStage), {}};
    for (std::size_t i = 0; i < actions.size(); ++i) {
        std::vector<Action> reversed = actions, more = actions;
        reversed[i].kind = opposite(actions[i].kind);
        more[i].magnitude += actions[i].isTurn() ? stepAt(parameters, "yaw_step_deg", kDefaultTurnStep)
                                                 : stepAt(parameters, "trans_step_m", kDefaultMoveStep);
        claim.falseClaims.push_back({static_cast<int>(i), claimText(reversed, kStage), claimText(more, kStage)});
    }
    return claim;
}

} // namespace

ReferenceMotionTasks referenceMotionTasks(const ReferenceMotionInput& input)
{
    ReferenceMotionTasks tasks;
    tasks.type = typeOf(input);
    if (!tasks.type)
        return tasks;
    const int frames = static_cast<int>(input.prefixTokens.size());
    tasks.skipped = frames < 2 || input.missingFrames.contains(0);
    int target = frames - 1;
    while (target > 0 && input.missingFrames.contains(target))
        --target;
    if (tasks.skipped || target < 1)
        return tasks;
    const std::vector<Action> actions =
        motionTaskActions(parseReferenceTokens(input.prefixTokens[static_cast<std::size_t>(target)], kStage));
    const std::array<int, 2> pair{0, target};
    if (*tasks.type == "T4") {
        if (!actions.empty()) {
            tasks.records.push_back({Task::A3, referenceText(actions, kStage), pair});
            tasks.claim = claimOf(actions, input.parameters, pair);
        }
        return tasks;
    }
    const bool turn = *tasks.type == "T1";
    if (const auto action = singleAction(sumsOf(actions), turn))
        tasks.records.push_back({turn ? Task::A2 : Task::A1, referenceText(std::vector{*action}, kStage), pair});
    return tasks;
}

} // namespace w2v
