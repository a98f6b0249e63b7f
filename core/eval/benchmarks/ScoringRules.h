#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/eval/benchmarks/Benchmark.h"

namespace w2v {

/// What a rule made of one reply.
struct RuleDecision {
    double score = 0;     ///< 0..1; 1 = right
    bool parsed = false;  ///< something was understood
    std::string reading;  ///< what was understood, as the rule compares it; empty when nothing was
    std::string flag;     ///< why the decision deserves a look, empty when it does not: "one choice contains another", ...
};

/// One way to score a benchmark's replies. Rules never change predictions: several are put side by side over the same replies.
struct ScoringRule {
    const char* id;
    const char* title;
    RuleDecision (*decide)(const BenchmarkQuestion& question, std::string_view reply);
    std::string (*typeOf)(const BenchmarkQuestion& question) = nullptr; ///< where the rule sorts questions otherwise than the benchmark; all count then
};

/// The rules of a benchmark; the first is the official one.
///
/// sat: `last-line` (test-time pipelines: the lower-cased right choice occurs in the last line), `exact` (dataset authors: equal in
/// normal form; for circular evaluation every question is asked twice), `letter` (the reply's first word is the right letter).
/// vsibench: `official` (first word; mean relative accuracy with <=), `official-strict` (with <, as the paper writes), `first-number`
/// (lmms-eval: the first number anywhere, words included), `one-number` (VLMEvalKit asks for one number: a reply with several is not
/// understood). mindcube: `cascade`, `lmms-eval` (the same letter, sorted by the id's part before the first "_").
/// project: `verified` (scoreAnswer()), `reward`
/// (rewardOf(), what is below 0 counts as 0).
std::span<const ScoringRule> scoringRules(BenchmarkKind kind);

/// Mean relative accuracy (Yang et al. 2024, "Thinking in Space"): the share of ten thresholds t from 0.5 to 0.95 with
/// |p - y| / y <= 1 - t, in doubles as the released code computes it; `strict`: < with exact thresholds, as the paper writes. NaN for
/// y = 0.
double meanRelativeAccuracy(double prediction, double truth, bool strict = false);

/// The letter that MindCube's official cascade reads, 0 when it finds none.
char mindCubeLetter(std::string_view reply);

/// The first number of a text, digits or English words ("twenty-one"); none when there is no number.
std::optional<double> firstNumber(std::string_view text);

/// Accuracy by the benchmark's own aggregation, in percent.
struct BenchmarkScore {
    struct Row {
        std::string type;
        int n = 0;
        double percent = 0;   ///< mean score of its questions
        bool counts = true;   ///< part of `overall`
    };
    std::vector<Row> rows;    ///< by type, in the order of appearance; derived rows last
    double overall = 0;
    int n = 0, unparsed = 0;
};

/// sat: overall = over questions. vsibench: object_rel_direction is the mean of its three types, overall the mean of the task means.
/// mindcube: overall over questions, without the setting "translation". project: overall the mean of the tasks. `questions` and `decisions` go together; questions without
/// a reply are not passed in.
/// `allCount`: of mindcube nothing is excluded.
BenchmarkScore aggregate(BenchmarkKind kind, std::span<const BenchmarkQuestion> questions, std::span<const RuleDecision> decisions, bool allCount = false);

} // namespace w2v
