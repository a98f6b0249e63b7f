#pragma once
#include <concepts>
#include <initializer_list>
#include <set>
#include <string>
#include <vector>

#include <yaml-cpp/yaml.h>

#include "core/training/Recipe.h"

namespace w2v {

/// Fills a recipe from YAML; see describeRecipe(). Every problem is an Error that names file:line.
class RecipeReader {
public:
    RecipeReader(YAML::Node root, std::string subject);

    void section(const char* name, const char* comment);
    void text(const char* key, std::string& value, const char* comment);
    void choice(const char* key, std::string& value, std::initializer_list<const char*> allowed, const char* comment);
    void number(const char* key, double& value, double low, double high, const char* comment);
    void flag(const char* key, bool& value, const char* comment);
    void tasks(const char* key, TaskWeights& value, const char* comment);
    void stages(const char* key, std::vector<CurriculumStage>& value, const char* comment);

    template <std::integral T>
    void integer(const char* key, T& value, std::int64_t low, std::int64_t high, const char*)
    {
        if (const YAML::Node node = take(key))
            value = static_cast<T>(integerOf(node, key, low, high));
    }

    /// Refuses keys that nothing asked for. Call once, last.
    void finish();

private:
    YAML::Node take(const char* key);
    void closeSection();
    double numberOf(const YAML::Node& node, const std::string& key, double low, double high) const;
    std::int64_t integerOf(const YAML::Node& node, const std::string& key, std::int64_t low, std::int64_t high) const;
    std::string textOf(const YAML::Node& node, const std::string& key) const;
    TaskWeights tasksOf(const YAML::Node& node, const std::string& key) const;
    void refuseUnknown(const YAML::Node& map, const std::set<std::string>& known) const;
    [[noreturn]] void fail(const YAML::Node& node, const std::string& reason) const;

    YAML::Node m_root, m_map;
    std::string m_subject;
    std::set<std::string> m_rootKeys, m_keys;
    bool m_inSection = false;
};

/// Writes a recipe as commented YAML, and as a list of fields.
class RecipeWriter {
public:
    void section(const char* name, const char* comment);
    void text(const char* key, const std::string& value, const char* comment);
    void choice(const char* key, const std::string& value, std::initializer_list<const char*>, const char* comment)
    {
        text(key, value, comment);
    }
    void number(const char* key, double value, double low, double high, const char* comment);
    void flag(const char* key, bool value, const char* comment);
    void tasks(const char* key, const TaskWeights& value, const char* comment);
    void stages(const char* key, const std::vector<CurriculumStage>& value, const char* comment);

    template <std::integral T>
    void integer(const char* key, T value, std::int64_t, std::int64_t, const char* comment)
    {
        add(key, std::to_string(value), comment);
    }

    std::string text() const { return m_text; }
    const std::vector<RecipeField>& fields() const { return m_fields; }

private:
    void add(const char* key, const std::string& value, const char* comment);

    std::string m_text, m_section;
    std::vector<RecipeField> m_fields;
};

} // namespace w2v
