#include <algorithm>
#include <cctype>
#include <map>
#include <memory>

#include <fmt/format.h>

#include "app/operations/HeldoutQuestions.h"
#include "app/operations/ImaginationParams.h"
#include "app/operations/ModelParams.h"
#include "app/operations/Operation.h"
#include "app/operations/Operations.h"
#include "app/operations/OutsideBench.h"
#include "app/operations/ParamRange.h"
#include "app/operations/ServerParams.h"
#include "core/answerers/AskBenchmark.h"
#include "core/answerers/CheckpointAnswerer.h"
#include "core/answerers/Evaluation.h"
#include "core/answerers/FrequencyAnswerer.h"
#include "core/answerers/server/ServerAnswerer.h"
#include "core/answerers/server/ServerKey.h"
#include "core/base/Error.h"
#include "core/dataset/AnswerTable.h"
#include "core/eval/AnswerScore.h"
#include "core/eval/Baselines.h"
#include "core/eval/TextBaseline.h"
#include "core/eval/benchmarks/JsonEntries.h"

namespace w2v {

namespace {

constexpr std::size_t kListed = 200;

/// SAT's released files name the right choice first, and its pictures are asked as middle squares of 512 pixels.
AskOptions askOptions(const Json& params, const ChosenBenchmark& chosen)
{
    constexpr int kLargestSquare = 8192;
    const BenchmarkKind kind = chosen.benchmark.kind;
    const bool sat = kind == BenchmarkKind::Sat;
    const MediaRules usual = chosen.opened ? chosen.opened->rules : usualMediaRules(kind);
    AskOptions options;
    options.form.letters = flagOr(params, "letters", false);
    if (sat || params.contains("choice_seed"))
        options.form.shuffleSeed = static_cast<std::uint64_t>(integerWithin(params, "choice_seed", 1, 0, INT64_MAX));
    options.media.videoFrames = static_cast<int>(integerWithin(params, "frames", usual.videoFrames, 1, 1024));
    options.media.square = static_cast<int>(integerWithin(params, "square", usual.square, 0, kLargestSquare));
    options.byLikelihood = flagOr(params, "likelihood", false);
    options.ablation = imageAblationFromName(textOr(params, "ablation", ""));
    if (flagOr(params, "circular", false))
        options.form.shuffleSeed.reset(); // both orders are asked
    const Json reuse = params.value("reuse", Json::array());
    for (const Json& file : reuse.is_array() ? reuse : Json::array({reuse})) {
        if (!file.is_string())
            throw Error("reuse", "must be a list of prediction files");
        options.reuse.emplace_back(file.get<std::string>());
    }
    return options;
}

std::unique_ptr<Answerer> checkpointFrom(const Json& params, AppContext& app)
{
    const std::filesystem::path folder = requiredText(params, "model");
    const ModelOptions model = modelOptions(params);
    GenerationOptions options;
    options.maxNewTokens = static_cast<int>(integerWithin(params, "max_tokens", 64, 1, 32768));
    options.batch = static_cast<int>(integerWithin(params, "batch", 8, 1, 1024));
    Json identity{{"kind", "checkpoint"}, {"name", folder.filename().string()}, {"digest", checkpointDigest(folder)}, {"dtype", model.dtype}};
    if (!model.adapter.empty())
        identity["adapter"] = {{"name", model.adapter.filename().string()}, {"digest", checkpointDigest(model.adapter)}};
    const auto load = [&params, &app]() -> VisionLanguageModel& { return modelFrom(params, app); };
    return std::make_unique<CheckpointAnswerer>(load, identity, options);
}

std::unique_ptr<Answerer> serverFrom(const Json& params)
{
    const ServerOptions options = serverOptions(params);
    return std::make_unique<ServerAnswerer>(options, serverKey(options.server));
}

/// A baseline that never looks. Of records: `majority`, `no_image` and `text` learn from the training split; else `majority` is the most
/// frequent right answer of each type.
std::unique_ptr<Answerer> baselineFrom(const std::string& name, const ChosenBenchmark& chosen, AskOptions& options)
{
    const auto unknown = [&](const char* known) { throw Error("baseline", "\"" + name + "\" is not known here", known); };
    std::map<std::string, std::string> answers;
    if (!chosen.ofRecords()) {
        if (name != "majority")
            unknown("Use majority");
        options.form.shuffleSeed.reset();
        answers = frequentAnswers(chosen.benchmark, options.form.letters || chosen.benchmark.kind != BenchmarkKind::Sat);
        return std::make_unique<BlindAnswerer>(name, std::move(answers));
    }
    const std::vector<QaRecord> training = usableRecords(*chosen.project, "train");
    const auto answerAll = [&](const auto& baseline) {
        for (const BenchmarkQuestion& question : chosen.benchmark.questions)
            answers[question.id] = baseline.answer(*question.record);
    };
    if (name == "majority")
        answerAll(MajorityBaseline(training));
    else if (name == "no_image")
        answerAll(NoImageBaseline(training));
    else if (name == "text")
        answerAll(TextBaseline(training));
    else
        unknown("Use majority, no_image or text");
    return std::make_unique<BlindAnswerer>(name, std::move(answers));
}

std::unique_ptr<Answerer> answererFrom(const Json& params, AppContext& app, const ChosenBenchmark& chosen, AskOptions& options)
{
    if (params.contains("model") + params.contains("server") + params.contains("baseline") != 1)
        throw Error("model", "server and baseline: one of them must be given",
                    "Give --model FOLDER, --server ADDRESS --server-model NAME, or --baseline majority");
    if (params.contains("baseline"))
        return baselineFrom(requiredText(params, "baseline"), chosen, options);
    return params.contains("server") ? serverFrom(params) : checkpointFrom(params, app);
}

/// What people call who answers: the model, with what was done to it. Changed images are always told: the window pairs such answers with
/// those to the true images by name.
std::string answererName(const Json& params)
{
    std::string name;
    if (params.contains("name"))
        name = requiredText(params, "name");
    else if (params.contains("baseline"))
        name = requiredText(params, "baseline");
    else
        name = (params.contains("server") ? requiredText(params, "server_model") : modelName(requiredText(params, "model"), modelOptions(params).adapter))
            + (params.contains("imagine") ? ", imagining" : "");
    const std::string ablation = textOr(params, "ablation", "");
    return ablation.empty() ? name : name + ", images " + ablation;
}

std::string fileName(std::string name)
{
    for (char& c : name)
        if (!std::isalnum(static_cast<unsigned char>(c)) && c != '-' && c != '.')
            c = '_';
    return name;
}

/// What the project keeps of an answer beside its text: what the answerer said of it and where the whole prediction is.
Json detailOf(const ChosenBenchmark& chosen, const std::filesystem::path& predictions, const Json& line, const Json& params)
{
    Json detail = line.value("detail", Json::object());
    detail["predictions"] = std::filesystem::relative(predictions, chosen.project->folder()).string();
    for (const char* key : {"model", "server", "ablation"})
        if (params.contains(key))
            detail[key] = params.at(key);
    return detail;
}

/// Puts the answers into the project, where the window shows them.
void storeAnswers(ChosenBenchmark& chosen, const std::filesystem::path& predictions, const std::string& name, const Json& params)
{
    std::map<std::string, const BenchmarkQuestion*> questions;
    for (const BenchmarkQuestion& question : chosen.benchmark.questions)
        questions.emplace(question.id, &question);
    std::vector<StoredAnswer> answers;
    forEachJsonEntry(predictions, [&](const Json& line, const std::string&) {
        const auto question = questions.find(line.value("id", ""));
        if (question == questions.end() || !line.contains("prediction"))
            return;
        const std::string text = line.at("prediction").get<std::string>();
        if (chosen.opened) {
            const auto choices = line.find("choices");
            const BenchmarkQuestion asked = choices == line.end() ? *question->second : inOrder(*question->second, choices->get<std::vector<std::string>>());
            answers.push_back(outsideAnswer(*chosen.opened, asked, name, text, detailOf(chosen, predictions, line, params)));
            return;
        }
        const TaskScore score = scoreAnswer(*question->second->record, text);
        Json detail = detailOf(chosen, predictions, line, params);
        detail["reading"] = score.reading;
        detail["overlap"] = score.overlap;
        answers.push_back({question->first, name, chosen.stored, text, score.score, score.direction, std::move(detail)});
    }, [](const std::string& problem) { throw Error("predictions", problem); });
    if (chosen.opened)
        putOutsideAnswers(chosen.project->folder(), answers);
    else
        chosen.project->putAnswers(answers);
}

double secondsPerQuestion(const std::filesystem::path& predictions)
{
    double sum = 0;
    int count = 0;
    forEachJsonEntry(predictions, [&](const Json& line, const std::string&) {
        const Json detail = line.value("detail", Json::object());
        if (line.contains("prediction") && detail.contains("seconds")) {
            sum += detail.at("seconds").get<double>();
            ++count;
        }
    }, [](const std::string&) {});
    return count ? sum / count : 0;
}

} // namespace

Json runBenchAnswer(const Json& params, AppContext& app, JobContext& job)
{
    ChosenBenchmark chosen = benchmarkFrom(params);
    const Benchmark& benchmark = chosen.benchmark;
    AskOptions options = askOptions(params, chosen);
    std::unique_ptr<Answerer> answerer = answererFrom(params, app, chosen, options);
    const std::string name = answererName(params);
    std::filesystem::path out = textOr(params, "out", "");
    if (out.empty() && !chosen.project)
        throw Error("out", "is missing", "Give --out FILE for the predictions");
    if (out.empty())
        out = chosen.project->folder() / "answers" / fileName(chosen.stored) / (fileName(name) + ".jsonl");
    std::unique_ptr<Answerer> imagining;
    if (params.contains("imagine")) {
        if (options.ablation != ImageAblation::None || params.contains("baseline"))
            throw Error("imagine", "goes neither with changed images nor with a baseline", "Leave one of them out");
        std::filesystem::path folder = out;
        folder += ".imagined";
        imagining = imaginingAnswerer(params, app, *answerer, benchmark, chosen.ofRecords() ? &*chosen.project : nullptr, chosen.media,
                                      options.media.square, folder);
    }
    Answerer& asked = imagining ? *imagining : *answerer;
    std::unique_ptr<QuestionMedia> media;
    if (chosen.ofRecords())
        media = std::make_unique<RecordMedia>(*chosen.project);
    else
        media = std::make_unique<FolderMedia>(chosen.media, options.media);
    const AskOutcome outcome = askBenchmark(benchmark, *media, options, asked, out, job);
    Json result = outcome.answered > 0 ? scoreReplies(benchmark, readPredictions(out), job) : describeBenchmark(benchmark);
    Json failures = Json::array();
    for (std::size_t i = 0; i < std::min(outcome.failures.size(), kListed); ++i)
        failures.push_back(outcome.failures[i]);
    result["run"] = {{"name", name}, {"predictions", out.string()}, {"asked", outcome.asked}, {"kept", outcome.kept}, {"reused", outcome.reused},
                     {"not_asked", outcome.incomplete}, {"failed", outcome.failures.size()}, {"failures", failures}, {"cost", outcome.cost},
                     {"seconds_per_question", secondsPerQuestion(out)}};
    if (Json summary = imaginationSummary(out); !summary.is_null())
        result["run"]["imagination"] = std::move(summary);
    if (chosen.project) {
        storeAnswers(chosen, out, name, params);
        result["run"]["stored"] = chosen.stored;
    }
    return result;
}

} // namespace w2v
