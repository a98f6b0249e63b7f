#include "core/motion/ReferenceTokens.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

#include "core/base/Error.h"
#include "core/motion/PythonText.h"

namespace w2v {

namespace {

constexpr std::array<std::pair<const char*, ActionKind>, 6> kTokens{{
    {"FWD", ActionKind::Forward},
    {"BACK", ActionKind::Backward},
    {"LEFT", ActionKind::ShiftLeft},
    {"RIGHT", ActionKind::ShiftRight},
    {"TL", ActionKind::TurnLeft},
    {"TR", ActionKind::TurnRight},
}};

enum class Axis { Depth, Side, Yaw };

Axis axisOf(ActionKind kind)
{
    if (kind == ActionKind::Forward || kind == ActionKind::Backward)
        return Axis::Depth;
    return kind == ActionKind::ShiftLeft || kind == ActionKind::ShiftRight ? Axis::Side : Axis::Yaw;
}

double signedValue(const Action& action)
{
    const bool positive = action.kind == ActionKind::Forward || action.kind == ActionKind::ShiftLeft ||
        action.kind == ActionKind::TurnLeft;
    return positive ? action.magnitude : -action.magnitude;
}

Action fromSigned(Axis axis, double value)
{
    const bool positive = value > 0;
    switch (axis) {
    case Axis::Depth: return {positive ? ActionKind::Forward : ActionKind::Backward, std::abs(value)};
    case Axis::Side: return {positive ? ActionKind::ShiftLeft : ActionKind::ShiftRight, std::abs(value)};
    case Axis::Yaw: break;
    }
    return {positive ? ActionKind::TurnLeft : ActionKind::TurnRight, std::abs(value)};
}

std::string sentenceOf(const Action& action, ReferenceStage stage)
{
    return std::string(actionWords(action.kind)) + ' ' + referenceNumber(action.magnitude, stage) +
        (action.isTurn() ? " degrees" : " meters");
}

} // namespace

int referenceDecimals(ReferenceStage stage)
{
    return stage == ReferenceStage::Planning ? 6 : 3;
}

Action parseReferenceToken(std::string_view token, ReferenceStage stage)
{
    const std::string subject = "the action token \"" + std::string(token.substr(0, 60)) + "\"";
    const std::size_t split = token.find('_');
    if (split == std::string_view::npos)
        throw Error(subject, "has no \"_\" between its name and its number");
    std::optional<ActionKind> kind;
    for (const auto& [name, value] : kTokens)
        if (token.substr(0, split) == name)
            kind = value;
    if (!kind)
        throw Error(subject, "has an unknown name", "Names are FWD, BACK, LEFT, RIGHT, TL and TR");
    const auto value = parsePythonFloat(token.substr(split + 1));
    if (!value)
        throw Error(subject, "has no readable number");
    if (stage == ReferenceStage::Planning && !(std::isfinite(*value) && *value >= 0))
        throw Error(subject, "has a negative or infinite amount");
    return {*kind, *value};
}

std::vector<Action> parseReferenceTokens(std::span<const std::string> tokens, ReferenceStage stage)
{
    std::vector<Action> actions;
    actions.reserve(tokens.size());
    for (const std::string& token : tokens)
        actions.push_back(parseReferenceToken(token, stage));
    return actions;
}

std::string referenceNumber(double value, ReferenceStage stage)
{
    if (!std::isfinite(value))
        throw Error("the amount of an action", "is not finite");
    return formatMagnitude(value, referenceDecimals(stage));
}

std::string referenceToken(const Action& action, ReferenceStage stage)
{
    if (!std::isfinite(action.magnitude))
        throw Error("the amount of an action", "is not finite");
    return actionToken(action, referenceDecimals(stage));
}

std::vector<Action> referenceCanonical(std::span<const Action> actions, double yawEpsilonDegrees, double moveEpsilonMeters)
{
    std::vector<Action> stack;
    for (const Action& action : actions) {
        const Axis axis = axisOf(action.kind);
        const double epsilon = axis == Axis::Yaw ? yawEpsilonDegrees : moveEpsilonMeters;
        double value = signedValue(action);
        if (std::abs(value) < epsilon)
            continue;
        if (!stack.empty() && axisOf(stack.back().kind) == axis) {
            value = signedValue(stack.back()) + value;
            stack.pop_back();
        }
        if (!(std::abs(value) < epsilon))
            stack.push_back(fromSigned(axis, value));
    }
    return stack;
}

std::string referenceText(std::span<const Action> actions, ReferenceStage stage)
{
    std::string text;
    for (const Action& action : actions)
        text += (text.empty() ? "" : "; ") + sentenceOf(action, stage);
    return text;
}

std::string referenceNaturalText(std::span<const Action> actions, ReferenceStage stage)
{
    static constexpr std::array<const char*, 4> kLeads{"First ", "Then ", "Next ", "Finally "};
    std::string text;
    for (std::size_t i = 0; i < actions.size(); ++i)
        text += (i ? ", " : "") + std::string(kLeads[std::min<std::size_t>(i, 3)]) + sentenceOf(actions[i], stage);
    return text.empty() ? text : text + '.';
}

std::vector<Action> motionTaskActions(std::span<const Action> actions)
{
    std::vector<Action> result;
    for (const Action& action : actions)
        if (!(std::abs(action.magnitude) < 1e-6))
            result.push_back(action.magnitude < 0 ? Action{opposite(action.kind), -action.magnitude} : action);
    return result;
}

std::string claimText(std::span<const Action> actions, ReferenceStage stage)
{
    std::string text;
    for (std::size_t i = 0; i < actions.size(); ++i) {
        if (i)
            text += i + 1 == actions.size() ? " and " : ", ";
        text += sentenceOf(actions[i], stage);
    }
    return text;
}

} // namespace w2v
