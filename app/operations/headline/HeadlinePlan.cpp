#include "app/operations/headline/HeadlinePlan.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "app/operations/Operation.h"
#include "app/operations/ShippedBase.h"
#include "app/operations/TrainRun.h"
#include "core/base/Error.h"
#include "core/training/ShippedRecipes.h"

namespace w2v {

namespace {

// Of the base's warm-up: after 150 steps at half the rate hardly an answer had the form that its question asks for.
constexpr std::int64_t kFormatSteps = 1000, kLeastFormatSteps = 50;
constexpr double kFormatStepsOfSecond = 20; // of an SFT run: a small experiment is not mostly warm-up
constexpr double kFormatRate = 1e-3;

int countFrom(const Json& params, const char* key, int fallback, int most, int least = 1)
{
    const std::int64_t count = integerOr(params, key, fallback);
    if (count < least || count > most)
        throw Error(key, fmt::format("must be from {} to {}", least, most));
    return static_cast<int>(count);
}

std::int64_t stepsFrom(const Json& params, const char* key)
{
    const std::int64_t steps = integerOr(params, key, 0);
    if (steps < 0 || steps > 100'000'000)
        throw Error(key, "must be from 0 (what the time allows) to 100000000");
    return steps;
}

} // namespace

HeadlineOptions HeadlineOptions::from(const Json& params)
{
    HeadlineOptions options;
    options.minutes = numberOr(params, "minutes", options.minutes);
    if (!(options.minutes > 0 && options.minutes <= 24 * 60))
        throw Error("minutes", "must be above 0 and at most 1440");
    options.viewMinutes = numberOr(params, "view_minutes", 0);
    if (!(options.viewMinutes >= 0 && options.viewMinutes < options.minutes))
        throw Error("view_minutes", "must be at least 0 and less than the minutes of the whole");
    options.seeds = countFrom(params, "seeds", options.seeds, 100);
    options.seed = static_cast<std::uint64_t>(integerOr(params, "seed", 1));
    options.base = textOr(params, "base", std::string(kShippedBase));
    options.limit = countFrom(params, "limit", options.limit, 100'000);
    options.sftSteps = stepsFrom(params, "sft_steps");
    options.grpoSteps = stepsFrom(params, "grpo_steps");
    options.trainRooms = countFrom(params, "rooms", options.trainRooms, 100'000);
    options.grpoRooms = countFrom(params, "grpo_rooms", options.grpoRooms, 100'000);
    options.heldoutRooms = countFrom(params, "heldout", options.heldoutRooms, 10'000);
    options.walks = countFrom(params, "walks", options.walks, 1000);
    options.imaginingSeeds = countFrom(params, "imagining_seeds", options.seeds, options.seeds, 0);
    return options;
}

Json HeadlineOptions::json() const
{
    Json told{{"minutes", minutes}, {"view_minutes", viewMinutes}, {"seeds", seeds}, {"seed", seed}, {"base", base}, {"limit", limit}, {"rooms", trainRooms},
              {"grpo_rooms", grpoRooms}, {"heldout", heldoutRooms}, {"walks", walks}};
    for (const auto& [key, steps] : {std::pair("sft_steps", sftSteps), std::pair("grpo_steps", grpoSteps)})
        if (steps > 0) // folders of before there were such options are gone on with
            told[key] = steps;
    return told;
}

HeadlineBudget HeadlineBudget::of(const HeadlineOptions& options)
{
    // Questions, exact views and starting take 16 % of the time; what views leave is for training, five runs a seed of which the base's
    // is short.
    const double whole = options.minutes * 60;
    HeadlineBudget budget;
    budget.viewSeconds = options.viewMinutes > 0 ? 60 * options.viewMinutes : 0.14 * whole;
    const double training = std::max(0.84 * whole - budget.viewSeconds, 0.05 * whole) / options.seeds;
    budget.sftSeconds = 0.26 * training;
    budget.grpoSeconds = 0.2 * training;
    return budget;
}

const std::vector<HeadlineRun>& headlineRuns()
{
    static const std::string forward = "D1: 5, D2: 2, D3: 2, D4: 2", inverse = "A1: 3, A2: 2, A3: 2, A4: 4";
    static const std::vector<HeadlineRun> runs = {
        {"base", "Base (answer formats only)", "", '{' + inverse + ", " + forward + '}'},
        {"sft", "SFT, both directions", "base", '{' + inverse + ", " + forward + '}'},
        {"grpo", "SFT + GRPO", "sft", '{' + inverse + ", " + forward + '}'},
        {"forward", "SFT, forward only", "base", '{' + forward + '}'},
        {"inverse", "SFT, inverse only", "base", '{' + inverse + '}'},
    };
    return runs;
}

Recipe headlineRecipe(const HeadlineRun& run, const HeadlineOptions& options, int seed, const std::string& model, std::int64_t sftSteps)
{
    Recipe recipe = recipeNamed(run.row == "grpo" ? "w2v-tiny-grpo" : "w2v-tiny-sft");
    recipe.name = fmt::format("headline-{}-{}", run.row, seed);
    recipe.description = run.title;
    recipe.preset.clear();
    recipe.base = model;
    recipe.seed = options.seed + static_cast<std::uint64_t>(seed) - 1;
    recipe.curriculum.clear();
    setRecipeField(recipe, "data.tasks", run.tasks);
    recipe.minutes = 0;
    recipe.evalInterval = 0;
    recipe.checkpointInterval = 60;
    recipe.keepCheckpoints = 1;
    if (run.row == "grpo")
        recipe.split = kReinforceSplit; // its reward is that of rooms that supervised training has not seen
    if (run.row == "grpo" && options.grpoSteps > 0) {
        recipe.steps = options.grpoSteps;
    } else if (run.row == "grpo") {
        recipe.minutes = HeadlineBudget::of(options).grpoSeconds / 60;
    } else if (run.row == "base") {
        // Which answers there are and how they are written, without what they say: the pictures stay as the base sees them.
        const double seconds = HeadlineBudget::of(options).sftSeconds;
        const auto steps = options.sftSteps > 0 ? options.sftSteps / 2 : static_cast<std::int64_t>(kFormatStepsOfSecond * seconds);
        recipe.steps = std::clamp(steps, kLeastFormatSteps, kFormatSteps);
        recipe.learningRate = kFormatRate;
        recipe.shuffleAnswers = true;
        recipe.freezeVision = true;
        recipe.auxiliaryWeight = 0;
    } else if (sftSteps > 0 || options.sftSteps > 0) {
        recipe.steps = options.sftSteps > 0 ? options.sftSteps : sftSteps;
    } else {
        recipe.minutes = HeadlineBudget::of(options).sftSeconds / 60;
    }
    return recipe;
}

} // namespace w2v
