#pragma once
#include <span>
#include <string>
#include <vector>

#include "core/base/Rng.h"
#include "core/motion/Action.h"

namespace w2v {

/// Amounts low, low + unit, ... up to about high: round(low + k unit, 6) with k uniform in 0..round((high - low) / unit),
/// rounded half to even, so the top can pass `high` when the range is no multiple of the unit (as the reference does).
struct AmountRange {
    double low = 0, high = 0, unit = 0;
    double sample(Rng& rng) const; ///< throws Error unless 0 <= low <= high and unit > 0
};

/// Metres for moves and degrees for turns.
struct SamplingRanges {
    AmountRange meters{0.2, 2.0, 0.1};
    AmountRange degrees{10, 60, 10};
};

Action sampleAction(ActionKind kind, const SamplingRanges& ranges, Rng& rng);

/// A move (one of four directions) or a turn (left or right), each half of the time.
Action sampleSingleAction(const SamplingRanges& ranges, Rng& rng);

/// `steps` actions of which no two neighbours lie on one axis, so that canonicalActions() changes nothing.
std::vector<Action> sampleSequence(int steps, const SamplingRanges& ranges, Rng& rng);

/// A named trajectory of one scene.
struct SampledTrajectory {
    std::string id; ///< "forward_00", "multi_step_00_forward_then_turn_left" ...
    std::vector<Action> actions;
};

/// A step of a preset; without a range of its own it uses the global one.
struct PresetStep {
    ActionKind kind = ActionKind::Forward;
    bool hasRange = false;
    double low = 0, high = 0;
};

struct TrajectoryPreset {
    std::vector<PresetStep> steps;
};

/// The released generator's settings: distances 0.1..6 m, angles 10..100 degrees and three presets.
SamplingRanges referenceRanges();
std::vector<TrajectoryPreset> referencePresets();

/// What the released generator draws for one scene: the six single actions in order, then the presets.
std::vector<SampledTrajectory> sampleSceneTrajectories(const SamplingRanges& ranges, std::span<const TrajectoryPreset> presets,
                                                       Rng& rng);

} // namespace w2v
