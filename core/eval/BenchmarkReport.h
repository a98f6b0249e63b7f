#pragma once
#include <functional>
#include <span>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "core/eval/AnswerScore.h"
#include "core/supervision/QaRecord.h"

namespace w2v {

/// A share with its 95% interval (Wilson 1927), all in percent; 0 of 0 is 0 with the interval 0..100.
struct Share {
    int n = 0, right = 0;
    double percent() const;
    double low() const;
    double high() const;
};

struct TaskReport {
    Task task = Task::A1;
    Share right;
    Share direction;      ///< n = 0 where the task has none
};

/// What one model or baseline got on a set of records.
struct BenchmarkReport {
    std::string model;
    std::vector<TaskReport> tasks;   ///< those with records, in task order

    const TaskReport* of(Task task) const;
    /// Mean of the tasks' percentages.
    double mean() const;
    /// Mean of the directions' percentages of the tasks that have one.
    double meanDirection() const;
};

/// Scores answers[i] as the answer to records[i]. Throws Error when their numbers differ.
BenchmarkReport scoreAnswers(const std::string& model, std::span<const QaRecord> records, std::span<const std::string> answers);

/// The same, asking for each answer.
BenchmarkReport scoreWith(const std::string& model, std::span<const QaRecord> records,
                          const std::function<std::string(const QaRecord&)>& answer);

/// {"model", "tasks": {"A1": {"n", "right", "accuracy", "interval": [low, high], "direction": {...}}, ...}, "mean",
/// "mean_direction"}; percentages with one decimal.
nlohmann::ordered_json reportToJson(const BenchmarkReport& report);

/// The demo's table: {"tasks": {"A1": {"n", "untrained", "majority", "no_image", "trained", "direction": {"majority",
/// "untrained", "trained"}}, ...}, "mean": {"untrained", "majority", "no_image", "trained"}}.
nlohmann::ordered_json comparisonToJson(const BenchmarkReport& untrained, const BenchmarkReport& majority,
                                        const BenchmarkReport& noImage, const BenchmarkReport& trained);

/// Throws Error naming a scene (or an image) that is both in the training and in the held-out records. Call before any number
/// is reported.
void assertNoSceneOverlap(std::span<const QaRecord> training, std::span<const QaRecord> heldout);

} // namespace w2v
