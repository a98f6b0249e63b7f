#include "core/motion/ActionSampler.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "core/base/Error.h"
#include "core/motion/ActionText.h"

namespace w2v {

namespace {

constexpr ActionKind kAllKinds[] = {ActionKind::Forward,   ActionKind::Backward, ActionKind::ShiftLeft,
                                    ActionKind::ShiftRight, ActionKind::TurnLeft, ActionKind::TurnRight};

std::string twoDigits(std::size_t index)
{
    char buffer[24];
    std::snprintf(buffer, sizeof buffer, "%02zu", index);
    return buffer;
}

std::string recipeName(const std::vector<RecipeStep>& steps)
{
    std::string name;
    for (const RecipeStep& step : steps)
        name += (name.empty() ? "" : "_then_") + std::string(actionName(step.kind));
    return name;
}

} // namespace

double AmountRange::sample(Rng& rng) const
{
    if (!(low >= 0 && high >= low && unit > 0 && std::isfinite(high)))
        throw Error("the sampling range", "needs 0 <= low <= high and a unit greater than 0");
    const double steps = std::nearbyint((high - low) / unit); // half to even, the default rounding mode
    if (steps > 1e9)
        throw Error("the sampling range", "has more than a billion steps");
    const auto k = static_cast<double>(rng.integer(0, static_cast<std::int64_t>(steps)));
    return std::nearbyint((low + k * unit) * 1e6) / 1e6;
}

Action sampleAction(ActionKind kind, const SamplingRanges& ranges, Rng& rng)
{
    Action action{kind, 0};
    action.magnitude = (action.isTurn() ? ranges.degrees : ranges.meters).sample(rng);
    return action;
}

Action sampleSingleAction(const SamplingRanges& ranges, Rng& rng)
{
    const bool turn = rng.chance(0.5);
    return sampleAction(turn ? kAllKinds[rng.integer(4, 5)] : kAllKinds[rng.integer(0, 3)], ranges, rng);
}

std::vector<Action> sampleSequence(int steps, const SamplingRanges& ranges, Rng& rng)
{
    std::vector<Action> actions;
    while (static_cast<int>(actions.size()) < steps) {
        const Action action = sampleSingleAction(ranges, rng);
        if (actions.empty() || (actions.back().kind != action.kind && actions.back().kind != opposite(action.kind)))
            actions.push_back(action);
    }
    return actions;
}

SamplerSettings referenceSettings()
{
    using enum ActionKind;
    SamplerSettings settings;
    settings.ranges = {{0.1, 6.0, 0.1}, {10, 100, 10}};
    settings.limits = {0.2, 5.0, 8};
    settings.keptFrames = 2;
    for (const ActionKind kind : kAllKinds)
        settings.recipes.push_back({actionName(kind), false, 1, {{kind, Action{kind}.isTurn() ? settings.ranges.degrees : settings.ranges.meters}}});
    const auto preset = [&](std::vector<RecipeStep> steps) {
        settings.recipes.push_back({recipeName(steps), true, 1, std::move(steps)});
    };
    preset({{Forward, {0.5, 3.5, 0.1}}, {TurnLeft, {20, 80, 10}}});
    preset({{TurnRight, {20, 80, 10}}, {Forward, {0.3, 3.0, 0.1}}});
    preset({{ShiftLeft, {0.3, 3.0, 0.1}}, {Forward, {0.5, 3.5, 0.1}}, {TurnRight, {20, 60, 10}}});
    return settings;
}

std::vector<SampledTrajectory> sampleTrajectories(const SamplerSettings& settings, int count, Rng& rng)
{
    std::vector<const TrajectoryRecipe*> round;
    for (const TrajectoryRecipe& recipe : settings.recipes)
        round.insert(round.end(), static_cast<std::size_t>(std::max(0, recipe.count)), &recipe);
    if (round.empty())
        throw Error("the sampler", "has no kind of trajectory to draw", "Name single actions or presets in its settings");
    const std::size_t wanted = count > 0 ? static_cast<std::size_t>(count) : round.size();
    std::vector<SampledTrajectory> result;
    std::size_t multi = 0;
    for (std::size_t i = 0; i < wanted; ++i) {
        const TrajectoryRecipe& recipe = *round[i % round.size()];
        SampledTrajectory trajectory;
        trajectory.id = recipe.multiStep ? "multi_step_" + twoDigits(multi++) + '_' + recipe.name : recipe.name + '_' + twoDigits(i);
        trajectory.actions = drawnActions(recipe, rng);
        result.push_back(std::move(trajectory));
    }
    return result;
}

std::vector<TrajectoryRecipe> pathPresets()
{
    using enum ActionKind;
    std::vector<TrajectoryRecipe> presets = referenceSettings().recipes;
    const auto fixed = [](ActionKind kind, double amount) { return RecipeStep{kind, {amount, amount, 1}}; };
    presets.push_back({"sweep", true, 1, {fixed(TurnLeft, 30), fixed(TurnRight, 60), fixed(TurnLeft, 30)}});
    presets.push_back({"wide_sweep", true, 1, {fixed(TurnLeft, 60), fixed(TurnRight, 120), fixed(TurnLeft, 60)}});
    presets.push_back({"look_around", true, 1, std::vector<RecipeStep>(12, fixed(TurnRight, 30))});
    presets.push_back({"side_to_side", true, 1, {fixed(ShiftLeft, 0.5), fixed(ShiftRight, 1), fixed(ShiftLeft, 0.5)}});
    return presets;
}

std::vector<Action> drawnActions(const TrajectoryRecipe& recipe, Rng& rng)
{
    std::vector<Action> actions;
    for (const RecipeStep& step : recipe.steps)
        actions.push_back({step.kind, step.amount.sample(rng)});
    return actions;
}

std::vector<Action> typicalActions(const TrajectoryRecipe& recipe)
{
    std::vector<Action> actions;
    for (const RecipeStep& step : recipe.steps) {
        const double half = std::floor((step.amount.high - step.amount.low) / 2 / step.amount.unit + 1e-9);
        actions.push_back({step.kind, step.amount.low + half * step.amount.unit});
    }
    return asWritten(actions);
}

} // namespace w2v
