#pragma once
#include <filesystem>
#include <functional>
#include <map>
#include <span>
#include <string>

#include "core/base/JobContext.h"
#include "core/training/Recipe.h"
#include "core/training/TrainingSample.h"
#include "core/vlm/VisionLanguageModel.h"

namespace w2v {

struct TrainingStep {
    std::int64_t step = 0, samples = 0; ///< so far
    double seconds = 0;                 ///< since the start
    double loss = 0, auxiliary = 0, flow = 0, depth = 0; ///< of this step; auxiliary is weighted, flow and depth are not
    double gradientNorm = 0, learningRate = 0;
    double samplesPerSecond = 0, tokensPerSecond = 0;    ///< recent
    double stepSeconds = 0;             ///< of this process's steps so far, without evaluations and checkpoints
    double inputSeconds = 0;            ///< of these, what a replica waited for its batches: the mean over the replicas
    std::size_t stage = 0;              ///< curriculum stage; the number of stages = the main part
};

struct TrainingCallbacks {
    std::function<void(const TrainingStep&)> onStep;
    /// Called every recipe.evalInterval seconds and at the end, with the model as it is now; returns metrics by name, for example
    /// {"A2/direction", 81.0}. The curriculum looks at them.
    std::function<std::map<std::string, double>(VisionLanguageModel& model, const TrainingStep& at)> evaluate;
    std::function<void(const std::filesystem::path& folder, const TrainingStep& at)> onCheckpoint;
};

struct TrainingResult {
    TrainingStep last;
    std::map<std::string, double> metrics; ///< of the last evaluation
    std::filesystem::path checkpoint;      ///< the last one written
    bool stopped = false;                  ///< by the user; the checkpoint holds what was reached
};

/// Supervised fine-tuning of the checkpoint in `model` (for a new small one see createTinyModel) on `samples`. Writes checkpoints
/// (Hugging Face layout, aside and renamed) as checkpoints/step-<n> below `run` and keeps the recipe's number of them. Replicas are
/// single threads that share the weights and average their gradients, which is faster on few processors than sharing each operation.
/// recipe.minutes is wall time, evaluations included. A stop request ends with a checkpoint, not with Cancelled.
/// With recipe.adaptation "lora" only low-rank adapters of the linear layers move, and the weights under them may be bfloat16: a
/// checkpoint is then the merged model, with the adapter alone in the peft layout in its folder adapter/.
/// `resume`: a checkpoint of the same run (resumableCheckpoint) to go on from. Weights, moments, random numbers and counts are restored,
/// so that the run ends with the same bits as one that was not interrupted, as long as nothing in the recipe is counted in seconds; an
/// Error when the samples are not those it was trained on.
TrainingResult trainSft(const Recipe& recipe, const std::filesystem::path& model, std::span<const TrainingSample> samples,
                        const std::filesystem::path& run, const TrainingCallbacks& callbacks, JobContext& job,
                        const std::filesystem::path& resume = {});

} // namespace w2v
