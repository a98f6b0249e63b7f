#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "core/answerers/Answerer.h"
#include "core/answerers/BenchmarkPrompt.h"
#include "core/answerers/QuestionMedia.h"

namespace w2v {

/// How a benchmark is put to an answerer.
struct AskOptions {
    PromptForm form;
    MediaRules media;
    bool byLikelihood = false;                 ///< questions with choices are answered with the likeliest of them
    std::vector<std::filesystem::path> reuse;  ///< prediction files of earlier runs: replies to the same content are taken from them
};

/// What a run did; every number counts questions.
struct AskOutcome {
    std::size_t asked = 0;      ///< put to the answerer now
    std::size_t kept = 0;       ///< answered by the file before
    std::size_t reused = 0;     ///< taken from other files, or from a question of the same content
    std::size_t answered = 0;   ///< that have a reply now
    std::size_t incomplete = 0; ///< not asked because media are missing
    std::vector<std::string> failures; ///< "id: why", of questions that were asked in vain
    double cost = 0;            ///< of this run
};

/// Asks every complete question of the benchmark and writes `out`, see PredictionFile: id, type, prediction, prompt (its bytes), choices in
/// the order asked, frames, the decision of every scoring rule, detail of the answerer, run, key. Beside it "<out>.run.json" says what was
/// run and lists missing media. Questions answered by the file already, with the same content and settings, are not asked again; a
/// picture that cannot be decoded is a failure of its question. At the end lines stand in the benchmark's order. Throws Cancelled and
/// Error; what was answered is in the file.
AskOutcome askBenchmark(const Benchmark& benchmark, const std::filesystem::path& media, const AskOptions& options, Answerer& answerer,
                        const std::filesystem::path& out, JobContext& job);

} // namespace w2v
