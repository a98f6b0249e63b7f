#include <cmath>

#include "app/operations/HeldoutQuestions.h"
#include "app/operations/ModelParams.h"
#include "app/operations/Operation.h"
#include "app/operations/Operations.h"
#include "app/operations/ProjectParams.h"
#include "core/base/Error.h"
#include "core/eval/Baselines.h"

namespace w2v {

namespace {

double oneDecimal(double percent)
{
    return std::round(percent * 10) / 10;
}

} // namespace

Json runBench(const Json& params, AppContext& app, JobContext& job)
{
    const std::string benchmark = textOr(params, "benchmark", "heldout");
    if (benchmark != "heldout")
        throw Error("benchmark", "\"" + benchmark + "\" is not known", "Use heldout: the project's held-out records");
    Project project = projectFrom(params);
    const std::filesystem::path folder = requiredText(params, "model");
    const std::vector<QaRecord> training = usableRecords(project, "train");
    const std::vector<QaRecord> all = usableRecords(project, "heldout");
    assertNoSceneOverlap(training, all);
    const std::vector<QaRecord> records = limitedQuestions(all, integerOr(params, "limit", 0));
    if (records.empty())
        throw Error(project.folder().string(), "has no held-out records", "Build records of scenes whose split is \"heldout\" first");

    job.report(0, "loading the model");
    VisionLanguageModel& model = modelFrom(params, app);
    std::vector<VlmQuery> queries;
    for (const auto& record : records) {
        VlmQuery query;
        query.question = record.question;
        for (const auto& image : record.images)
            query.images.push_back(project.loadImage(image));
        queries.push_back(std::move(query));
    }
    GenerationOptions options;
    SubJob asking(job, 0.05, 0.95);
    const auto answers = model.answer(queries, options, asking);

    const std::string name = textOr(params, "name", modelName(folder, modelOptions(params).adapter));
    std::vector<std::string> texts;
    std::vector<StoredAnswer> stored;
    double seconds = 0;
    for (std::size_t i = 0; i < records.size(); ++i) {
        const TaskScore score = scoreAnswer(records[i], answers[i].text);
        texts.push_back(answers[i].text);
        seconds += answers[i].seconds;
        stored.push_back({records[i].id, name, benchmark, answers[i].text, score.score, score.direction,
                          {{"reading", score.reading}, {"overlap", score.overlap}, {"seconds", answers[i].seconds},
                           {"tokens", answers[i].newTokens}, {"folder", folder.string()}}});
    }
    project.putAnswers(stored);
    const BenchmarkReport report = scoreAnswers(name, records, texts);
    const BenchmarkReport majority = MajorityBaseline(training).report(records);
    const BenchmarkReport noImage = NoImageBaseline(training).report(records);
    Json result = reportToJson(report);
    for (auto& [task, row] : result.at("tasks").items()) {
        const auto id = *taskFromName(task);
        row["majority"] = oneDecimal(majority.of(id)->right.percent());
        row["no_image"] = oneDecimal(noImage.of(id)->right.percent());
        if (row.contains("direction"))
            row["direction"]["majority"] = oneDecimal(majority.of(id)->direction.percent());
    }
    result["benchmark"] = benchmark;
    result["questions"] = records.size();
    result["seconds_per_question"] = seconds / static_cast<double>(records.size());
    // The window shows the last report of each model beside its answers.
    project.setValue("report/" + benchmark + '/' + name, result.dump());
    return result;
}

} // namespace w2v
