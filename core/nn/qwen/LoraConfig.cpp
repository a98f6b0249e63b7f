#include "core/nn/qwen/LoraConfig.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <set>

#include <fmt/format.h>
#include <unicode/regex.h>

#include "core/base/Error.h"
#include "core/base/JsonFields.h"

namespace w2v::nn {

namespace {

constexpr int kLargestRank = 8192;
constexpr std::size_t kMostEntries = 4096;
constexpr const char* kAdvice = "Use an adapter of plain LoRA layers";

/// Fields that say nothing about the arithmetic of a trained adapter.
const std::set<std::string>& ignoredFields()
{
    static const std::set<std::string> fields{
        "auto_mapping", "base_model_name_or_path", "inference_mode", "revision", "task_type", "peft_version", "runtime_config", "megatron_core",
        "loftq_config", "eva_config", "corda_config", "lora_dropout", "qalora_group_size", "lora_ga_config", "ensure_weight_tying"};
    return fields;
}

const std::set<std::string>& knownFields()
{
    static const std::set<std::string> fields{
        "peft_type", "r", "lora_alpha", "target_modules", "exclude_modules", "use_rslora", "rank_pattern", "alpha_pattern", "layers_to_transform",
        "layers_pattern", "bias", "init_lora_weights"};
    return fields;
}

bool isNeutral(const Json& value)
{
    return value.is_null() || (value.is_boolean() && !value.get<bool>()) || (value.is_structured() && value.empty())
           || (value.is_string() && value.get_ref<const std::string&>().empty());
}

std::string shortText(const Json& value)
{
    const std::string text = value.dump(-1, ' ', false, Json::error_handler_t::replace);
    return text.size() > 60 ? text.substr(0, 57) + "..." : text;
}

std::vector<std::string> texts(const Json& value, const std::string& subject, const std::string& field)
{
    std::vector<std::string> result;
    for (const Json& entry : value) {
        if (!entry.is_string() || entry.get_ref<const std::string&>().empty())
            throw Error(subject, fmt::format("\"{}\" holds {}, not a name", field, shortText(entry)), kAdvice);
        result.push_back(entry.get<std::string>());
    }
    if (result.size() > kMostEntries)
        throw Error(subject, fmt::format("\"{}\" has {} entries", field, result.size()), kAdvice);
    return result;
}

LoraTargets parseTargets(const Json& value, const std::string& subject, const std::string& field)
{
    LoraTargets targets;
    if (value.is_string() && value.get<std::string>() == "all-linear")
        targets.allLinear = true;
    else if (value.is_string() && !value.get<std::string>().empty())
        targets.pattern = value.get<std::string>();
    else if (value.is_array() && !value.empty())
        targets.endings = texts(value, subject, field);
    else
        throw Error(subject, fmt::format("\"{}\" is neither a list of names nor a regular expression", field), kAdvice);
    return targets;
}

Json targetsToJson(const LoraTargets& targets)
{
    if (targets.allLinear)
        return "all-linear";
    return targets.pattern ? Json(*targets.pattern) : Json(targets.endings);
}

void refuseUnsupported(const Json& json, const std::string& subject)
{
    const JsonFields fields(json, subject);
    if (fields.text("peft_type", "LORA") != "LORA")
        throw Error(subject, fmt::format("is a {} adapter", fields.text("peft_type")), "Only LoRA adapters are understood");
    if (const std::string bias = fields.text("bias", "none"); bias != "none")
        throw Error(subject, fmt::format("\"bias\" is \"{}\": trained biases are not supported", bias), kAdvice);
    if (fields.has("init_lora_weights")) {
        // These start from a changed base model, which the adapter alone does not hold.
        const Json& start = fields.at("init_lora_weights");
        const std::string name = start.is_string() ? start.get<std::string>() : "";
        for (const char* prefix : {"pissa", "olora", "corda", "loftq", "lora_ga"})
            if (name.starts_with(prefix))
                throw Error(subject, fmt::format("\"init_lora_weights\" is \"{}\": the adapter belongs to a changed base model", name),
                            "Convert it to a plain LoRA adapter when saving it");
    }
    for (const auto& [key, value] : json.items())
        if (!ignoredFields().contains(key) && !knownFields().contains(key) && !isNeutral(value))
            throw Error(subject, fmt::format("\"{}\" is {}, which is not supported", key.substr(0, 80), shortText(value)), kAdvice);
}

/// A compiled regular expression. Patterns come from files: matching stops after a while instead of running away.
class Pattern {
public:
    Pattern(const std::string& text, const std::string& subject, const std::string& field)
    {
        UErrorCode code = U_ZERO_ERROR;
        UParseError where{};
        m_pattern.reset(icu::RegexPattern::compile(icu::UnicodeString::fromUTF8(text), 0, where, code));
        if (U_FAILURE(code))
            throw Error(subject, fmt::format("\"{}\" is not a regular expression: {}", field, text.substr(0, 200)), kAdvice);
        m_message = fmt::format("\"{}\" takes too long to match: {}", field, text.substr(0, 200));
        m_subject = subject;
    }

    bool matches(const std::string& name) const
    {
        UErrorCode code = U_ZERO_ERROR;
        const icu::UnicodeString text = icu::UnicodeString::fromUTF8(name);
        const std::unique_ptr<icu::RegexMatcher> matcher(m_pattern->matcher(text, code));
        constexpr std::int32_t kTimeLimit = 100, kStackLimit = 1 << 20; // in ICU's units: steps of about a millisecond, bytes
        if (matcher) {
            matcher->setTimeLimit(kTimeLimit, code);
            matcher->setStackLimit(kStackLimit, code);
        }
        const bool found = matcher && matcher->matches(code);
        if (U_FAILURE(code))
            throw Error(m_subject, m_message, kAdvice);
        return found;
    }

private:
    std::unique_ptr<icu::RegexPattern> m_pattern;
    std::string m_message, m_subject;
};

bool endsLike(const std::string& name, const std::string& ending)
{
    return name == ending || name.ends_with('.' + ending);
}

/// The output head is a linear layer that "all-linear" leaves out.
constexpr const char* kHead = "lm_head";

/// The number after the last list name: "model.layers.7.mlp.up_proj" -> 7, or only after one of the given list names.
std::optional<int> layerOf(const std::string& name, const std::vector<std::string>& lists)
{
    std::vector<std::string> parts;
    for (std::size_t begin = 0; begin <= name.size();) {
        const std::size_t end = std::min(name.find('.', begin), name.size());
        parts.push_back(name.substr(begin, end - begin));
        begin = end + 1;
    }
    for (std::size_t i = parts.size(); i-- > 1;) {
        const std::string& digits = parts[i];
        const bool number = !digits.empty() && digits.size() < 9 && std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; });
        if (number && i + 1 < parts.size() && (lists.empty() || std::find(lists.begin(), lists.end(), parts[i - 1]) != lists.end()))
            return std::stoi(digits);
    }
    return std::nullopt;
}

} // namespace

LoraConfig parseLoraConfig(const Json& json, const std::string& subject)
{
    const JsonFields fields(json, subject);
    refuseUnsupported(json, subject);
    LoraConfig c;
    c.source = json;
    c.rank = static_cast<int>(fields.integer("r", 1, kLargestRank));
    c.alpha = fields.number("lora_alpha");
    c.rankStabilised = fields.boolean("use_rslora", false);
    c.targets = parseTargets(fields.at("target_modules"), subject, "target_modules");
    if (fields.has("exclude_modules") && !isNeutral(fields.at("exclude_modules")))
        c.excluded = parseTargets(fields.at("exclude_modules"), subject, "exclude_modules");
    if (fields.has("layers_to_transform")) {
        const Json& layers = fields.at("layers_to_transform");
        for (const Json& layer : layers.is_array() ? layers : Json::array({layers})) {
            if (!layer.is_number_integer() || layer.get<std::int64_t>() < 0 || layer.get<std::int64_t>() > 100000)
                throw Error(subject, fmt::format("\"layers_to_transform\" holds {}, not a layer's number", shortText(layer)), kAdvice);
            c.layers.push_back(layer.get<int>());
        }
    }
    if (fields.has("layers_pattern")) {
        const Json& lists = fields.at("layers_pattern");
        if (!isNeutral(lists))
            c.layerPatterns = texts(lists.is_array() ? lists : Json::array({lists}), subject, "layers_pattern");
    }
    for (const char* name : {"rank_pattern", "alpha_pattern"}) {
        if (!fields.has(name))
            continue;
        const Json& patterns = fields.at(name);
        if (!patterns.is_object() || patterns.size() > kMostEntries)
            throw Error(subject, fmt::format("\"{}\" is not a table of names", name), kAdvice);
        const JsonFields entries(patterns, fmt::format("{}, {}", subject, name));
        for (const auto& [key, value] : patterns.items()) {
            if (std::string_view(name) == "rank_pattern")
                c.ranks.emplace_back(key, static_cast<int>(entries.integer(key.c_str(), 1, kLargestRank)));
            else
                c.alphas.emplace_back(key, entries.finite(value, key.c_str()));
        }
    }
    return c;
}

Json loraConfigToJson(const LoraConfig& c)
{
    Json json = c.source.is_object() ? c.source : Json::object();
    const auto otherwise = [&](const char* key, const Json& value) {
        if (!json.contains(key))
            json[key] = value;
    };
    json["peft_type"] = "LORA";
    otherwise("base_model_name_or_path", nullptr);
    otherwise("bias", "none");
    otherwise("fan_in_fan_out", false);
    otherwise("inference_mode", true);
    otherwise("init_lora_weights", true);
    otherwise("lora_dropout", 0.0);
    otherwise("modules_to_save", nullptr);
    otherwise("task_type", "CAUSAL_LM");
    otherwise("use_dora", false);
    json["r"] = c.rank;
    json["lora_alpha"] = c.alpha == std::floor(c.alpha) && std::abs(c.alpha) < 1e15 ? Json(static_cast<std::int64_t>(c.alpha)) : Json(c.alpha);
    json["use_rslora"] = c.rankStabilised;
    json["target_modules"] = targetsToJson(c.targets);
    json["exclude_modules"] = c.excluded ? targetsToJson(*c.excluded) : Json();
    json["layers_to_transform"] = c.layers.empty() ? Json() : Json(c.layers);
    json["layers_pattern"] = c.layerPatterns.empty() ? Json() : Json(c.layerPatterns);
    json["rank_pattern"] = Json::object();
    for (const auto& [name, rank] : c.ranks)
        json["rank_pattern"][name] = rank;
    json["alpha_pattern"] = Json::object();
    for (const auto& [name, alpha] : c.alphas)
        json["alpha_pattern"][name] = alpha;
    return json;
}

struct LoraMatcher::Patterns {
    std::optional<Pattern> targets, excluded;
    std::vector<Pattern> ranks, alphas;
};

LoraMatcher::LoraMatcher(const LoraConfig& config, std::string subject) : m_config(config), m_patterns(std::make_unique<Patterns>())
{
    if (config.targets.pattern)
        m_patterns->targets.emplace(*config.targets.pattern, subject, "target_modules");
    if (config.excluded && config.excluded->pattern)
        m_patterns->excluded.emplace(*config.excluded->pattern, subject, "exclude_modules");
    for (const auto& [name, rank] : config.ranks)
        m_patterns->ranks.emplace_back("(.*\\.)?(" + name + ")", subject, "rank_pattern");
    for (const auto& [name, alpha] : config.alphas)
        m_patterns->alphas.emplace_back("(.*\\.)?(" + name + ")", subject, "alpha_pattern");
}

LoraMatcher::~LoraMatcher() = default;

bool LoraMatcher::targets(const std::string& name) const
{
    const auto within = [&](const LoraTargets& targets, const std::optional<Pattern>& pattern) {
        if (targets.allLinear)
            return name != kHead;
        if (pattern)
            return pattern->matches(name);
        return std::any_of(targets.endings.begin(), targets.endings.end(), [&](const std::string& ending) { return endsLike(name, ending); });
    };
    if (m_config.excluded && within(*m_config.excluded, m_patterns->excluded))
        return false;
    if (!within(m_config.targets, m_patterns->targets))
        return false;
    if (m_config.layers.empty() || m_config.targets.pattern)
        return true;
    const std::optional<int> layer = layerOf(name, m_config.layerPatterns);
    return layer && std::find(m_config.layers.begin(), m_config.layers.end(), *layer) != m_config.layers.end();
}

int LoraMatcher::rank(const std::string& name) const
{
    for (std::size_t i = 0; i < m_patterns->ranks.size(); ++i)
        if (m_patterns->ranks[i].matches(name))
            return m_config.ranks[i].second;
    return m_config.rank;
}

double LoraMatcher::scale(const std::string& name) const
{
    double alpha = m_config.alpha;
    for (std::size_t i = 0; i < m_patterns->alphas.size(); ++i)
        if (m_patterns->alphas[i].matches(name)) {
            alpha = m_config.alphas[i].second;
            break;
        }
    const double r = rank(name);
    return m_config.rankStabilised ? alpha / std::sqrt(r) : alpha / r;
}

} // namespace w2v::nn
