#pragma once
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "core/supervision/QaRecord.h"

namespace w2v {

struct StoredAnswer;

/// All answers to one benchmark at once, questions by models, made for comparing many: loading 100,000 parses no JSON.
struct AnswerTable {
    struct Type {
        std::string name, title; ///< "A1", "infer one move"; of a benchmark of others its own word and no title
    };
    struct Question {
        std::string record;      ///< its id, or that of a question of a benchmark of others
        std::size_t type = 0;    ///< place in `types`
        std::string question, truth, scene;
    };
    struct Answer {
        bool given = false;
        float score = 0;        ///< 1 right, 0 wrong
        float direction = -1;   ///< 1 or 0; -1 where it does not apply
        float confidence = -1;  ///< 0..1: probability of the choice, else the mean probability of a token; -1 = not known
        float seconds = -1;     ///< it took; -1 = not known
        std::string text;       ///< raw reply
        std::string detail;     ///< JSON, see StoredAnswer

        bool isRight() const { return given && score > 0.5f; }
    };

    std::string benchmark;
    bool outside = false;                           ///< not records: all questions of a benchmark of others, answered or not
    std::vector<Type> types;                        ///< of records the eight tasks in their order
    std::vector<std::string> models;                ///< sorted
    std::vector<Question> questions;                ///< in the records' (or the benchmark's) order
    std::vector<std::vector<Answer>> answers;       ///< [model][question]
};

/// The eight tasks as types.
std::vector<AnswerTable::Type> taskTypes();

/// Reads with a connection of its own, so it may run in any thread. Answers to records that are gone are left out. Throws Error when the
/// project cannot be read.
AnswerTable loadAnswerTable(const std::filesystem::path& project, const std::string& benchmark);

/// The same for questions that are no records: fills in the models and the answers that the project has under the table's benchmark.
void loadOutsideAnswers(const std::filesystem::path& project, AnswerTable& table);

/// Keeps answers to questions that are no records; they replace those of the same question, model, benchmark. Not undoable. With a
/// connection of its own; on disk when it returns. Throws Error.
void putOutsideAnswers(const std::filesystem::path& project, std::span<const StoredAnswer> answers);

/// A number of a JSON object's top level by a scan of its text (as nlohmann writes it: no blanks); `otherwise` when it is not there. A
/// key inside a text is escaped there and does not match.
double numberInJson(std::string_view json, std::string_view key, double otherwise);

} // namespace w2v
