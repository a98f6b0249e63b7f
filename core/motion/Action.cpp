#include "core/motion/ActionText.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <numbers>

namespace w2v {

namespace {

struct KindInfo {
    ActionKind kind;
    const char* name;
    const char* words;
    const char* token;
    ActionKind opposite;
};

constexpr std::array<KindInfo, 6> kKinds{{
    {ActionKind::Forward, "forward", "move forward", "FWD", ActionKind::Backward},
    {ActionKind::Backward, "backward", "move backward", "BACK", ActionKind::Forward},
    {ActionKind::ShiftLeft, "shift_left", "move left", "LEFT", ActionKind::ShiftRight},
    {ActionKind::ShiftRight, "shift_right", "move right", "RIGHT", ActionKind::ShiftLeft},
    {ActionKind::TurnLeft, "turn_left", "turn left", "TL", ActionKind::TurnRight},
    {ActionKind::TurnRight, "turn_right", "turn right", "TR", ActionKind::TurnLeft},
}};

const KindInfo& infoOf(ActionKind kind)
{
    return kKinds[static_cast<std::size_t>(kind)];
}

constexpr double kYawEpsilonDegrees = 1.0, kMoveEpsilonMeters = 0.02;

/// Takes the noise of decimal sums away (0.1 + 0.2) without touching anything a text can show.
double tidy(double value)
{
    return std::abs(value) < 1e6 ? std::round(value * 1e9) / 1e9 : value;
}

/// forward, left and turn-left are the positive senses of their axes.
bool isPositive(ActionKind kind)
{
    return kind == ActionKind::Forward || kind == ActionKind::ShiftLeft || kind == ActionKind::TurnLeft;
}

bool sameAxis(ActionKind a, ActionKind b)
{
    return a == b || opposite(a) == b;
}

} // namespace

double Action::radians() const
{
    return magnitude * std::numbers::pi / 180.0;
}

ActionKind opposite(ActionKind kind)
{
    return infoOf(kind).opposite;
}

const char* actionName(ActionKind kind)
{
    return infoOf(kind).name;
}

const char* actionWords(ActionKind kind)
{
    return infoOf(kind).words;
}

std::optional<ActionKind> actionFromName(std::string_view name)
{
    for (const KindInfo& info : kKinds)
        if (name == info.name)
            return info.kind;
    return std::nullopt;
}

std::string actionToken(const Action& action, int decimals)
{
    return std::string(infoOf(action.kind).token) + '_' + formatMagnitude(action.magnitude, decimals);
}

std::string formatMagnitude(double value, int decimals)
{
    // to_chars and not printf: exact, correctly rounded, and the same in every locale.
    char buffer[400]; // the largest double has 309 digits before the point
    const auto print = [&buffer](double number, int digits) {
        const auto end = std::to_chars(buffer, buffer + sizeof buffer, number, std::chars_format::fixed, digits).ptr;
        return std::string(buffer, end);
    };
    const double whole = std::nearbyint(value);
    if (std::isfinite(value) && std::abs(value - whole) < 1e-6)
        return print(whole + 0.0, 0); // + 0.0 turns -0 into 0
    std::string text = print(value, std::clamp(decimals, 0, 17));
    if (text.find('.') != std::string::npos) {
        text.erase(text.find_last_not_of('0') + 1);
        if (text.back() == '.')
            text.pop_back();
    }
    return text;
}

std::string actionText(std::span<const Action> actions, int decimals)
{
    std::string text;
    for (const Action& action : actions) {
        if (!text.empty())
            text += "; ";
        text += actionWords(action.kind);
        text += ' ';
        text += formatMagnitude(action.magnitude, decimals);
        text += action.isTurn() ? " degrees" : " meters";
    }
    return text;
}

std::vector<Action> asWritten(std::span<const Action> actions, int decimals)
{
    std::vector<Action> result;
    result.reserve(actions.size());
    for (const Action& action : actions) {
        const std::string number = formatMagnitude(action.magnitude, decimals);
        double value = 0;
        std::from_chars(number.data(), number.data() + number.size(), value);
        if (value > 0)
            result.push_back({action.kind, value});
    }
    return result;
}

std::vector<Action> canonicalActions(std::span<const Action> actions)
{
    std::vector<Action> result(actions.begin(), actions.end());
    for (bool dropped = true; dropped;) {
        std::vector<Action> merged;
        for (const Action& action : result) {
            if (merged.empty() || !sameAxis(merged.back().kind, action.kind)) {
                merged.push_back(action);
                continue;
            }
            Action& top = merged.back();
            const double sum = tidy((isPositive(top.kind) ? 1 : -1) * top.magnitude +
                                    (isPositive(action.kind) ? 1 : -1) * action.magnitude);
            const bool flip = (sum < 0) == isPositive(top.kind);
            top = {flip ? opposite(top.kind) : top.kind, std::abs(sum)};
            if (sum == 0)
                merged.pop_back();
        }
        // Only whole totals are judged, so that many small steps of one motion survive.
        result.clear();
        for (const Action& action : merged)
            if (action.magnitude >= (action.isTurn() ? kYawEpsilonDegrees : kMoveEpsilonMeters))
                result.push_back(action);
        dropped = result.size() != merged.size();
    }
    return result;
}

std::vector<Action> inverseActions(std::span<const Action> actions)
{
    std::vector<Action> result;
    result.reserve(actions.size());
    for (auto it = actions.rbegin(); it != actions.rend(); ++it)
        result.push_back({opposite(it->kind), it->magnitude});
    return result;
}

} // namespace w2v
