#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "core/eval/benchmarks/PairedStatistics.h"
#include "core/eval/benchmarks/ScoringRules.h"

namespace w2v {

/// What one rule makes of a model's replies.
struct RuleScore {
    const ScoringRule* rule = nullptr;
    BenchmarkScore score;
    Interval interval;                  ///< of the overall, percent
    std::vector<double> scores;         ///< 0..1, of each question
    std::vector<std::string> flags;     ///< of each question, see RuleDecision
    std::size_t flagged = 0;            ///< those that are not empty
};

/// `questions` and `replies` go together; none is an Error.
RuleScore scoreByRule(const ScoringRule& rule, BenchmarkKind kind, std::span<const BenchmarkQuestion> questions, std::span<const std::string> replies);

/// 95 % percentile bootstrap of the overall by aggregate(), percent: questions are drawn within their types, so that every draw has all
/// of the benchmark's tasks. `scores`: 0..1. Deterministic for a seed.
Interval overallInterval(BenchmarkKind kind, std::span<const BenchmarkQuestion> questions, std::span<const double> scores, bool allCount = false,
                         std::uint64_t seed = 1, int replicates = 500);

} // namespace w2v
