#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "core/base/Json.h"
#include "core/supervision/QaRecord.h"

namespace w2v {

/// The answers of one row with one seed, a file predictions/<row>-seed<k>.jsonl: one line a question {"record", "task", "scene",
/// "question", "expected", "answer", "reading", "score"[, "seconds", "calls"]}, in the order of the questions.
struct HeadlinePredictions {
    std::string row, title;
    int seed = 1;
    std::filesystem::path file;
};

/// Makes the table of predictions on disk: every figure is computed from those files alone, by ScoreTable. Writes table.json, table.md,
/// table.html and figures/accuracy.svg into `folder`; returns what table.json holds. `about`: what was asked for and how long it took.
Json writeHeadlineReport(const std::filesystem::path& folder, const std::vector<HeadlinePredictions>& predictions, const Json& about);

} // namespace w2v
