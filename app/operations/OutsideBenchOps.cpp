#include <algorithm>
#include <map>
#include <numeric>

#include "app/operations/HeldoutQuestions.h"
#include "app/operations/Operation.h"
#include "app/operations/Operations.h"
#include "app/operations/OutsideBench.h"
#include "app/operations/ParamRange.h"
#include "app/operations/ProjectParams.h"
#include "core/base/Error.h"
#include "core/base/Rng.h"
#include "core/dataset/DatasetVersions.h"
#include "core/eval/benchmarks/PairedStatistics.h"
#include "core/eval/benchmarks/Predictions.h"
#include "core/eval/benchmarks/RuleScores.h"
#include "core/eval/benchmarks/ScoringRules.h"

namespace w2v {

namespace {

constexpr std::size_t kListed = 200; ///< of long lists in a result; the counts are whole

Json firstOf(const std::vector<std::string>& list, std::size_t listed = kListed)
{
    Json shown = Json::array();
    for (std::size_t i = 0; i < std::min(list.size(), listed); ++i)
        shown.push_back(list[i]);
    return shown;
}

Json scoredBy(const ScoringRule& rule, BenchmarkKind kind, const std::vector<BenchmarkQuestion>& questions, const std::vector<std::string>& replies)
{
    const RuleScore result = scoreByRule(rule, kind, questions, replies);
    const BenchmarkScore& score = result.score;
    Json flags = Json::array();
    for (std::size_t i = 0; i < questions.size() && flags.size() < kListed; ++i)
        if (!result.flags[i].empty())
            flags.push_back({{"id", questions[i].id}, {"flag", result.flags[i]}});
    const Interval interval = bootstrapMean(result.scores);
    Json types = Json::object();
    for (const BenchmarkScore::Row& row : score.rows)
        types[row.type] = {{"n", row.n}, {"percent", row.percent}, {"counts", row.counts}};
    return {{"title", rule.title}, {"overall", score.overall}, {"interval", {{"low", result.interval.low}, {"high", result.interval.high}}},
            {"per_question", {{"low", 100 * interval.low}, {"high", 100 * interval.high}}},
            {"n", score.n}, {"unparsed", score.unparsed}, {"flagged", result.flagged}, {"types", types}, {"flags", flags}};
}

/// `limit` of each type (0 = all) of those whose media are there, drawn by a fixed seed so that every model is asked the same, in the
/// benchmark's order.
void keepSome(Benchmark& benchmark, std::int64_t limit)
{
    if (limit <= 0)
        return;
    std::vector<std::size_t> order(benchmark.questions.size());
    std::iota(order.begin(), order.end(), std::size_t(0));
    Rng(17).shuffle(order);
    std::map<std::string, std::int64_t> taken;
    std::erase_if(order, [&](std::size_t i) { return !benchmark.complete[i] || ++taken[benchmark.questions[i].type] > limit; });
    std::sort(order.begin(), order.end());
    Benchmark some = benchmark;
    some.questions.clear();
    some.complete.clear();
    for (const std::size_t i : order) {
        some.questions.push_back(benchmark.questions[i]);
        some.complete.push_back(benchmark.complete[i]);
    }
    if (some.questions.empty())
        throw Error("limit", "leaves nothing: no question has all its pictures", "Put the missing pictures in place first");
    benchmark = std::move(some);
}

/// The benchmark of others that the project knows by this name.
void takeOpened(const Json& params, ChosenBenchmark& chosen)
{
    const std::string name = requiredText(params, "opened");
    chosen.project = projectFrom(params);
    chosen.opened = openedBenchmark(*chosen.project, name);
    if (!chosen.opened)
        throw Error(chosen.project->folder().string(), "has no benchmark \"" + name + "\"", "Open it first: w2v bench open");
    if (flagOr(params, "circular", false))
        throw Error("circular", "does not go with an opened benchmark, whose answers are kept by question", "Name the question file instead");
    chosen.media = chosen.opened->media;
    chosen.stored = name;
    chosen.benchmark = readBenchmark(chosen.opened->kind, chosen.opened->questions, chosen.media);
}

} // namespace

ChosenBenchmark benchmarkFrom(const Json& params)
{
    const std::string name = requiredText(params, "benchmark");
    const auto kind = benchmarkKindFromName(name);
    if (!kind)
        throw Error("benchmark", "\"" + name + "\" is not known", "Use sat, vsibench, mindcube or project");
    ChosenBenchmark chosen;
    const std::int64_t limit = integerOr(params, "limit", 0);
    if (*kind == BenchmarkKind::Records && params.contains("opened")) {
        takeOpened(params, chosen);
        keepSome(chosen.benchmark, limit);
    } else if (*kind == BenchmarkKind::Records) {
        chosen.project = projectFrom(params);
        const std::string version = textOr(params, "version", ""), split = textOr(params, "split", "heldout");
        std::vector<QaRecord> all;
        if (version.empty())
            all = usableRecords(*chosen.project, split);
        else
            forEachRecordOfVersion(*chosen.project, version, [&](const QaRecord& record) { all.push_back(record); });
        const std::vector<QaRecord> records = limitedQuestions(all, limit);
        if (records.empty())
            throw Error(chosen.project->folder().string(), "has no records of the split \"" + split + "\"", "Build records of scenes of this split first");
        chosen.benchmark = recordBenchmark(records);
        chosen.stored = version.empty() ? split : "version " + version;
    } else {
        const std::filesystem::path file = requiredText(params, "questions");
        chosen.media = textOr(params, "media", file.parent_path().string());
        chosen.benchmark = readBenchmark(*kind, file, chosen.media);
        keepSome(chosen.benchmark, limit);
    }
    if (flagOr(params, "circular", false))
        chosen.benchmark = circular(chosen.benchmark);
    return chosen;
}

Json describeBenchmark(const Benchmark& benchmark, std::size_t listed)
{
    Json types = Json::object();
    for (const BenchmarkQuestion& question : benchmark.questions)
        types[question.type] = types.value(question.type, 0) + 1;
    const auto complete = std::count(benchmark.complete.begin(), benchmark.complete.end(), true);
    return {{"benchmark", benchmarkKindName(benchmark.kind)}, {"questions", benchmark.questions.size()}, {"types", types},
            {"complete", complete}, {"missing_media", benchmark.missing.size()}, {"missing", firstOf(benchmark.missing, listed)},
            {"problems", firstOf(benchmark.problems, listed)}};
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
    constexpr std::int64_t kMostListed = 1'000'000;
    return describeBenchmark(benchmarkFrom(params).benchmark, static_cast<std::size_t>(integerWithin(params, "list", kListed, 0, kMostListed)));
}

Json runBenchScore(const Json& params, AppContext&, JobContext& job)
{
    const Benchmark benchmark = benchmarkFrom(params).benchmark;
    return scoreReplies(benchmark, readPredictions(requiredText(params, "predictions")), job);
}

} // namespace w2v
