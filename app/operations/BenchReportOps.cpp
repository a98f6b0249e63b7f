#include <algorithm>
#include <filesystem>

#include <fmt/format.h>

#include "app/operations/Operation.h"
#include "app/operations/Operations.h"
#include "app/operations/ProjectParams.h"
#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/dataset/ImageRef.h"
#include "core/eval/AnswerScore.h"
#include "core/eval/EvaluationReport.h"
#include "core/eval/Votes.h"
#include "core/eval/benchmarks/JoinPredictions.h"
#include "core/image/ImageIo.h"

namespace w2v {

namespace {

constexpr std::size_t kListed = 200;

AnswerTable tableFrom(const Json& params, const Project& project)
{
    AnswerTable table = loadAnswerTable(project.folder(), textOr(params, "benchmark", "heldout"));
    if (table.models.empty())
        throw Error(project.folder().string(), "has no answers to \"" + table.benchmark + "\"", "Ask a model first: w2v bench answer --benchmark project");
    return table;
}

Json firstOf(const std::vector<std::string>& list)
{
    return Json(std::vector<std::string>(list.begin(), list.begin() + static_cast<std::ptrdiff_t>(std::min(list.size(), kListed))));
}

} // namespace

Json runBenchReport(const Json& params, AppContext&, JobContext& job)
{
    const Project project = projectFrom(params);
    const fs::path out = requiredText(params, "out");
    const AnswerTable table = tableFrom(params, project);
    job.throwIfStopped();
    fs::path csv = out;
    csv.replace_extension(".predictions.csv");
    const EvaluationDocument document = evaluationDocument(table, textOr(params, "title", project.folder().stem().string()), csv.filename().string());
    writeFileAtomic(csv, document.csv);
    writeFileAtomic(out, document.html);
    Json models = Json::array();
    for (std::size_t i = 0; i < table.models.size(); ++i)
        models.push_back(table.models[i]);
    return {{"report", out.string()}, {"predictions", csv.string()}, {"questions", table.questions.size()}, {"models", models}};
}

Json runBenchImport(const Json& params, AppContext&, JobContext& job)
{
    Project project = projectFrom(params);
    const std::string benchmark = textOr(params, "benchmark", "heldout"), name = requiredText(params, "name");
    const fs::path file = requiredText(params, "predictions");
    RecordFilter filter;
    filter.split = benchmark;
    std::vector<QaRecord> records;
    project.forEachRecord(filter, [&](const QaRecord& record) { records.push_back(record); });
    if (records.empty())
        throw Error(project.folder().string(), "has no records of the split \"" + benchmark + "\"");
    job.report(0.3, "joining");
    const JoinedPredictions joined = joinPredictions(records, file);
    std::vector<StoredAnswer> answers;
    int right = 0;
    for (const QaRecord& record : records)
        if (const auto reply = joined.replies.find(record.id); reply != joined.replies.end()) {
            const TaskScore score = scoreAnswer(record, reply->second);
            right += score.score > 0.5;
            answers.push_back({record.id, name, benchmark, reply->second, score.score, score.direction,
                               {{"reading", score.reading}, {"overlap", score.overlap}, {"imported", file.string()}}});
        }
    project.putAnswers(answers);
    return {{"name", name}, {"benchmark", benchmark}, {"imported", answers.size()}, {"right", right}, {"by_id", joined.byId},
            {"by_content", joined.byContent}, {"by_question", joined.byText}, {"unanswered", records.size() - answers.size()},
            {"unknown", {{"count", joined.unknown.size()}, {"ids", firstOf(joined.unknown)}}}, {"problems", firstOf(joined.problems)}};
}

Json runBenchVotes(const Json& params, AppContext&, JobContext& job)
{
    const Project project = projectFrom(params);
    const std::string benchmark = textOr(params, "benchmark", "heldout"), key = "votes/" + benchmark;
    const std::vector<Vote> votes = votesFromJson(parseJson(project.value(key).value_or("[]"), key), key);
    const VoteCount count = countVotes(votes);
    Json result{{"benchmark", benchmark}, {"votes", votes.size()}, {"first", count.first}, {"second", count.second}, {"ties", count.ties},
                {"left", count.left}, {"right", count.right}};
    if (!params.contains("out"))
        return result;
    if (votes.empty())
        throw Error(project.folder().string(), "has no votes on \"" + benchmark + "\"", "Vote in the window: Evaluate, Vote blind");
    const fs::path out = requiredText(params, "out"), images = out.parent_path() / (out.stem().string() + ".images");
    std::string lines;
    const std::vector<Json> rows = preferenceRows(votes, tableFrom(params, project), [&](const std::string& id) {
        job.throwIfStopped();
        std::vector<std::string> files;
        for (const std::string& reference : project.record(id).images) {
            const auto parsed = ImageRef::parse(reference);
            const std::string name = parsed ? fmt::format("{}{}.png", parsed->digest.substr(0, 16), parsed->frame < 0 ? "" : fmt::format("-{}", parsed->frame)) : "image.png";
            createFolder(images);
            if (!fs::exists(images / name))
                writePng(images / name, project.loadImage(reference));
            files.push_back(images.filename().string() + '/' + name);
        }
        return files;
    });
    for (const Json& row : rows)
        lines += row.dump(-1, ' ', false, Json::error_handler_t::replace) + '\n';
    writeFileAtomic(out, lines);
    result["out"] = out.string();
    result["rows"] = rows.size();
    return result;
}

} // namespace w2v
