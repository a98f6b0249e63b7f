#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/dataset/AnswerTable.h"
#include "core/eval/BenchmarkReport.h"
#include "core/eval/benchmarks/RuleScores.h"

namespace w2v {

/// One bin of a reliability diagram: of the answers whose confidence lies in it, how many are right.
struct CalibrationBin {
    double low = 0, high = 0; ///< confidence
    double meanConfidence = 0;
    Share right;
};

/// Ten bins of equal width; empty ones have n = 0.
std::vector<CalibrationBin> calibration(const AnswerTable& table, std::size_t model);
/// Expected calibration error (Guo et al. 2017): mean distance of confidence and accuracy, by answers; -1 when no confidence is known.
double calibrationError(const std::vector<CalibrationBin>& bins);

/// Median of the seconds of the model's answers; -1 when none is known.
double medianSeconds(const AnswerTable& table, std::size_t model);

/// "swapped" for the model "X, images swapped" when X has answers too; its place is written to `of`.
std::string ablationOf(const AnswerTable& table, std::size_t model, std::size_t& of);

/// Two models on the questions both answered.
struct PairedResult {
    int n = 0, bothRight = 0, onlyFirst = 0, onlySecond = 0, bothWrong = 0;
    double difference = 0, low = 0, high = 0; ///< points of accuracy, second less first, 95 % bootstrap interval
    double p = 1;                             ///< McNemar's exact test
    std::int64_t needed = 0;                  ///< questions to find such a difference, 0 = there is none
};
PairedResult compareModels(const AnswerTable& table, std::size_t first, std::size_t second, std::optional<std::size_t> type = {});

/// The report as one HTML page without scripts, and the predictions it counts as CSV. Every accuracy names the rows of the CSV it is counted
/// from; these are sorted by model, type and question. `csvName` is what the page calls the file. `rules`: of each model, what the
/// benchmark's rules make of its replies; empty where there is one rule only.
struct EvaluationDocument {
    std::string html, csv;
};
EvaluationDocument evaluationDocument(const AnswerTable& table, const std::string& title, const std::string& csvName,
                                      const std::vector<std::vector<RuleScore>>& rules = {});

} // namespace w2v
