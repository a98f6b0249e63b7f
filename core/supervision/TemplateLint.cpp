// Reading and checking template files.
#include <algorithm>
#include <cctype>
#include <set>
#include <utility>

#include <yaml-cpp/yaml.h>

#include "core/base/Error.h"
#include "core/supervision/AnswerVariants.h"
#include "core/supervision/TemplateSet.h"

namespace w2v {

namespace {

constexpr std::size_t kMaxQuestions = 1000, kMaxLength = 2000;

using Words = std::set<std::string>;

struct Placeholders {
    Words needed, allowed; ///< allowed includes the needed ones
};

Placeholders placeholdersOf(Task task, const std::string& mode, int variant)
{
    const bool reference = mode == "reference";
    if (variant == 1 && task != Task::D3) { // the letters' meanings
        Placeholders plain = placeholdersOf(task, mode, 0);
        for (Words* words : {&plain.needed, &plain.allowed})
            words->insert({"a", "b"});
        return plain;
    }
    switch (task) {
    case Task::A1:
    case Task::A2: return reference ? Placeholders{{}, {"direction"}} : Placeholders{};
    case Task::A3: return {{}, {"count"}};
    case Task::A4: return {{"claim"}, {"claim"}};
    case Task::D1: return {{"label", "box1", "action"}, {"label", "box1", "action"}};
    case Task::D2: return {{"label", "action"}, {"label", "box1", "action"}};
    case Task::D3: return {{"label", "box1", "box2"}, {"label", "box1", "box2"}};
    case Task::D4: break;
    }
    return {{"label", "box1", "box2"}, {"label", "box1", "box2", "action"}};
}

/// Answer words of a task that may only be named all together.
std::vector<Words> alternativesOf(Task task)
{
    switch (task) {
    case Task::A1: return {{"forward", "backward", "left", "right"}};
    case Task::A2: return {{"left", "right"}};
    case Task::A3:
    case Task::D3: return {{"forward", "backward", "left", "right"}};
    case Task::A4: return {{"true", "false"}};
    case Task::D2:
    case Task::D4: return {{"yes", "no"}};
    case Task::D1: break;
    }
    return {};
}

std::vector<std::string> wordsOf(std::string_view text)
{
    std::vector<std::string> words;
    std::string word;
    for (const char c : text) {
        if (std::isalnum(static_cast<unsigned char>(c)) || c == '.')
            word += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
        else if (!word.empty())
            words.push_back(std::exchange(word, {}));
    }
    if (!word.empty())
        words.push_back(std::move(word));
    for (std::string& w : words)
        while (!w.empty() && w.back() == '.')
            w.pop_back();
    return words;
}

/// The one-sided words of `text`: named while an alternative of theirs is not.
Words oneSided(Task task, std::string_view text)
{
    const std::vector<std::string> found = wordsOf(text);
    Words result;
    for (const Words& alternatives : alternativesOf(task)) {
        Words named;
        for (const std::string& word : found)
            if (alternatives.contains(word))
                named.insert(word);
        if (named.size() != alternatives.size())
            result.insert(named.begin(), named.end());
    }
    return result;
}

[[noreturn]] void refuse(const std::string& file, const std::string& reason)
{
    throw Error("the template file " + file, reason, "See resources/templates for the format");
}

std::string place(const TaskTemplate& item, int variant, std::size_t index)
{
    return "its question " + std::to_string(index + 1) + (variant > 0 ? " of variant " + std::to_string(variant) : "") + " of task " +
        taskName(item.task) + " ";
}

/// The names in {braces}; refuses braces that do not pair.
Words namesIn(const TaskTemplate& item, int variant, std::size_t index)
{
    const std::string& text = item.wordings(variant)[index];
    Words names;
    for (std::size_t at = 0; (at = text.find_first_of("{}", at)) != std::string::npos;) {
        const std::size_t close = text[at] == '{' ? text.find_first_of("{}", at + 1) : std::string::npos;
        if (close == std::string::npos || text[close] != '}')
            refuse(item.file, place(item, variant, index) + "has braces that do not pair");
        names.insert(text.substr(at + 1, close - at - 1));
        at = close + 1;
    }
    return names;
}

void lintQuestion(const TaskTemplate& item, int variant, std::size_t index)
{
    const std::string& text = item.wordings(variant)[index];
    if (text.find_first_not_of(" \t\r\n") == std::string::npos || text.size() > kMaxLength)
        refuse(item.file, place(item, variant, index) + "is empty or longer than 2000 characters");
    if (text.find("<image>") != std::string::npos)
        refuse(item.file, place(item, variant, index) + "holds an <image> mark; marks are added by the program");
    const Placeholders rules = placeholdersOf(item.task, item.mode, variant);
    const Words names = namesIn(item, variant, index);
    for (const std::string& name : names)
        if (!rules.allowed.contains(name))
            refuse(item.file, place(item, variant, index) + "uses the unknown placeholder {" + name + "}");
    for (const std::string& name : rules.needed)
        if (!names.contains(name))
            refuse(item.file, place(item, variant, index) + "lacks the placeholder {" + name + "}");
    if (item.mode != "verified")
        return;
    if (const Words named = oneSided(item.task, text); !named.empty())
        refuse(item.file, place(item, variant, index) + "gives the answer away: it names \"" + *named.begin() +
                              "\" without its alternatives");
}

YAML::Node parseYaml(std::string_view yaml, const std::string& file)
{
    try {
        return YAML::Load(std::string(yaml));
    } catch (const YAML::Exception& error) {
        refuse(file, std::string("is not valid YAML (") + error.what() + ")");
    }
}

std::vector<std::string> textList(const YAML::Node& node, const std::string& file, const char* key, std::size_t most)
{
    if (!node || !node.IsSequence() || node.size() == 0 || node.size() > most)
        refuse(file, std::string("\"") + key + "\" is not a list of 1 to " + std::to_string(most) + " texts");
    std::vector<std::string> texts;
    for (const YAML::Node& entry : node) {
        if (!entry.IsScalar())
            refuse(file, std::string("\"") + key + "\" holds something that is not a text");
        texts.push_back(entry.Scalar());
    }
    return texts;
}

/// "variants: {1: [texts], 2: [texts]}".
void readVariants(const YAML::Node& node, TaskTemplate& item)
{
    if (!node)
        return;
    if (!node.IsMap())
        refuse(item.file, "its variants are not a map from an answer variant to questions");
    for (const auto& entry : node) {
        const std::string key = entry.first.IsScalar() ? entry.first.Scalar() : "";
        const int variant = key.size() == 1 ? key.front() - '0' : 0;
        if (variant < 1 || variant >= variantCount(item.task))
            refuse(item.file, std::string("the task ") + taskName(item.task) + " has no answer variant \"" + key + "\"");
        item.variants[variant] = textList(entry.second, item.file, "variants", kMaxQuestions);
    }
}

} // namespace

TaskTemplate parseTemplate(std::string_view yaml, const std::string& file)
{
    const YAML::Node root = parseYaml(yaml, file);
    if (!root.IsMap())
        refuse(file, "is not a map of task, images and questions");
    for (const auto& entry : root) {
        const std::string key = entry.first.IsScalar() ? entry.first.Scalar() : "";
        if (key != "task" && key != "mode" && key != "images" && key != "questions" && key != "variants")
            refuse(file, "has the unknown key \"" + key + "\"");
    }
    const auto scalar = [&](const char* key, const std::string& fallback) {
        const YAML::Node node = root[key];
        return node && node.IsScalar() ? node.Scalar() : fallback;
    };
    TaskTemplate item;
    item.file = file;
    const auto task = taskFromName(scalar("task", ""));
    if (!task)
        refuse(file, "its task \"" + scalar("task", "") + "\" is unknown");
    item.task = *task;
    item.mode = scalar("mode", "verified");
    if (item.mode != "verified" && item.mode != "reference")
        refuse(file, "its mode \"" + item.mode + "\" is unknown");
    const std::vector<std::string> images = textList(root["images"], file, "images", 2);
    item.showsLast = images == std::vector<std::string>{"first", "last"};
    if (!item.showsLast && images != std::vector<std::string>{"first"})
        refuse(file, "its images are neither [first, last] nor [first]");
    item.questions = textList(root["questions"], file, "questions", kMaxQuestions);
    readVariants(root["variants"], item);
    for (int variant = 0; variant < variantCount(item.task); ++variant)
        for (std::size_t i = 0; i < item.wordings(variant).size(); ++i)
            lintQuestion(item, variant, i);
    return item;
}

std::string answerLeak(Task task, std::string_view text, std::string_view answer)
{
    const std::vector<std::string> answerWords = wordsOf(answer);
    // D3 and the claims of A4 hold numbers and directions on purpose; what must not show is the answer's own words.
    for (const std::string& word : oneSided(task, text))
        if (std::find(answerWords.begin(), answerWords.end(), word) != answerWords.end())
            return "the question names \"" + word + "\", a word of the answer, without its alternatives";
    if (task == Task::A1 || task == Task::A2 || task == Task::A3) {
        for (const std::string& word : wordsOf(text))
            if (std::isdigit(static_cast<unsigned char>(word.front())) && task != Task::A3 &&
                std::find(answerWords.begin(), answerWords.end(), word) != answerWords.end())
                return "the question holds the number " + word + " of the answer";
    }
    if (task != Task::A4 && task != Task::D2 && task != Task::D4 && !answer.empty() && text.find(answer) != std::string_view::npos)
        return "the question holds the whole answer";
    return {};
}

} // namespace w2v
