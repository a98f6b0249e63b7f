#include "app/operations/headline/HeadlineExtras.h"

#include <map>

#include <fmt/format.h>

#include "app/operations/ImaginationParams.h"
#include "core/answerers/AskBenchmark.h"
#include "core/answerers/CheckpointAnswerer.h"
#include "core/base/Error.h"
#include "core/eval/benchmarks/JsonEntries.h"

namespace w2v {

namespace {

/// The base with test-time imagination as the paper sets it: depth 3, beam 2. Interrupted, it goes on within the question. The bases of all
/// seeds share views: each is made once and counted by each with the seconds it took.
HeadlineAnswerer imaginingBase(const Project& project, AppContext& app, const std::filesystem::path& base)
{
    return [&project, &app, base](std::span<const QaRecord> questions, JobContext& job) {
        const Json params{{"imagine", {{"depth", 3}, {"beam", 2}, {"views", 2}, {"world_model", "geometric"}}}};
        const std::string digest = checkpointDigest(base);
        CheckpointAnswerer model([&]() -> VisionLanguageModel& { return app.model(base.string()); }, {{"kind", "checkpoint"}, {"digest", digest}}, {});
        const Benchmark benchmark = recordBenchmark(questions);
        const std::filesystem::path out = project.folder() / "answers" / "headline" / fmt::format("imagination-{}.jsonl", digest.substr(0, 12));
        std::filesystem::path folder = out;
        folder += ".imagined";
        const std::unique_ptr<Answerer> imagining = imaginingAnswerer(params, app, model, benchmark, &project, {}, 0, folder, out.parent_path() / "views");
        RecordMedia media(project);
        const AskOutcome outcome = askBenchmark(benchmark, media, {}, *imagining, out, job);
        if (!outcome.failures.empty())
            throw Error("imagination", fmt::format("{} questions failed; {}", outcome.failures.size(), outcome.failures.front()));
        std::map<std::string, HeadlineAnswer> byId;
        forEachJsonEntry(out, [&](const Json& line, const std::string&) {
            const Json& detail = line.at("detail");
            double calls = 0;
            for (const auto& [kind, count] : detail.at("imagination").at("calls").items())
                calls += count.get<double>();
            byId[line.at("id").get<std::string>()] = {line.at("prediction").get<std::string>(), detail.at("seconds").get<double>(), calls};
        }, [](const std::string& problem) { throw Error("imagination", problem); });
        std::vector<HeadlineAnswer> answers;
        for (const QaRecord& question : questions)
            answers.push_back(byId.at(question.id));
        return answers;
    };
}

} // namespace

const std::vector<HeadlineExtra>& headlineExtras()
{
    static const std::vector<HeadlineExtra> extras{{"imagination", "Base with test-time imagination", imaginingBase}};
    return extras;
}

} // namespace w2v
