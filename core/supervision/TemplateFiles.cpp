#include "core/supervision/TemplateFiles.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/supervision/BuiltinTemplates.h"

namespace w2v {

namespace {

using Json = nlohmann::json;

constexpr std::size_t kMaxFile = 1 << 20;

std::vector<fs::path> templateFiles(const fs::path& folder)
{
    std::error_code code;
    if (!fs::is_directory(folder, code))
        throw Error(folder.string(), "is not a folder of template files");
    std::vector<fs::path> files;
    for (const fs::directory_entry& entry : fs::directory_iterator(folder, code))
        if (entry.is_regular_file(code) && (entry.path().extension() == ".yaml" || entry.path().extension() == ".yml"))
            files.push_back(entry.path());
    if (files.empty())
        throw Error(folder.string(), "holds no template files (*.yaml)", "Write some to start from with: w2v templates write");
    std::sort(files.begin(), files.end());
    return files;
}

/// One object after the other: where each ends is told by its braces, outside of texts and comments.
class ObjectReader {
public:
    ObjectReader(const std::string& text, std::string file) : m_text(text), m_file(std::move(file)) {}

    /// The next object's text without comments; empty at the end.
    std::string next()
    {
        std::string object;
        int depth = 0;
        bool inText = false;
        for (; m_at < m_text.size(); ++m_at) {
            const char c = m_text[m_at];
            if (!inText && c == '/' && m_at + 1 < m_text.size() && m_text[m_at + 1] == '/') {
                m_at = std::min(m_text.find('\n', m_at), m_text.size()) - 1;
                continue;
            }
            if (inText && c == '\\') {
                object.append(m_text, m_at++, 2);
                continue;
            }
            if (c == '"')
                inText = !inText;
            depth += inText ? 0 : c == '{' ? 1 : c == '}' ? -1 : 0;
            if (depth > 0 || (depth == 0 && c == '}' && !inText))
                object += c;
            else if (c != ' ' && c != '\t' && c != '\r' && c != '\n' && c != ',' && c != '[' && c != ']')
                throw Error(m_file, fmt::format("has \"{}\" outside of an object", c), "Expected are JSON objects, one after the other");
            if (depth == 0 && c == '}') {
                ++m_at;
                ++m_count;
                return object;
            }
        }
        if (depth > 0)
            throw Error(m_file, fmt::format("ends within object {}", m_count + 1), "Get the whole file");
        return {};
    }
    int count() const { return m_count; }

private:
    const std::string& m_text;
    std::string m_file;
    std::size_t m_at = 0;
    int m_count = 0;
};

/// The question with our names for its placeholders and without image marks.
std::string questionOf(std::string text, int& images)
{
    // As the released templates.jsonl spells them in what the user says; {DIST}, {ANGLE}, {TF} and {YN} are of the answers.
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 8> kNames{
        {{"<image>", ""}, {"{OBJECT}", "{label}"}, {"{BBOX_1}", "{box1}"}, {"{BBOX_2}", "{box2}"}, {"{ACTION_SEQ}", "{action}"},
         {"{CLAIM_ACTION}", "{claim}"}, {"{DIR}", "{direction}"}, {"{TURN_DIR}", "{direction}"}}};
    for (const auto& [from, to] : kNames)
        for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size()) {
            images += from == "<image>";
            text.replace(at, from.size(), to);
        }
    const std::size_t begin = text.find_first_not_of(" \t\r\n"), end = text.find_last_not_of(" \t\r\n");
    return begin == std::string::npos ? std::string() : text.substr(begin, end - begin + 1);
}

std::string userText(const Json& object)
{
    if (object.contains("messages") && object.at("messages").is_array())
        for (const Json& turn : object.at("messages"))
            if (turn.is_object() && turn.value("role", Json()) == "user" && turn.contains("content") && turn.at("content").is_string())
                return turn.at("content").get<std::string>();
    for (const char* key : {"prompt", "template", "question"})
        if (object.contains(key) && object.at(key).is_string())
            return object.at(key).get<std::string>();
    return {};
}

} // namespace

std::vector<TemplateFile> lintTemplateFolder(const std::filesystem::path& folder)
{
    std::vector<TemplateFile> report;
    for (const fs::path& path : templateFiles(folder)) {
        TemplateFile& item = report.emplace_back();
        item.file = path.filename().string();
        try {
            const TaskTemplate parsed = parseTemplate(readFile(path, kMaxFile), item.file);
            item.task = parsed.task;
            item.mode = parsed.mode;
            item.wordings = parsed.questions.size();
            for (const auto& [variant, texts] : parsed.variants)
                item.wordings += texts.size();
        } catch (const Error& error) {
            item.problem = error.what();
        }
    }
    return report;
}

TemplateSet templatesWith(const std::filesystem::path& folder, const std::string& mode)
{
    TemplateSet set = TemplateSet::builtin(mode);
    for (const fs::path& path : templateFiles(folder)) {
        const std::string text = readFile(path, kMaxFile), name = path.filename().string();
        if (const TaskTemplate parsed = parseTemplate(text, name); parsed.mode != mode)
            throw Error(name, fmt::format("is a template of {} mode, not of {}", parsed.mode, mode), "Build in its mode, or move it elsewhere");
        set.add(text, name);
    }
    return set;
}

std::vector<std::string> writeBuiltinTemplates(const std::filesystem::path& folder, const std::string& mode)
{
    (void)TemplateSet::builtin(mode); // refuses an unknown mode
    std::vector<const BuiltinTemplate*> wanted;
    for (const BuiltinTemplate& item : builtinTemplates())
        if (item.mode == mode)
            wanted.push_back(&item);
    createFolder(folder);
    for (const BuiltinTemplate* item : wanted)
        if (fs::exists(folder / fs::path(item->file).filename()))
            throw Error((folder / fs::path(item->file).filename()).string(), "is there already", "Choose a new folder");
    std::vector<std::string> names;
    for (const BuiltinTemplate* item : wanted) {
        names.push_back(fs::path(item->file).filename().string());
        writeFileAtomic(folder / names.back(), std::string(item->yaml));
    }
    return names;
}

std::vector<std::pair<std::string, std::string>> importReferenceTemplates(const std::filesystem::path& file)
{
    const std::string text = readFile(file, kMaxFile), name = file.filename().string();
    std::map<Task, std::pair<int, std::vector<std::string>>> tasks; ///< marks of images, questions
    ObjectReader reader(text, file.string());
    for (std::string object = reader.next(); !object.empty(); object = reader.next()) {
        const std::string where = fmt::format("{}: object {}", name, reader.count());
        const Json parsed = Json::parse(object, nullptr, false);
        if (!parsed.is_object())
            throw Error(where, "is not valid JSON", "Mend it, or remove the object");
        const std::string word = parsed.contains("task_type") && parsed.at("task_type").is_string() ? parsed.at("task_type").get<std::string>() : "";
        const std::optional<Task> task = taskFromName(word);
        if (!task)
            throw Error(where, fmt::format("its task_type \"{}\" is none of A1 to A4 and D1 to D4", word));
        int images = 0;
        const std::string question = questionOf(userText(parsed), images);
        if (question.empty())
            throw Error(where, "has no question: neither a user's message nor a prompt");
        auto& [marks, questions] = tasks[*task];
        if (!questions.empty() && marks != images)
            throw Error(where, fmt::format("shows {} images, another of task {} shows {}", images, word, marks));
        marks = images;
        questions.push_back(question);
    }
    if (tasks.empty())
        throw Error(file.string(), "holds no template", "Expected are JSON objects with task_type and messages");
    std::vector<std::pair<std::string, std::string>> files;
    for (const auto& [task, item] : tasks) {
        const bool onlyFirst = item.first == 1 || (item.first == 0 && task == Task::D2);
        std::string yaml = fmt::format("# From {}.\ntask: {}\nmode: reference\nimages: {}\nquestions:\n", Json(name).dump(), taskName(task),
                                       onlyFirst ? "[first]" : "[first, last]");
        for (const std::string& question : item.second)
            yaml += "  - " + Json(question).dump() + '\n'; // a JSON text is a YAML text
        const std::string out = std::string(taskName(task)) + ".yaml";
        (void)parseTemplate(yaml, name + ", task " + taskName(task)); // the lint
        files.emplace_back(out, yaml);
    }
    return files;
}

} // namespace w2v
