#include "core/training/Recipe.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <span>

#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/training/RecipeSchema.h"
#include "core/training/RecipeVisitors.h"

namespace w2v {

namespace {

constexpr std::uintmax_t kMaxRecipe = 1 << 20;
constexpr std::array<std::string_view, 8> kTasks{"A1", "A2", "A3", "A4", "D1", "D2", "D3", "D4"};
constexpr std::array<std::string_view, 5> kSkills{"name", "box", "depth", "match", "read"}; // core/supervision/VisualSkills.h

void readInto(Recipe& recipe, const YAML::Node& root, const std::string& subject)
{
    if (root.IsNull())
        return;
    RecipeReader reader(root, subject);
    describeRecipe(recipe, reader);
    reader.finish();
}

/// Runs `read`, which works on YAML nodes, and turns the library's exceptions into errors with a place.
template <class F>
auto withPlaces(const std::string& subject, F&& read)
{
    try {
        return read();
    } catch (const YAML::Exception& e) {
        throw Error(e.mark.is_null() ? subject : fmt::format("{}:{}", subject, e.mark.line + 1),
                    "is not valid YAML (" + e.msg + ")");
    }
}

void checkTasks(const TaskWeights& tasks, bool skills, const std::string& where, const std::string& subject)
{
    const std::span<const std::string_view> known = skills ? std::span<const std::string_view>(kSkills) : kTasks;
    double sum = 0;
    for (const auto& [name, weight] : tasks) {
        if (std::find(known.begin(), known.end(), name) == known.end())
            throw Error(subject, fmt::format("{} names the unknown {} \"{}\"", where, skills ? "skill" : "task", name),
                        skills ? "Skills are name, box, depth, match and read" : "Tasks are A1 to A4 and D1 to D4");
        sum += weight;
    }
    if (!(sum > 0))
        throw Error(subject, where + " gives no task a weight above 0", "Give at least one task a weight");
}

} // namespace

Recipe parseRecipe(std::string_view yaml, const std::string& subject)
{
    if (yaml.size() > kMaxRecipe)
        throw Error(subject, "is too long for a recipe");
    return withPlaces(subject, [&] {
        Recipe recipe;
        readInto(recipe, YAML::Load(std::string(yaml)), subject);
        checkRecipe(recipe, subject);
        return recipe;
    });
}

Recipe loadRecipe(const std::filesystem::path& path)
{
    return parseRecipe(readFile(path, kMaxRecipe), path.string());
}

std::string recipeText(const Recipe& recipe)
{
    RecipeWriter writer;
    Recipe copy = recipe;
    describeRecipe(copy, writer);
    return writer.text();
}

void saveRecipe(const std::filesystem::path& path, const Recipe& recipe)
{
    writeFileAtomic(path, recipeText(recipe));
}

std::vector<RecipeField> recipeFields(const Recipe& recipe)
{
    RecipeWriter writer;
    Recipe copy = recipe;
    describeRecipe(copy, writer);
    return writer.fields();
}

void setRecipeField(Recipe& recipe, const std::string& path, const std::string& value)
{
    const auto fields = recipeFields(recipe);
    if (std::none_of(fields.begin(), fields.end(), [&](const RecipeField& f) { return f.path == path; }))
        throw Error(path, "is not a value of a recipe", "Use the names of the recipe file, for example optimizer.batch");
    Recipe changed = recipe;
    withPlaces(path, [&] {
        YAML::Node root(YAML::NodeType::Map);
        const std::size_t dot = path.find('.');
        const YAML::Node node = YAML::Load(value.empty() ? "\"\"" : value);
        if (dot == std::string::npos) {
            root[path] = node;
        } else {
            YAML::Node section(YAML::NodeType::Map);
            section[path.substr(dot + 1)] = node;
            root[path.substr(0, dot)] = section;
        }
        readInto(changed, root, path);
    });
    recipe = std::move(changed);
}

void checkRecipe(const Recipe& r, const std::string& subject)
{
    if (r.minutes <= 0 && r.steps <= 0 && r.epochs <= 0)
        throw Error(subject, "sets no length", "Give length.minutes, length.steps or length.epochs");
    if (r.preset.empty() == r.base.empty())
        throw Error(subject, "must name either model.preset or model.base", "Leave one of them empty");
    if (r.adaptation == "lora" && (r.loraRank < 1 || r.loraAlpha <= 0))
        throw Error(subject, "asks for LoRA without a rank and an alpha", "Give adaptation.lora_rank and adaptation.lora_alpha");
    if (r.kind == "grpo" && r.base.empty())
        throw Error(subject, "asks for reinforcement of a model from random weights", "Give model.base: a checkpoint that can answer");
    if (r.split.empty() || r.split == "heldout")
        throw Error(subject, "learns from the split \"" + r.split + "\" of the records", "Give data.split: train, or another one that nothing is measured on");
    const bool skills = r.kind == "pretrain";
    checkTasks(r.tasks, skills, "data.tasks", subject);
    double previous = 0;
    for (const CurriculumStage& stage : r.curriculum) {
        checkTasks(stage.tasks, skills, "data.curriculum", subject);
        if (stage.until <= previous || stage.until > 1)
            throw Error(subject, "the stages of data.curriculum must end at growing shares of the run, at most 1");
        previous = stage.until;
    }
}

double learningRateFactor(const Recipe& recipe, double share)
{
    share = std::clamp(share, 0.0, 1.0);
    if (share < recipe.warmup)
        return std::max(share / recipe.warmup, 1e-3);
    if (recipe.schedule == "constant")
        return 1.0;
    const double p = recipe.warmup < 1 ? (share - recipe.warmup) / (1 - recipe.warmup) : 1.0;
    const double fall = recipe.schedule == "linear" ? 1 - p : 0.5 * (1 + std::cos(std::numbers::pi * p));
    return recipe.finalRate + (1 - recipe.finalRate) * fall;
}

const TaskWeights& activeTasks(const Recipe& recipe, std::size_t stage)
{
    return stage < recipe.curriculum.size() ? recipe.curriculum[stage].tasks : recipe.tasks;
}

} // namespace w2v
