#include "core/supervision/TemplateSet.h"

#include <algorithm>

#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/supervision/BuiltinTemplates.h"

namespace w2v {

void TemplateSet::add(std::string_view yaml, const std::string& file)
{
    TaskTemplate parsed = parseTemplate(yaml, file);
    m_templates[parsed.task] = std::move(parsed);
}

const TemplateSet& TemplateSet::builtin(std::string_view mode)
{
    const auto make = [](std::string_view wanted) {
        TemplateSet set;
        for (const BuiltinTemplate& item : builtinTemplates())
            if (item.mode == wanted)
                set.add(item.yaml, std::string(item.file));
        return set;
    };
    static const TemplateSet verified = make("verified"), reference = make("reference");
    if (mode != "verified" && mode != "reference")
        throw Error("the mode \"" + std::string(mode) + "\"", "is unknown", "Use verified or reference");
    return mode == "verified" ? verified : reference;
}

TemplateSet TemplateSet::load(const std::filesystem::path& folder)
{
    if (!fs::is_directory(folder))
        throw Error(folder.string(), "is not a folder of template files");
    std::vector<fs::path> files;
    for (const fs::directory_entry& entry : fs::directory_iterator(folder))
        if (entry.is_regular_file() && (entry.path().extension() == ".yaml" || entry.path().extension() == ".yml"))
            files.push_back(entry.path());
    if (files.empty())
        throw Error(folder.string(), "holds no template files (*.yaml)");
    std::sort(files.begin(), files.end());
    TemplateSet set;
    for (const fs::path& file : files)
        set.add(readFile(file, 1 << 20), file.filename().string());
    return set;
}

const TaskTemplate& TemplateSet::of(Task task) const
{
    const auto it = m_templates.find(task);
    if (it == m_templates.end())
        throw Error(std::string("the task ") + taskName(task), "has no template", "Add a template file for it");
    return it->second;
}

std::vector<std::string> TemplateSet::allQuestions() const
{
    std::vector<std::string> all;
    for (const auto& [task, item] : m_templates) {
        all.insert(all.end(), item.questions.begin(), item.questions.end());
        for (const auto& [variant, texts] : item.variants)
            all.insert(all.end(), texts.begin(), texts.end());
    }
    return all;
}

const std::vector<std::string>& TaskTemplate::wordings(int variant) const
{
    static const std::vector<std::string> kNone;
    const auto it = variants.find(variant);
    return variant == 0 ? questions : it == variants.end() ? kNone : it->second;
}

std::string fillQuestion(const TaskTemplate& wording, int variant, std::size_t index, const TemplateValues& values)
{
    static constexpr std::string_view kImageMark = "<image>";
    const std::string& text = wording.wordings(variant).at(index);
    std::string question;
    for (int i = 0; i < wording.imageCount(); ++i)
        question += kImageMark;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t open = text.find('{', at);
        question.append(text, at, open - at);
        if (open == std::string::npos)
            break;
        const std::size_t close = text.find('}', open);
        const auto value = values.find(std::string_view(text).substr(open + 1, close - open - 1));
        if (value == values.end())
            throw Error(wording.file, "needs a value for " + text.substr(open, close - open + 1));
        question += value->second;
        at = close + 1;
    }
    return question;
}

} // namespace w2v
