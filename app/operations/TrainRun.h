#pragma once
#include <filesystem>

#include "core/base/JobContext.h"
#include "core/base/Json.h"
#include "core/dataset/Project.h"
#include "core/runs/RunFolder.h"
#include "core/training/Recipe.h"

namespace w2v {

/// Writes what the parameters of `train` change into the recipe: "minutes", "seed", "base", and "set", an object of recipe fields.
void overrideRecipe(Recipe& recipe, const Json& params);
/// The recipe of the parameter "recipe", changed so.
Recipe recipeFrom(const Json& params);

/// A queued run in the project's runs folder; its spec holds the project and the whole recipe.
RunFolder createRun(const Project& project, const Recipe& recipe);

/// The run of the parameters "project" and "run" (its id).
RunFolder runFrom(const Json& params);

/// Trains as the run's spec says: metrics, samples, log and checkpoints go to the run folder as they come. A run that
/// was interrupted goes on from its newest checkpoint. The state ends as finished, stopped or failed. An Error when it has finished
/// or another process is at it. Returns the result of the operation `train`: run, base, model, steps, metrics.
Json trainRun(const RunFolder& run, JobContext& job);

/// Trains by a recipe once: goes on with an interrupted run of the same recipe in the project, and gives a finished one's "run",
/// "model", "steps" and "reused" again. Else as trainRun().
Json trainOnce(const Project& project, const Recipe& recipe, JobContext& job);

/// trainRun() as a process of its own: `w2v-worker --run FOLDER`. Returns the exit code.
int executeRun(const std::filesystem::path& folder);

} // namespace w2v
