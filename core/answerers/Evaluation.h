#pragma once
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/answerers/OpenedBenchmark.h"
#include "core/dataset/AnswerTable.h"
#include "core/eval/benchmarks/RuleScores.h"

namespace w2v {

/// A benchmark of others as it is evaluated: where it lies, its questions, and what every rule makes of every model's replies.
struct OutsideEvaluation {
    OpenedBenchmark source;
    Benchmark benchmark;
    std::vector<std::vector<RuleScore>> rules; ///< [model of the table][rule], the official one first; empty for a model without an answer
};

/// All that a project has on one benchmark.
struct Evaluation {
    AnswerTable table;
    std::shared_ptr<const OutsideEvaluation> outside; ///< null: the project's own records
};

/// Reads with connections of its own, so it may run in any thread. Scores of answers to a benchmark of others are the official rule's.
/// Throws Error when the project or the benchmark's file cannot be read.
Evaluation loadEvaluation(const std::filesystem::path& project, const std::string& benchmark);

/// An answer to a question of a benchmark of others as the project keeps it: scored by the official rule. `question` has its choices as asked.
StoredAnswer outsideAnswer(const OpenedBenchmark& source, const BenchmarkQuestion& question, const std::string& model, const std::string& reply,
                           nlohmann::ordered_json detail);

} // namespace w2v
