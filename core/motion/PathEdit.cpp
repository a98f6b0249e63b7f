#include "core/motion/PathEdit.h"

#include <algorithm>
#include <cmath>

#include "core/base/Error.h"

namespace w2v {

namespace {

constexpr std::size_t kMaxActions = 1000;
constexpr double kNothing = 0.0005; ///< less than a text can say

std::vector<Action> copyOf(std::span<const Action> actions)
{
    return {actions.begin(), actions.end()};
}

std::vector<Action> checked(std::vector<Action> actions)
{
    actions = asWritten(actions);
    if (actions.size() > kMaxActions)
        throw Error("the path", "would have more than 1000 actions", "Shorten it or begin another path");
    return actions;
}

void requireIndex(std::span<const Action> actions, std::size_t index)
{
    if (index >= actions.size())
        throw Error("the path", "has no action " + std::to_string(index + 1), "It has " + std::to_string(actions.size()));
}

/// The list with a cut at the place, and the index of the first action behind the cut.
std::pair<std::vector<Action>, std::size_t> cut(std::span<const Action> actions, PathPosition at)
{
    std::vector<Action> result = copyOf(actions);
    const std::size_t index = std::min(at.action, actions.size());
    if (index == actions.size() || !(at.done >= kNothing))
        return {result, index};
    Action& whole = result[index];
    if (at.done > whole.magnitude - kNothing)
        return {result, index + 1};
    // Rounded here, so that the two parts make up the whole exactly.
    const double first = std::round(at.done * 1000) / 1000;
    const Action rest{whole.kind, std::round((whole.magnitude - first) * 1e9) / 1e9};
    whole.magnitude = first;
    result.insert(result.begin() + static_cast<std::ptrdiff_t>(index) + 1, rest);
    return {result, index + 1};
}

} // namespace

int actionLeadingTo(const CameraTrajectory& trajectory, int pose)
{
    if (pose <= 0)
        return -1;
    const auto after = std::lower_bound(trajectory.keyFrames.begin() + 1, trajectory.keyFrames.end(), pose);
    return static_cast<int>(std::min(after - trajectory.keyFrames.begin(), static_cast<std::ptrdiff_t>(trajectory.keyFrames.size()) - 1)) - 1;
}

PathPosition positionOf(const CameraTrajectory& trajectory, int pose)
{
    const std::vector<int>& keys = trajectory.keyFrames;
    for (std::size_t i = 0; i + 1 < keys.size() && i < trajectory.actions.size(); ++i) {
        if (pose >= keys[i + 1])
            continue;
        const double share = std::clamp(static_cast<double>(pose - keys[i]) / (keys[i + 1] - keys[i]), 0.0, 1.0);
        return {i, std::round(share * trajectory.actions[i].magnitude * 1000) / 1000};
    }
    return {trajectory.actions.size(), 0};
}

std::vector<Action> splitAt(std::span<const Action> actions, PathPosition at)
{
    return checked(cut(actions, at).first);
}

std::vector<Action> insertAt(std::span<const Action> actions, PathPosition at, std::span<const Action> inserted)
{
    auto [result, index] = cut(actions, at);
    result.insert(result.begin() + static_cast<std::ptrdiff_t>(index), inserted.begin(), inserted.end());
    return checked(std::move(result));
}

std::vector<Action> appended(std::span<const Action> actions, std::span<const Action> added)
{
    return insertAt(actions, {actions.size(), 0}, added);
}

std::vector<Action> removedAt(std::span<const Action> actions, std::size_t index)
{
    requireIndex(actions, index);
    std::vector<Action> result = copyOf(actions);
    result.erase(result.begin() + static_cast<std::ptrdiff_t>(index));
    return checked(std::move(result));
}

std::vector<Action> duplicatedAt(std::span<const Action> actions, std::size_t index)
{
    requireIndex(actions, index);
    const Action again = actions[index];
    return insertAt(actions, {index + 1, 0}, {&again, 1});
}

std::vector<Action> movedTo(std::span<const Action> actions, std::size_t from, std::size_t to)
{
    requireIndex(actions, from);
    requireIndex(actions, to);
    std::vector<Action> result = copyOf(actions);
    const auto at = [&result](std::size_t index) { return result.begin() + static_cast<std::ptrdiff_t>(index); };
    if (from < to)
        std::rotate(at(from), at(from + 1), at(to + 1));
    else
        std::rotate(at(to), at(from), at(from + 1));
    return checked(std::move(result));
}

std::vector<Action> replacedAt(std::span<const Action> actions, std::size_t index, const Action& action)
{
    requireIndex(actions, index);
    std::vector<Action> result = copyOf(actions);
    result[index] = action;
    return checked(std::move(result));
}

std::vector<Action> walked(std::span<const Action> actions, const Action& step)
{
    std::vector<Action> result = copyOf(actions);
    if (!result.empty() && result.back().kind == step.kind)
        result.back().magnitude += step.magnitude;
    else if (!result.empty() && result.back().kind == opposite(step.kind) && result.back().magnitude >= step.magnitude - kNothing)
        result.back().magnitude -= step.magnitude; // asWritten() drops it when nothing is left
    else
        result.push_back(step);
    return checked(std::move(result));
}

std::vector<Action> reversedActions(std::span<const Action> actions)
{
    return checked({actions.rbegin(), actions.rend()});
}

std::vector<Action> mirroredActions(std::span<const Action> actions)
{
    std::vector<Action> result = copyOf(actions);
    for (Action& action : result)
        if (action.kind != ActionKind::Forward && action.kind != ActionKind::Backward)
            action.kind = opposite(action.kind);
    return checked(std::move(result));
}

std::vector<Action> scaledActions(std::span<const Action> actions, double factor)
{
    if (!(factor > 0) || !std::isfinite(factor) || factor > 1e6)
        throw Error("the scale", "must be a number above 0");
    std::vector<Action> result = copyOf(actions);
    for (Action& action : result) {
        if (!action.isTurn())
            action.magnitude *= factor;
        if (action.magnitude > 1000 && !action.isTurn())
            throw Error("the scale", "makes a move longer than 1000 meters");
    }
    return checked(std::move(result));
}

std::vector<Action> scaledToLength(std::span<const Action> actions, double meters)
{
    const double now = lengthMeters(actions);
    if (!(now > 0))
        throw Error("the path", "has no move to scale");
    return scaledActions(actions, meters / now);
}

double lengthMeters(std::span<const Action> actions)
{
    double sum = 0;
    for (const Action& action : actions)
        sum += action.isTurn() ? 0 : action.magnitude;
    return sum;
}

double turnedDegrees(std::span<const Action> actions)
{
    double sum = 0;
    for (const Action& action : actions)
        sum += action.isTurn() ? action.magnitude : 0;
    return sum;
}

std::vector<Action> edited(std::span<const Action> actions, const NamedEdit& edit)
{
    const std::string& name = edit.name;
    if (name == "mirror")
        return mirroredActions(actions);
    if (name == "reverse")
        return reversedActions(actions);
    if (name == "inverse")
        return checked(inverseActions(actions));
    if (name == "canonical")
        return checked(canonicalActions(actions));
    if (name == "scale")
        return scaledActions(actions, edit.amount);
    if (name == "length")
        return scaledToLength(actions, edit.amount);
    if (name == "remove")
        return removedAt(actions, edit.at);
    if (name == "duplicate")
        return duplicatedAt(actions, edit.at);
    if (name == "move")
        return movedTo(actions, edit.at, edit.to);
    if (name == "append")
        return appended(actions, edit.with);
    if (name == "split" || name == "insert") {
        requireIndex(actions, edit.at);
        return name == "split" ? splitAt(actions, {edit.at, edit.amount}) : insertAt(actions, {edit.at, edit.amount}, edit.with);
    }
    throw Error("the edit \"" + name + "\"", "is unknown",
                "Use mirror, reverse, inverse, canonical, scale, length, remove, duplicate, move, split, insert or append");
}

} // namespace w2v
