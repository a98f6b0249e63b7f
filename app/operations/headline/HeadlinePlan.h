#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "core/base/Json.h"
#include "core/training/Recipe.h"

namespace w2v {

/// What `w2v experiment headline` is asked for. Kept with its results: a folder belongs to one of them.
struct HeadlineOptions {
    double minutes = 170;          ///< wall clock on two cores for everything; stages take shares of it
    double viewMinutes = 0;        ///< of them for imagining views, at most; 0 = a seventh
    int seeds = 3;                 ///< of training; data are the same for all
    std::uint64_t seed = 1;        ///< of the data and the first training
    std::string base;              ///< folder of a checkpoint, or a shipped base
    int limit = 250;               ///< held-out questions of a task
    std::int64_t sftSteps = 0, grpoSteps = 0; ///< of each run, whatever time they take; 0 = what the time allows
    int trainRooms = 400, heldoutRooms = 60, walks = 25;
    int grpoRooms = 200;           ///< further ones, whose views only GRPO learns from
    int imaginingSeeds = 3;        ///< the first so many seeds' bases are also asked with imagination at test time; may differ when it goes on

    static HeadlineOptions from(const Json& params);
    Json json() const;             ///< what a folder is bound to
};

/// Split of the rooms that only GRPO learns from.
inline constexpr const char* kReinforceSplit = "reinforce";

/// How the time is spent.
struct HeadlineBudget {
    double viewSeconds = 0;        ///< imagining views
    double sftSeconds = 0, grpoSeconds = 0; ///< of one run

    static HeadlineBudget of(const HeadlineOptions& options);
};

/// One trained row of the table, in the order they are trained.
struct HeadlineRun {
    std::string row;               ///< "base", "sft", "grpo", "forward", "inverse"
    std::string title;
    std::string startsFrom;        ///< a row, or empty: the base as it is
    std::string tasks;             ///< sampling weights of the recipe, as text
};

/// base (answer formats only), sft (both directions), grpo, forward only, inverse only.
const std::vector<HeadlineRun>& headlineRuns();

/// The recipe of a run: `model` is what it starts from. The first SFT run has its share of the time (`sftSteps` 0); the others take as many
/// steps as it did, so that the three directions and all seeds learn from as many samples.
Recipe headlineRecipe(const HeadlineRun& run, const HeadlineOptions& options, int seed, const std::string& model, std::int64_t sftSteps);

} // namespace w2v
