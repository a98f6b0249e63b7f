#pragma once
#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/supervision/QaRecord.h"

namespace w2v {

/// The wordings of one task's question, from one template file (YAML: task, [mode], images, questions, [variants]).
struct TaskTemplate {
    Task task = Task::A1;
    std::string mode = "verified";
    std::string file;                   ///< name of the file, for provenance and messages
    bool showsLast = true;              ///< images: [first, last], or only [first]
    std::vector<std::string> questions; ///< texts with {placeholders}, without image marks; they ask for answer variant 0
    std::map<int, std::vector<std::string>> variants; ///< the same for the other answer variants, see AnswerVariants.h

    /// Wordings that ask for an answer variant; empty when the file has none.
    const std::vector<std::string>& wordings(int variant) const;

    int imageCount() const { return showsLast ? 2 : 1; }
};

using TemplateValues = std::map<std::string, std::string, std::less<>>;

class TemplateSet {
public:
    /// The templates the program carries, "verified" or "reference".
    static const TemplateSet& builtin(std::string_view mode);

    /// Every *.yaml of a folder. Throws Error naming file and question for anything the lint refuses.
    static TemplateSet load(const std::filesystem::path& folder);

    /// Adds one file's text; a later file of the same task replaces the earlier one.
    void add(std::string_view yaml, const std::string& file);

    bool has(Task task) const { return m_templates.contains(task); }
    const TaskTemplate& of(Task task) const; ///< throws Error when there is none

    /// Every text a question can begin with, for training a tokenizer.
    std::vector<std::string> allQuestions() const;

private:
    std::map<Task, TaskTemplate> m_templates;
};

/// Reads and lints one template file's text: known keys, known task, at least one question, every placeholder known to the task
/// and every needed one present, no image marks, and in verified mode no wording that gives answers away (a direction, a truth
/// value or a number of the answer's kind may only be named together with all its alternatives).
TaskTemplate parseTemplate(std::string_view yaml, const std::string& file);

/// The question: one <image> mark per image, then the text with its placeholders filled. Throws Error for a missing value.
std::string fillQuestion(const TaskTemplate& wording, int variant, std::size_t index, const TemplateValues& values);

/// What words of `text` give away about `answer`, as one sentence; empty when nothing does.
std::string answerLeak(Task task, std::string_view text, std::string_view answer);

} // namespace w2v
