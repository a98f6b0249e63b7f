// Reads the motion settings of the reference's generators: parseSamplerSettings().
#include <cmath>

#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/motion/ActionSampler.h"

namespace w2v {

namespace {

constexpr std::uintmax_t kMaxFile = 1 << 20;
constexpr std::size_t kMaxRecipes = 1000, kMaxSteps = 100;

class SettingsReader {
public:
    explicit SettingsReader(std::string subject) : m_subject(std::move(subject)) {}

    [[noreturn]] void fail(const YAML::Node& node, const std::string& reason) const
    {
        const YAML::Mark mark = node.IsDefined() ? node.Mark() : YAML::Mark::null_mark();
        throw Error(mark.is_null() ? m_subject : fmt::format("{}:{}", m_subject, mark.line + 1), reason,
                    "See the layout of the reference's generator settings");
    }

    double number(const YAML::Node& parent, const char* key, double fallback, double low, double high) const
    {
        const YAML::Node node = parent[key];
        if (!node || node.IsNull())
            return fallback;
        double value = 0;
        if (!node.IsScalar() || !YAML::convert<double>::decode(node, value) || !(value >= low && value <= high))
            fail(node, fmt::format("\"{}\" is not a number from {} to {}", key, low, high));
        return value;
    }

    std::int64_t integer(const YAML::Node& parent, const char* key, std::int64_t fallback, std::int64_t low, std::int64_t high) const
    {
        const double value = number(parent, key, static_cast<double>(fallback), static_cast<double>(low), static_cast<double>(high));
        if (value != std::floor(value))
            fail(parent[key], fmt::format("\"{}\" is not a whole number", key));
        return static_cast<std::int64_t>(value);
    }

    YAML::Node map(const YAML::Node& parent, const char* key) const
    {
        const YAML::Node node = parent[key];
        if (node && !node.IsNull() && !node.IsMap())
            fail(node, fmt::format("\"{}\" is not a section", key));
        return node && node.IsMap() ? node : YAML::Node(YAML::NodeType::Map);
    }

    YAML::Node list(const YAML::Node& parent, const char* key, std::size_t most) const
    {
        const YAML::Node node = parent[key];
        if (node && !node.IsNull() && (!node.IsSequence() || node.size() > most))
            fail(node, fmt::format("\"{}\" is not a list of at most {} entries", key, most));
        return node && node.IsSequence() ? node : YAML::Node(YAML::NodeType::Sequence);
    }

    AmountRange range(const YAML::Node& parent, const char* key, AmountRange standard, double most) const
    {
        const YAML::Node node = map(parent, key);
        standard.low = number(node, "min", standard.low, 0, most);
        standard.high = number(node, "max", standard.high, 0, most);
        standard.unit = number(node, "unit", standard.unit, 1e-6, most);
        if (standard.high < standard.low)
            fail(node, fmt::format("\"{}\" has a maximum below its minimum", key));
        return standard;
    }

    ActionKind kind(const YAML::Node& node) const
    {
        const auto found = node && node.IsScalar() ? actionFromName(node.Scalar()) : std::nullopt;
        if (!found)
            fail(node, "an action is none of forward, backward, shift_left, shift_right, turn_left, turn_right");
        return *found;
    }

    /// A step or a single action with `distance_range` or `angle_range` and `unit` of its own.
    RecipeStep step(const YAML::Node& node, const char* nameKey, const SamplingRanges& ranges) const
    {
        if (!node.IsMap())
            fail(node, "a step is not a section with an action");
        RecipeStep result;
        result.kind = kind(node[nameKey]);
        const bool turns = Action{result.kind}.isTurn();
        result.amount = turns ? ranges.degrees : ranges.meters;
        const char* key = turns ? "angle_range" : "distance_range";
        const double most = turns ? 3600 : 1000;
        const YAML::Node given = list(node, key, 2);
        if (given.size() != 0) {
            if (given.size() != 2 || !YAML::convert<double>::decode(given[0], result.amount.low)
                || !YAML::convert<double>::decode(given[1], result.amount.high) || !(result.amount.low >= 0)
                || !(result.amount.high >= result.amount.low) || !(result.amount.high <= most))
                fail(given, fmt::format("\"{}\" is not a pair of growing amounts", key));
        }
        result.amount.unit = number(node, "unit", result.amount.unit, 1e-6, most);
        return result;
    }

    std::string name(const YAML::Node& node, const std::vector<RecipeStep>& steps) const
    {
        if (const YAML::Node given = node["name"]; given && given.IsScalar() && !given.Scalar().empty() && given.Scalar().size() <= 100)
            return given.Scalar();
        std::string made;
        for (const RecipeStep& one : steps)
            made += (made.empty() ? "" : "_then_") + std::string(actionName(one.kind));
        return made;
    }

    SamplerSettings read(const YAML::Node& root) const
    {
        if (!root.IsMap())
            throw Error(m_subject, "is not a settings file", "See the layout of the reference's generator settings");
        SamplerSettings settings;
        settings.ranges = referenceSettings().ranges;
        const YAML::Node action = map(root, "action"), distance = map(action, "distance"), angle = map(action, "angle");
        settings.ranges.meters = range(action, "distance", settings.ranges.meters, 1000);
        settings.ranges.degrees = range(action, "angle", settings.ranges.degrees, 3600);
        settings.limits.maxMeters = number(distance, "max_step_per_frame", settings.limits.maxMeters, 1e-4, 1000);
        settings.limits.maxDegrees = number(angle, "max_step_per_frame", settings.limits.maxDegrees, 1e-3, 3600);
        // The video generator's file holds the lists at the top.
        const YAML::Node trajectory = root["trajectory"] ? map(root, "trajectory") : root;
        settings.limits.minFramesPerAction =
            std::max(2, static_cast<int>(integer(trajectory, "min_num_frames", settings.limits.minFramesPerAction, 0, 100'000)));
        settings.keptFrames = static_cast<int>(integer(map(root, "sampling"), "frame_keep_k", 0, 0, 100'000));
        settings.seed = integer(map(root, "general"), "seed", -1, -1, 9'007'199'254'740'992);
        for (const YAML::Node& entry : list(trajectory, "single_step", kMaxRecipes)) {
            if (entry.IsScalar()) {
                const ActionKind single = kind(entry);
                const AmountRange& amount = Action{single}.isTurn() ? settings.ranges.degrees : settings.ranges.meters;
                settings.recipes.push_back({actionName(single), false, 1, {{single, amount}}});
                continue;
            }
            const RecipeStep only = step(entry, "name", settings.ranges);
            settings.recipes.push_back({actionName(only.kind), false, static_cast<int>(integer(entry, "count", 1, 0, 10'000)), {only}});
        }
        for (const YAML::Node& entry : list(trajectory, "multi_step_presets", kMaxRecipes)) {
            if (!entry.IsMap())
                fail(entry, "a preset is not a section with steps");
            TrajectoryRecipe recipe;
            recipe.multiStep = true;
            recipe.count = static_cast<int>(integer(entry, "count", 1, 0, 10'000));
            for (const YAML::Node& one : list(entry, "steps", kMaxSteps))
                recipe.steps.push_back(step(one, "act", settings.ranges));
            if (recipe.steps.empty())
                fail(entry, "a preset has no steps");
            recipe.name = name(entry, recipe.steps);
            settings.recipes.push_back(std::move(recipe));
        }
        if (settings.recipes.empty())
            throw Error(m_subject, "names no trajectory to draw", "Give single_step or multi_step_presets");
        return settings;
    }

private:
    std::string m_subject;
};

} // namespace

SamplerSettings parseSamplerSettings(std::string_view yaml, const std::string& subject)
{
    if (yaml.size() > kMaxFile)
        throw Error(subject, "is too long for a settings file");
    try {
        return SettingsReader(subject).read(YAML::Load(std::string(yaml)));
    } catch (const YAML::Exception& e) {
        throw Error(e.mark.is_null() ? subject : fmt::format("{}:{}", subject, e.mark.line + 1), "is not valid YAML (" + e.msg + ")");
    }
}

SamplerSettings loadSamplerSettings(const std::filesystem::path& path)
{
    return parseSamplerSettings(readFile(path, kMaxFile), path.string());
}

} // namespace w2v
