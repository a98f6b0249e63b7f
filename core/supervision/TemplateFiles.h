#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "core/supervision/TemplateSet.h"

namespace w2v {

/// One file of a folder of templates, and what the lint says of it.
struct TemplateFile {
    std::string file;
    std::string problem;       ///< empty: it can be used
    Task task = Task::A1;      ///< these only when it can
    std::string mode;
    std::size_t wordings = 0;  ///< of all answer variants
};

/// Every *.yaml of the folder, also those that the lint refuses, by name. Throws Error when it is no folder or holds none.
std::vector<TemplateFile> lintTemplateFolder(const std::filesystem::path& folder);

/// The program's templates of a mode, with those of the folder in place of the same task's. Throws Error for a file that the lint
/// refuses or that is of another mode.
TemplateSet templatesWith(const std::filesystem::path& folder, const std::string& mode);

/// Writes the program's templates of a mode as files to start from. Throws Error when one is there already.
std::vector<std::string> writeBuiltinTemplates(const std::filesystem::path& folder, const std::string& mode);

/// Reads a template file of the reference: JSON objects of several lines, one after the other, with // comments; "task_type" and the
/// user's message of "messages" (or "prompt") with <image> marks. Its names for placeholders ({OBJECT}, {BBOX_1}, {BBOX_2}, {ACTION_SEQ},
/// {CLAIM_ACTION}, {DIR}, {TURN_DIR}) become ours. Returns one YAML text a task, linted in reference mode (its questions give answers away, and are meant to).
/// Throws Error that names file and object.
std::vector<std::pair<std::string, std::string>> importReferenceTemplates(const std::filesystem::path& file);

} // namespace w2v
