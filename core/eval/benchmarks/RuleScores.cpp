#include "core/eval/benchmarks/RuleScores.h"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "core/base/Error.h"
#include "core/base/Rng.h"

namespace w2v {

RuleScore scoreByRule(const ScoringRule& rule, BenchmarkKind kind, std::span<const BenchmarkQuestion> questions, std::span<const std::string> replies)
{
    if (questions.size() != replies.size() || questions.empty())
        throw Error("benchmark", fmt::format("{} questions and {} replies cannot be scored", questions.size(), replies.size()));
    RuleScore result;
    result.rule = &rule;
    std::vector<RuleDecision> decisions;
    for (std::size_t i = 0; i < questions.size(); ++i) {
        decisions.push_back(rule.decide(questions[i], replies[i]));
        result.scores.push_back(decisions.back().score);
        result.flags.push_back(decisions.back().flag);
        result.flagged += !decisions.back().flag.empty();
    }
    std::vector<BenchmarkQuestion> sorted;
    if (rule.typeOf) {
        sorted.assign(questions.begin(), questions.end());
        for (BenchmarkQuestion& question : sorted)
            question.type = rule.typeOf(question);
        questions = sorted;
    }
    const bool allCount = rule.typeOf != nullptr;
    result.score = aggregate(kind, questions, decisions, allCount);
    result.interval = overallInterval(kind, questions, result.scores, allCount);
    return result;
}

Interval overallInterval(BenchmarkKind kind, std::span<const BenchmarkQuestion> questions, std::span<const double> scores, bool allCount, std::uint64_t seed,
                         int replicates)
{
    std::map<std::string, std::vector<double>> types;
    for (std::size_t i = 0; i < questions.size(); ++i)
        types[questions[i].type].push_back(scores[i]);
    // The overall is linear in the types' means: what a type counts is the overall when it alone is all right.
    std::vector<double> weights;
    for (const auto& [type, ofType] : types) {
        std::vector<RuleDecision> alone(questions.size());
        for (std::size_t i = 0; i < questions.size(); ++i)
            alone[i].score = questions[i].type == type ? 1 : 0;
        weights.push_back(aggregate(kind, questions, alone, allCount).overall);
    }
    Rng rng(seed);
    std::vector<double> draws;
    for (int draw = 0; draw < replicates; ++draw) {
        double overall = 0;
        std::size_t place = 0;
        for (const auto& [type, ofType] : types) {
            double sum = 0;
            for (std::size_t i = 0; i < ofType.size(); ++i)
                sum += ofType[static_cast<std::size_t>(rng.integer(0, static_cast<std::int64_t>(ofType.size()) - 1))];
            overall += weights[place++] * sum / static_cast<double>(ofType.size());
        }
        draws.push_back(overall);
    }
    if (draws.empty())
        return {};
    std::sort(draws.begin(), draws.end());
    const auto at = [&](double share) { return draws[static_cast<std::size_t>(share * static_cast<double>(draws.size() - 1) + 0.5)]; };
    return {at(0.025), at(0.975)};
}

} // namespace w2v
