#pragma once
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/Rng.h"
#include "core/motion/Trajectory.h"

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

/// One step of a recipe and the amounts it may have.
struct RecipeStep {
    ActionKind kind = ActionKind::Forward;
    AmountRange amount;
};

/// A kind of trajectory: one action, or several in a row.
struct TrajectoryRecipe {
    std::string name;           ///< "forward", "forward_then_turn_left"
    bool multiStep = false;
    int count = 1;              ///< in one round
    std::vector<RecipeStep> steps;
};

/// What the released generators read from their YAML files about motion.
struct SamplerSettings {
    SamplingRanges ranges;
    StepLimits limits;
    int keptFrames = 0;         ///< of a trajectory; 0: all
    std::int64_t seed = -1;     ///< -1: none was fixed
    std::vector<TrajectoryRecipe> recipes;
};

/// The settings that both run scripts of the released generator use: distances 0.1..6 m, angles 10..100 degrees, the six single
/// actions and three presets.
SamplerSettings referenceSettings();

/// Reads the motion part of the reference's YAML: the layout of its view generator (`action`, `trajectory`, `sampling`,
/// `general.seed`) or that of its video generator (`single_step` and `multi_step_presets` as lists of named entries). Other keys
/// are left alone. Throws Error with file and line for a value of the wrong type or range.
SamplerSettings parseSamplerSettings(std::string_view yaml, const std::string& subject);
SamplerSettings loadSamplerSettings(const std::filesystem::path& path);

/// `count` trajectories: the recipes in order, round after round (0: one round, which is what the generator draws for a scene).
std::vector<SampledTrajectory> sampleTrajectories(const SamplerSettings& settings, int count, Rng& rng);

/// Ready-made paths: the recipes of referenceSettings(), sweeps and a look around. Ranges of width 0 are fixed amounts.
std::vector<TrajectoryRecipe> pathPresets();
/// An amount of every range, on its grid.
std::vector<Action> drawnActions(const TrajectoryRecipe& recipe, Rng& rng);
/// The middle of every range, on its grid.
std::vector<Action> typicalActions(const TrajectoryRecipe& recipe);

} // namespace w2v
