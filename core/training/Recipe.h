#pragma once
#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace w2v {

/// Sampling weights by task name (A1..A4, D1..D4), in pretraining by skill (name, box, depth, match).
using TaskWeights = std::map<std::string, double>;

/// A first part of training on other tasks. It ends at a share of the run, or as soon as an evaluation metric is reached.
struct CurriculumStage {
    double until = 0.5;  ///< share of the run, 0..1
    std::string metric;  ///< for example "A2/direction"; empty = the share alone decides
    double reach = 0;    ///< percent
    TaskWeights tasks;
    bool operator==(const CurriculumStage&) const = default;
};

/// What a group-relative reinforcement run (GRPO) needs beyond a supervised one.
struct GrpoSettings {
    int prompts = 8;                  ///< questions a step
    int answers = 4;                  ///< to each question
    double temperature = 1, topP = 1; ///< of the answers
    int maxNewTokens = 64;            ///< an answer, at most
    double klWeight = 0.01;           ///< of the divergence to the start, nats a token
    double clipLow = 0.2, clipHigh = 0.2;
    int updates = 1;                  ///< optimizer steps on one set of answers
    bool skipUniform = true;          ///< leave out questions whose answers were all rewarded alike
    std::string reward = "verified";  ///< verified, reference
    bool operator==(const GrpoSettings&) const = default;
};

/// Everything that decides a post-training run, as written in a recipe file. Zero means "no limit" for lengths and
/// "as many as the machine has" for threads and replicas.
struct Recipe {
    std::string name = "sft", description;
    std::string kind = "sft"; ///< sft: supervised; grpo: reinforcement with the task-aware reward; pretrain: visual skills

    // model
    std::string preset = "w2v-tiny"; ///< a size that starts from random weights; empty when `base` is given
    std::string base;                ///< folder of a checkpoint to start from
    int imageSize = 56;              ///< pixels; views are resized to a square
    bool stackViews = true;          ///< two views become the two frames of one temporal patch
    bool absolutePositions = true;   ///< learned positions added to the patches: a declared extension
    int vocabulary = 1024;           ///< tokens of a new tokenizer, at most

    // length; the first limit reached ends the run
    double minutes = 8, epochs = 0;
    std::int64_t steps = 0;

    // optimizer (AdamW)
    int batch = 16, accumulation = 1;
    double learningRate = 1.5e-3, beta1 = 0.9, beta2 = 0.98, weightDecay = 0.05, clipNorm = 1;
    double warmup = 0.03;            ///< share of the run
    std::string schedule = "cosine"; ///< cosine, linear, constant
    double finalRate = 0.03;         ///< share of the learning rate at the end

    // data
    std::string split = "train";     ///< of the project's records
    TaskWeights tasks{{"A1", 3}, {"A2", 3}, {"A4", 2}, {"D1", 1.5}, {"D2", 1}};
    std::vector<CurriculumStage> curriculum{{0.5, "A2/direction", 75, {{"A1", 1}, {"A2", 1.5}}}};
    bool swapViews = true, mirror = true;
    double colorJitter = 0.1, colorPermutation = 0.3;
    bool shuffleAnswers = false;                 ///< answers exchanged among the records of a task: their form is learned, not their content
    double inverseWeight = 1, forwardWeight = 1; ///< of the losses of A and D tasks
    std::string lossMean = "token"; ///< of a batch, over all learned tokens, or "answer": over its answers, each of them over its own

    // dense auxiliary loss of the vision tower (flow and log depth from the renderer); its head is dropped afterwards
    double auxiliaryWeight = 2, flowWeight = 2, depthWeight = 0.5;

    GrpoSettings grpo;

    // adaptation
    std::string adaptation = "full"; ///< full, lora
    int loraRank = 0;
    double loraAlpha = 0;
    bool freezeVision = false;
    std::string precision = "float32"; ///< float32, bfloat16
    int maxTokens = 8192;
    std::int64_t maxPixels = 0;        ///< an image; 0 = the preprocessor's own

    // run
    int threads = 1, replicas = 0;
    double evalInterval = 60, checkpointInterval = 120; ///< seconds
    std::int64_t evalSteps = 0, checkpointSteps = 0;    ///< in their place when above 0
    int evalRecords = 40;                               ///< a task
    int keepCheckpoints = 2;
    std::uint64_t seed = 1;

    bool operator==(const Recipe&) const = default;
};

/// One value of a recipe as text, for forms and the command line.
struct RecipeField {
    std::string path;    ///< "optimizer.batch"
    std::string value;   ///< as in the file
    std::string comment; ///< meaning and unit
};

/// Reads a recipe. An unknown key, a value out of range or of the wrong kind is an Error that names file:line.
/// Keys that are not there keep their defaults.
Recipe parseRecipe(std::string_view yaml, const std::string& subject);
Recipe loadRecipe(const std::filesystem::path& path);

/// The whole recipe with a comment and a unit on every line; parseRecipe() reads back the same.
std::string recipeText(const Recipe& recipe);
void saveRecipe(const std::filesystem::path& path, const Recipe& recipe);

std::vector<RecipeField> recipeFields(const Recipe& recipe);
/// Sets one value from text, as `--set optimizer.batch=8` does.
void setRecipeField(Recipe& recipe, const std::string& path, const std::string& value);

/// An Error when values contradict each other (no length, no model, unknown task, ...).
void checkRecipe(const Recipe& recipe, const std::string& subject);

/// Learning rate factor in (0, 1] at a share of the run in [0, 1]: warm-up, then the schedule down to finalRate.
double learningRateFactor(const Recipe& recipe, double share);

/// Sampling weights at a share of the run: of the stage at the given index (see CurriculumStage), or of the main part.
const TaskWeights& activeTasks(const Recipe& recipe, std::size_t stage);

} // namespace w2v
