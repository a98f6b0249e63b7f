#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "core/supervision/QaRecord.h"

namespace w2v {

/// All answers to one benchmark at once, questions by models, made for comparing many: loading 100,000 parses no JSON.
struct AnswerTable {
    struct Question {
        std::string record;
        Task task = Task::A1;
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
    std::vector<std::string> models;                ///< sorted
    std::vector<Question> questions;                ///< in the records' order
    std::vector<std::vector<Answer>> answers;       ///< [model][question]
};

/// Reads with a connection of its own, so it may run in any thread. Answers to records that are gone are left out. Throws Error when the
/// project cannot be read.
AnswerTable loadAnswerTable(const std::filesystem::path& project, const std::string& benchmark);

/// A number of a JSON object's top level by a scan of its text (as nlohmann writes it: no blanks); `otherwise` when it is not there. A
/// key inside a text is escaped there and does not match.
double numberInJson(std::string_view json, std::string_view key, double otherwise);

} // namespace w2v
