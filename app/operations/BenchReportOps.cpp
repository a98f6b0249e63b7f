#include <algorithm>
#include <filesystem>
#include <optional>
#include <set>

#include <fmt/format.h>

#include "app/operations/Operation.h"
#include "app/operations/Operations.h"
#include "app/operations/ProjectParams.h"
#include "core/answerers/Evaluation.h"
#include "core/base/Digest.h"
#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/dataset/ImageRef.h"
#include "core/eval/AnswerScore.h"
#include "core/eval/EvaluationReport.h"
#include "core/eval/Votes.h"
#include "core/eval/benchmarks/JoinPredictions.h"
#include "core/eval/benchmarks/Predictions.h"
#include "core/image/ImageIo.h"

namespace w2v {

namespace {

constexpr std::size_t kListed = 200;

Json firstOf(const std::vector<std::string>& list)
{
    return Json(std::vector<std::string>(list.begin(), list.begin() + static_cast<std::ptrdiff_t>(std::min(list.size(), kListed))));
}

Evaluation evaluationFrom(const Json& params, const Project& project)
{
    Evaluation evaluation = loadEvaluation(project.folder(), textOr(params, "benchmark", "heldout"));
    if (evaluation.table.models.empty())
        throw Error(project.folder().string(), "has no answers to \"" + evaluation.table.benchmark + "\"", "Ask a model first: w2v bench answer --benchmark project");
    return evaluation;
}

/// Replies of another program to a benchmark of others, joined by the questions' ids.
Json importOutside(const Project& project, const OpenedBenchmark& source, const std::string& name, const fs::path& file)
{
    const Benchmark benchmark = readBenchmark(source.kind, source.questions, source.media);
    const Predictions predictions = readPredictions(file);
    std::vector<StoredAnswer> answers;
    std::vector<std::string> problems = predictions.problems, unknown;
    std::set<std::string> known;
    int right = 0;
    for (const BenchmarkQuestion& question : benchmark.questions) {
        known.insert(question.id);
        const auto reply = predictions.replies.find(question.id);
        if (reply == predictions.replies.end())
            continue;
        const auto choices = predictions.choices.find(question.id);
        try {
            const BenchmarkQuestion asked = choices == predictions.choices.end() || question.choices.empty() ? question : inOrder(question, choices->second);
            answers.push_back(outsideAnswer(source, asked, name, reply->second, {{"imported", file.string()}}));
            right += answers.back().score > 0.5;
        } catch (const Error& error) {
            problems.push_back(error.what());
        }
    }
    for (const auto& [id, reply] : predictions.replies)
        if (!known.contains(id))
            unknown.push_back(id);
    if (answers.empty())
        throw Error(file.string(), "holds no reply to a question of \"" + source.name + "\"", "Compare the ids of the two files");
    putOutsideAnswers(project.folder(), answers);
    return {{"name", name}, {"benchmark", source.name}, {"imported", answers.size()}, {"right", right}, {"by_id", answers.size()}, {"by_content", 0},
            {"by_question", 0}, {"unanswered", benchmark.questions.size() - answers.size()},
            {"unknown", {{"count", unknown.size()}, {"ids", firstOf(unknown)}}}, {"problems", firstOf(problems)}};
}

} // namespace

Json runBenchReport(const Json& params, AppContext&, JobContext& job)
{
    const Project project = projectFrom(params);
    const fs::path out = requiredText(params, "out");
    const Evaluation evaluation = evaluationFrom(params, project);
    const AnswerTable& table = evaluation.table;
    job.throwIfStopped();
    fs::path csv = out;
    csv.replace_extension(".predictions.csv");
    const EvaluationDocument document = evaluationDocument(table, textOr(params, "title", project.folder().stem().string()), csv.filename().string(),
                                                           evaluation.outside ? evaluation.outside->rules : std::vector<std::vector<RuleScore>>());
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
    if (const auto opened = openedBenchmark(project, benchmark))
        return importOutside(project, *opened, name, file);
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
    const Evaluation evaluation = evaluationFrom(params, project);
    std::optional<FolderMedia> media;
    if (evaluation.outside)
        media.emplace(evaluation.outside->source.media, evaluation.outside->source.rules);
    const std::vector<Json> rows = preferenceRows(votes, evaluation.table, [&](const std::string& id) {
        job.throwIfStopped();
        std::vector<std::string> files;
        if (media) {
            const auto& questions = evaluation.outside->benchmark.questions;
            const auto question = std::find_if(questions.begin(), questions.end(), [&](const BenchmarkQuestion& one) { return one.id == id; });
            Json frames;
            createFolder(images);
            int number = 0;
            if (question != questions.end())
                for (const ColorImage& image : media->load(*question, frames)) {
                    const std::string name = fmt::format("{}-{}.png", sha256(id).substr(0, 16), ++number);
                    writePng(images / name, image);
                    files.push_back(images.filename().string() + '/' + name);
                }
            return files;
        }
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
