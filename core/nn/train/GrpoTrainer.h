#pragma once
#include <filesystem>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/JobContext.h"
#include "core/training/AnswerVariety.h"
#include "core/training/Recipe.h"
#include "core/training/RunAlarms.h"
#include "core/training/TrainingSample.h"
#include "core/vlm/VisionLanguageModel.h"

namespace w2v {

/// Parts of one answer's reward by name; "overall" is what is learned from.
using RewardComponents = std::vector<std::pair<std::string, double>>;

/// One answer that the policy wrote during training.
struct PolicyAnswer {
    std::size_t sample = 0;      ///< index of the training sample
    int variant = 0;             ///< of it that was asked: kMirrored | kSwapped
    std::string text;
    int tokens = 0;              ///< the end token included
    RewardComponents reward;
    double advantage = 0;
};

struct GrpoStep {
    std::int64_t step = 0, answers = 0;  ///< so far
    double seconds = 0;                  ///< since the start
    double reward = 0, rewardDeviation = 0; ///< over the step's answers
    double loss = 0, surrogate = 0;
    double divergence = 0;               ///< KL to the reference, nats a token
    double clipped = 0;                  ///< share of tokens whose ratio was cut
    double length = 0;                   ///< mean answer length, tokens
    double gradientNorm = 0, learningRate = 0;
    int groups = 0, uniformGroups = 0;   ///< prompts of the step; those whose answers were all rewarded alike
    double rolloutSeconds = 0, updateSeconds = 0;
    std::map<std::string, double> parts; ///< means of reward parts by task, "A1/format"
    std::map<std::string, TaskVariety> variety; ///< of the newest answers of each task, this step's included
};

struct GrpoCallbacks {
    /// Of an answer to a sample's variant (what texts[variant] asks). Called from several threads.
    std::function<RewardComponents(std::size_t sample, int variant, std::string_view answer)> reward;
    std::function<void(const GrpoStep&, std::span<const PolicyAnswer> answers)> onStep;
    /// As in TrainingCallbacks; "mean" is the accuracy that the alarms watch.
    std::function<std::map<std::string, double>(VisionLanguageModel& model, std::int64_t step)> evaluate;
    std::function<void(const std::filesystem::path& folder, std::int64_t step)> onCheckpoint;
    std::function<void(const RunAlarm&)> onAlarm;
};

struct GrpoResult {
    GrpoStep last;
    std::map<std::string, double> metrics; ///< of the last evaluation
    std::filesystem::path checkpoint;
    bool stopped = false;
};

/// Group relative policy optimisation (Shao et al. 2024) of the checkpoint in `model`: every step draws recipe.grpo.prompts questions,
/// varied as the recipe's data says (mirrored, views swapped, colours), writes recipe.grpo.answers answers to each from one reading of the prompt, rewards them, and moves the weights (or an adapter) by
/// the clipped surrogate with the KL divergence to the frozen start as part of the loss. Replicas as in trainSft. A stop request ends
/// with a checkpoint. Deterministic for a seed and a number of replicas, except for limits in minutes. `resume` as in trainSft.
GrpoResult trainGrpo(const Recipe& recipe, const std::filesystem::path& model, std::span<const TrainingSample> samples,
                     const std::filesystem::path& run, const GrpoCallbacks& callbacks, JobContext& job, const std::filesystem::path& resume = {});

} // namespace w2v
