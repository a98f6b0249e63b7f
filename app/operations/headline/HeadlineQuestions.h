#pragma once
#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "core/base/JobContext.h"
#include "core/dataset/Project.h"
#include "core/vlm/VisionLanguageModel.h"

namespace w2v {

/// What somebody says to one question, and what it took.
struct HeadlineAnswer {
    std::string text;
    double seconds = 0;
    double calls = 1; ///< of a model or a world model
};

/// Anybody who can be put into the table: a checkpoint, a rule, a model that imagines before it answers.
using HeadlineAnswerer = std::function<std::vector<HeadlineAnswer>(std::span<const QaRecord> questions, JobContext& job)>;

/// The held-out questions, the same for every row: at most `limit` of each task, as many of either answer where there are two.
std::vector<QaRecord> headlineQuestions(const Project& project, int limit);

/// Asks and writes predictions (HeadlinePredictions) to `file`; whole or not at all. With `timed` also seconds and calls.
void writePredictions(const std::filesystem::path& file, std::span<const QaRecord> questions, const HeadlineAnswerer& answerer, bool timed, JobContext& job);

/// A checkpoint that sees the questions' pictures.
HeadlineAnswerer checkpointAnswerer(const Project& project, VisionLanguageModel& model);

} // namespace w2v
