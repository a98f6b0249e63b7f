#include "core/motion/ActionSampler.h"

#include <cmath>
#include <cstdio>

#include "core/base/Error.h"

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

SamplingRanges referenceRanges()
{
    return {{0.1, 6.0, 0.1}, {10, 100, 10}};
}

std::vector<TrajectoryPreset> referencePresets()
{
    using enum ActionKind;
    return {
        {{{Forward, true, 0.5, 3.5}, {TurnLeft, true, 20, 80}}},
        {{{TurnRight, true, 20, 80}, {Forward, true, 0.3, 3.0}}},
        {{{ShiftLeft, true, 0.3, 3.0}, {Forward, true, 0.5, 3.5}, {TurnRight, true, 20, 60}}},
    };
}

std::vector<SampledTrajectory> sampleSceneTrajectories(const SamplingRanges& ranges, std::span<const TrajectoryPreset> presets,
                                                       Rng& rng)
{
    std::vector<SampledTrajectory> result;
    for (const ActionKind kind : kAllKinds)
        result.push_back({std::string(actionName(kind)) + '_' + twoDigits(result.size()), {sampleAction(kind, ranges, rng)}});
    for (std::size_t i = 0; i < presets.size(); ++i) {
        SampledTrajectory trajectory{"multi_step_" + twoDigits(i), {}};
        for (const PresetStep& step : presets[i].steps) {
            SamplingRanges own = ranges;
            AmountRange& range = Action{step.kind, 0}.isTurn() ? own.degrees : own.meters;
            if (step.hasRange)
                range = {step.low, step.high, range.unit};
            trajectory.id += (trajectory.actions.empty() ? "_" : "_then_") + std::string(actionName(step.kind));
            trajectory.actions.push_back(sampleAction(step.kind, own, rng));
        }
        result.push_back(std::move(trajectory));
    }
    return result;
}

} // namespace w2v
