#include "core/training/RecipeVisitors.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "core/base/Error.h"
#include "core/base/Json.h"

namespace w2v {

namespace {

constexpr int kCommentColumn = 36;

/// Double-quoted text is the same in JSON and YAML.
std::string quoted(const std::string& text)
{
    return Json(text).dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string tasksText(const TaskWeights& tasks)
{
    std::string out;
    for (const auto& [name, weight] : tasks)
        out += fmt::format("{}{}: {}", out.empty() ? "" : ", ", name, weight);
    return '{' + out + '}';
}

} // namespace

RecipeReader::RecipeReader(YAML::Node root, std::string subject) : m_subject(std::move(subject))
{
    m_root.reset(root);
    m_map.reset(root);
    if (!root.IsMap())
        fail(root, "is not a list of \"key: value\" lines");
}

void RecipeReader::fail(const YAML::Node& node, const std::string& reason) const
{
    const YAML::Mark mark = node.Mark();
    throw Error(mark.is_null() || mark.line < 0 ? m_subject : fmt::format("{}:{}", m_subject, mark.line + 1), reason,
                "Correct the recipe");
}

YAML::Node RecipeReader::take(const char* key)
{
    (m_inSection ? m_keys : m_rootKeys).insert(key);
    if (!m_map.IsMap())
        return YAML::Node(YAML::NodeType::Undefined);
    const YAML::Node& map = m_map; // looking up in a constant node adds nothing
    return map[key];
}

void RecipeReader::section(const char* name, const char*)
{
    closeSection();
    m_rootKeys.insert(name);
    m_inSection = true;
    m_keys.clear();
    const YAML::Node& root = m_root;
    const YAML::Node node = root[name];
    m_map.reset(node.IsDefined() ? node : YAML::Node(YAML::NodeType::Map));
    if (m_map.IsNull())
        m_map.reset(YAML::Node(YAML::NodeType::Map));
    if (!m_map.IsMap())
        fail(m_map, fmt::format("\"{}\" is not a list of \"key: value\" lines", name));
}

void RecipeReader::closeSection()
{
    if (m_inSection)
        refuseUnknown(m_map, m_keys);
}

void RecipeReader::finish()
{
    closeSection();
    refuseUnknown(m_root, m_rootKeys);
}

void RecipeReader::refuseUnknown(const YAML::Node& map, const std::set<std::string>& known) const
{
    std::set<std::string> seen;
    for (const auto& entry : map) {
        const std::string key = entry.first.IsScalar() ? entry.first.Scalar() : "?";
        if (!known.contains(key))
            fail(entry.first, fmt::format("the key \"{}\" is not known", key.substr(0, 80)));
        if (!seen.insert(key).second)
            fail(entry.first, fmt::format("the key \"{}\" occurs twice", key));
    }
}

std::string RecipeReader::textOf(const YAML::Node& node, const std::string& key) const
{
    if (node.IsNull())
        return {};
    if (!node.IsScalar())
        fail(node, fmt::format("\"{}\" is not text", key));
    try {
        Json(node.Scalar()).dump(); // throws on what is not UTF-8, which could not be written again
    } catch (const Json::exception&) {
        fail(node, fmt::format("\"{}\" is not UTF-8 text", key));
    }
    return node.Scalar();
}

double RecipeReader::numberOf(const YAML::Node& node, const std::string& key, double low, double high) const
{
    double value = 0;
    if (!node.IsScalar() || !YAML::convert<double>::decode(node, value) || !std::isfinite(value) || value < low || value > high)
        fail(node, fmt::format("\"{}\" is not a number from {} to {}", key, low, high));
    return value;
}

std::int64_t RecipeReader::integerOf(const YAML::Node& node, const std::string& key, std::int64_t low, std::int64_t high) const
{
    std::int64_t value = 0;
    if (!node.IsScalar() || !YAML::convert<std::int64_t>::decode(node, value) || value < low || value > high)
        fail(node, fmt::format("\"{}\" is not a whole number from {} to {}", key, low, high));
    return value;
}

TaskWeights RecipeReader::tasksOf(const YAML::Node& node, const std::string& key) const
{
    if (!node.IsMap())
        fail(node, fmt::format("\"{}\" does not give a weight to each task, as in {{A1: 1, D1: 2}}", key));
    TaskWeights tasks;
    for (const auto& entry : node) {
        const std::string name = textOf(entry.first, key);
        if (!tasks.emplace(name, numberOf(entry.second, name, 0, 1e6)).second)
            fail(entry.first, fmt::format("the task \"{}\" occurs twice", name));
    }
    return tasks;
}

void RecipeReader::text(const char* key, std::string& value, const char*)
{
    if (const YAML::Node node = take(key))
        value = textOf(node, key);
}

void RecipeReader::choice(const char* key, std::string& value, std::initializer_list<const char*> allowed, const char*)
{
    const YAML::Node node = take(key);
    if (!node)
        return;
    const std::string given = textOf(node, key);
    if (std::none_of(allowed.begin(), allowed.end(), [&](const char* a) { return given == a; }))
        fail(node, fmt::format("\"{}\" is not one of {}", key, fmt::join(allowed, ", ")));
    value = given;
}

void RecipeReader::number(const char* key, double& value, double low, double high, const char*)
{
    if (const YAML::Node node = take(key))
        value = numberOf(node, key, low, high);
}

void RecipeReader::flag(const char* key, bool& value, const char*)
{
    const YAML::Node node = take(key);
    if (node && (!node.IsScalar() || !YAML::convert<bool>::decode(node, value)))
        fail(node, fmt::format("\"{}\" is neither true nor false", key));
}

void RecipeReader::tasks(const char* key, TaskWeights& value, const char*)
{
    if (const YAML::Node node = take(key))
        value = tasksOf(node, key);
}

void RecipeReader::stages(const char* key, std::vector<CurriculumStage>& value, const char*)
{
    const YAML::Node list = take(key);
    if (!list)
        return;
    value.clear();
    if (list.IsNull())
        return;
    if (!list.IsSequence())
        fail(list, fmt::format("\"{}\" is not a list of stages", key));
    constexpr std::size_t kMaxStages = 64;
    for (const YAML::Node& node : list) {
        if (!node.IsMap() || value.size() >= kMaxStages)
            fail(node, "is not a stage such as {until: 0.5, tasks: {A1: 1}}");
        refuseUnknown(node, {"until", "metric", "reach", "tasks"});
        CurriculumStage stage;
        stage.until = node["until"] ? numberOf(node["until"], "until", 0, 1) : 1;
        stage.metric = node["metric"] ? textOf(node["metric"], "metric") : "";
        stage.reach = node["reach"] ? numberOf(node["reach"], "reach", 0, 100) : 0;
        if (!node["tasks"])
            fail(node, "the stage has no tasks");
        stage.tasks = tasksOf(node["tasks"], "tasks");
        value.push_back(std::move(stage));
    }
}

void RecipeWriter::section(const char* name, const char* comment)
{
    m_section = name;
    m_text += fmt::format("\n{}: # {}\n", name, comment);
}

void RecipeWriter::add(const char* key, const std::string& value, const char* comment)
{
    const std::string line = fmt::format("{}{}: {}", m_section.empty() ? "" : "  ", key, value);
    m_text += fmt::format("{:<{}} # {}\n", line, kCommentColumn, comment);
    m_fields.push_back({m_section.empty() ? key : m_section + '.' + key, value, comment});
}

void RecipeWriter::text(const char* key, const std::string& value, const char* comment)
{
    add(key, quoted(value), comment);
}

void RecipeWriter::number(const char* key, double value, double, double, const char* comment)
{
    add(key, fmt::format("{}", value), comment);
}

void RecipeWriter::flag(const char* key, bool value, const char* comment)
{
    add(key, value ? "true" : "false", comment);
}

void RecipeWriter::tasks(const char* key, const TaskWeights& value, const char* comment)
{
    add(key, tasksText(value), comment);
}

void RecipeWriter::stages(const char* key, const std::vector<CurriculumStage>& value, const char* comment)
{
    std::string list;
    for (const CurriculumStage& stage : value)
        list += fmt::format("{}{{until: {}, metric: {}, reach: {}, tasks: {}}}", list.empty() ? "" : ", ", stage.until,
                            quoted(stage.metric), stage.reach, tasksText(stage.tasks));
    add(key, '[' + list + ']', comment);
}

} // namespace w2v
