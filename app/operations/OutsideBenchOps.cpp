#include <algorithm>

#include "app/operations/HeldoutQuestions.h"
#include "app/operations/Operation.h"
#include "app/operations/Operations.h"
#include "app/operations/OutsideBench.h"
#include "app/operations/ProjectParams.h"
#include "core/base/Error.h"
#include "core/dataset/DatasetVersions.h"
#include "core/eval/benchmarks/PairedStatistics.h"
#include "core/eval/benchmarks/Predictions.h"
#include "core/eval/benchmarks/ScoringRules.h"

namespace w2v {

namespace {

constexpr std::size_t kListed = 200; ///< of long lists in a result; the counts are whole

Json firstOf(const std::vector<std::string>& list)
{
    Json shown = Json::array();
    for (std::size_t i = 0; i < std::min(list.size(), kListed); ++i)
        shown.push_back(list[i]);
    return shown;
}

Json scoredBy(const ScoringRule& rule, BenchmarkKind kind, const std::vector<BenchmarkQuestion>& questions, const std::vector<std::string>& replies)
{
    std::vector<RuleDecision> decisions;
    std::vector<double> scores;
    Json flags = Json::array();
    std::size_t flagged = 0;
    for (std::size_t i = 0; i < questions.size(); ++i) {
        decisions.push_back(rule.decide(questions[i], replies[i]));
        scores.push_back(decisions.back().score);
        if (!decisions.back().flag.empty() && ++flagged <= kListed)
            flags.push_back({{"id", questions[i].id}, {"flag", decisions.back().flag}});
    }
    const BenchmarkScore score = aggregate(kind, questions, decisions);
    const Interval interval = bootstrapMean(scores);
    Json types = Json::object();
    for (const BenchmarkScore::Row& row : score.rows)
        types[row.type] = {{"n", row.n}, {"percent", row.percent}, {"counts", row.counts}};
    return {{"title", rule.title}, {"overall", score.overall}, {"per_question", {{"low", 100 * interval.low}, {"high", 100 * interval.high}}},
            {"n", score.n}, {"unparsed", score.unparsed}, {"flagged", flagged}, {"types", types}, {"flags", flags}};
}

} // namespace

ChosenBenchmark benchmarkFrom(const Json& params)
{
    const std::string name = requiredText(params, "benchmark");
    const auto kind = benchmarkKindFromName(name);
    if (!kind)
        throw Error("benchmark", "\"" + name + "\" is not known", "Use sat, vsibench, mindcube or project");
    ChosenBenchmark chosen;
    if (*kind == BenchmarkKind::Records) {
        chosen.project = projectFrom(params);
        const std::string version = textOr(params, "version", ""), split = textOr(params, "split", "heldout");
        std::vector<QaRecord> all;
        if (version.empty())
            all = usableRecords(*chosen.project, split);
        else
            forEachRecordOfVersion(*chosen.project, version, [&](const QaRecord& record) { all.push_back(record); });
        const std::vector<QaRecord> records = limitedQuestions(all, integerOr(params, "limit", 0));
        if (records.empty())
            throw Error(chosen.project->folder().string(), "has no records of the split \"" + split + "\"", "Build records of scenes of this split first");
        chosen.benchmark = recordBenchmark(records);
        chosen.stored = version.empty() ? split : "version " + version;
    } else {
        const std::filesystem::path file = requiredText(params, "questions");
        chosen.media = textOr(params, "media", file.parent_path().string());
        chosen.benchmark = readBenchmark(*kind, file, chosen.media);
    }
    if (flagOr(params, "circular", false))
        chosen.benchmark = circular(chosen.benchmark);
    return chosen;
}

Json describeBenchmark(const Benchmark& benchmark)
{
    Json types = Json::object();
    for (const BenchmarkQuestion& question : benchmark.questions)
        types[question.type] = types.value(question.type, 0) + 1;
    const auto complete = std::count(benchmark.complete.begin(), benchmark.complete.end(), true);
    return {{"benchmark", benchmarkKindName(benchmark.kind)}, {"questions", benchmark.questions.size()}, {"types", types},
            {"complete", complete}, {"missing_media", benchmark.missing.size()}, {"missing", firstOf(benchmark.missing)},
            {"problems", firstOf(benchmark.problems)}};
}

Json scoreReplies(const Benchmark& benchmark, const Predictions& predictions, JobContext& job)
{
    std::vector<BenchmarkQuestion> questions;
    std::vector<std::string> replies, unanswered;
    for (const BenchmarkQuestion& question : benchmark.questions) {
        const auto reply = predictions.replies.find(question.id);
        if (reply == predictions.replies.end()) {
            unanswered.push_back(question.id);
            continue;
        }
        const auto choices = predictions.choices.find(question.id);
        questions.push_back(choices == predictions.choices.end() || question.choices.empty() ? question : inOrder(question, choices->second));
        replies.push_back(reply->second);
    }
    if (questions.empty())
        throw Error("predictions", "none of the replies belongs to a question of the benchmark", "Compare the ids of the two files");
    Json rules = Json::object();
    for (const ScoringRule& rule : scoringRules(benchmark.kind)) {
        job.throwIfStopped();
        rules[rule.id] = scoredBy(rule, benchmark.kind, questions, replies);
    }
    Json result = describeBenchmark(benchmark);
    result["answered"] = questions.size();
    result["unanswered"] = {{"count", unanswered.size()}, {"ids", firstOf(unanswered)}};
    result["unknown_replies"] = predictions.replies.size() - questions.size();
    result["prediction_problems"] = firstOf(predictions.problems);
    result["rules"] = rules;
    return result;
}

Json runBenchQuestions(const Json& params, AppContext&, JobContext&)
{
    return describeBenchmark(benchmarkFrom(params).benchmark);
}

Json runBenchScore(const Json& params, AppContext&, JobContext& job)
{
    const Benchmark benchmark = benchmarkFrom(params).benchmark;
    return scoreReplies(benchmark, readPredictions(requiredText(params, "predictions")), job);
}

} // namespace w2v
