#include "app/operations/TrainRun.h"

#include <algorithm>
#include <chrono>
#include <csignal>
#include <thread>
#include <unistd.h>

#include <fmt/format.h>

#include "app/operations/Operation.h"
#include "app/operations/Operations.h"
#include "app/operations/ProjectParams.h"
#include "app/operations/TrainingData.h"
#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/base/Log.h"
#include "app/operations/Detached.h"
#include "core/eval/BenchmarkReport.h"
#include "core/nn/Runtime.h"
#include "core/nn/VlmFactory.h"
#include "core/nn/train/SftTrainer.h"
#include "core/supervision/TemplateSet.h"
#include "core/training/MetricsWriter.h"

namespace w2v {

namespace {

/// Held-out records for the evaluations during a run: a few of each task, always the same.
std::vector<QaRecord> probeRecords(const Project& project, int perTask)
{
    std::vector<QaRecord> probes;
    for (int t = 0; t < kTaskCount; ++t) {
        RecordFilter filter;
        filter.tasks = {static_cast<Task>(t)};
        filter.split = "heldout";
        for (auto& record : project.records(filter, 0, perTask))
            probes.push_back(std::move(record));
    }
    return probes;
}

std::vector<VlmQuery> queriesFor(const Project& project, const std::vector<QaRecord>& records)
{
    std::vector<VlmQuery> queries;
    for (const auto& record : records) {
        VlmQuery query;
        query.question = record.question;
        for (const auto& image : record.images)
            query.images.push_back(project.loadImage(image));
        queries.push_back(std::move(query));
    }
    return queries;
}

/// Watches both whoever started the run and the run folder's own stop request.
class RunJob : public JobContext {
public:
    RunJob(const RunFolder& run, JobContext& outer) : m_run(run), m_outer(outer) {}
    bool shouldStop() const override
    {
        const auto now = std::chrono::steady_clock::now();
        if (now - m_asked > std::chrono::milliseconds(300)) { // the request is a file: not at every step
            m_asked = now;
            m_requested = m_requested || m_run.stopRequested();
        }
        return m_requested || m_outer.shouldStop();
    }
    void report(double fraction, std::string_view stage) override { m_outer.report(fraction, stage); }
    void emitEvent(const Json& event) override { m_outer.emitEvent(event); }

private:
    const RunFolder& m_run;
    JobContext& m_outer;
    mutable std::chrono::steady_clock::time_point m_asked{};
    mutable bool m_requested = false;
};

/// Everything a running run writes about itself.
class RunLog {
public:
    RunLog(const RunFolder& run, const Recipe& recipe, JobContext& job)
        : m_run(run), m_recipe(recipe), m_job(job), m_metrics(run.metricsFolder())
    {
    }

    void step(const TrainingStep& at)
    {
        const auto now = std::chrono::steady_clock::now();
        const double share = std::max(m_recipe.minutes > 0 ? at.seconds / (60 * m_recipe.minutes) : 0.0,
                                      m_recipe.steps > 0 ? static_cast<double>(at.step) / static_cast<double>(m_recipe.steps) : 0.0);
        if (now - m_written < std::chrono::milliseconds(500) && at.step > 1)
            return;
        m_written = now;
        m_metrics.write({at.step, 0, {{"loss", at.loss}, {"auxiliary", at.auxiliary}, {"auxiliary/flow", at.flow},
                                      {"auxiliary/depth", at.depth}, {"gradient_norm", at.gradientNorm},
                                      {"learning_rate", at.learningRate}, {"samples", static_cast<double>(at.samples)},
                                      {"samples_per_second", at.samplesPerSecond}}});
        m_job.emitEvent({{"event", "metric"}, {"run", m_run.id()}, {"step", at.step}, {"loss", at.loss}});
        if (now - m_stated > std::chrono::seconds(1)) {
            m_stated = now;
            RunState state = m_run.state();
            state.step = at.step;
            state.total = share > 0 ? static_cast<std::int64_t>(static_cast<double>(at.step) / std::max(share, 1e-3)) : 0;
            state.etaSeconds = share > 0.01 ? at.seconds / share * (1 - std::min(share, 1.0)) : 0;
            m_run.setState(state);
        }
    }

    void evaluation(const TrainingStep& at, const std::map<std::string, double>& values)
    {
        MetricsRow row{at.step, 0, {}};
        std::string line = fmt::format("step {}, {:.0f} s:", at.step, at.seconds);
        for (const auto& [name, value] : values) {
            row.values.emplace_back("eval/" + name, value);
            line += fmt::format(" {} {:.1f}", name, value);
        }
        m_metrics.write(std::move(row));
        m_run.appendLog(line);
    }

private:
    const RunFolder& m_run;
    const Recipe& m_recipe;
    JobContext& m_job;
    MetricsWriter m_metrics;
    std::chrono::steady_clock::time_point m_written{}, m_stated{};
};

/// Texts for a new tokenizer: the questions' wordings and the answers of the records.
std::vector<std::string> tokenizerTexts(const std::vector<TrainingSample>& samples)
{
    std::vector<std::string> texts;
    for (const auto& sample : samples)
        texts.push_back(sample.texts[0]->question + '\n' + sample.texts[0]->answer);
    return texts;
}

std::map<std::string, double> evaluateProbes(VisionLanguageModel& model, const TrainingStep& at, const RunFolder& run,
                                             const std::vector<QaRecord>& probes, const std::vector<VlmQuery>& queries)
{
    std::map<std::string, double> values;
    if (probes.empty())
        return values;
    SilentJobContext quiet;
    const auto answers = model.answer(queries, {}, quiet);
    std::vector<std::string> texts;
    for (const auto& answer : answers)
        texts.push_back(answer.text);
    const BenchmarkReport report = scoreAnswers("probe", probes, texts);
    for (const auto& task : report.tasks) {
        values[fmt::format("{}/accuracy", taskName(task.task))] = task.right.percent();
        if (task.direction.n > 0)
            values[fmt::format("{}/direction", taskName(task.task))] = task.direction.percent();
    }
    for (std::size_t i = 0; i < probes.size(); i += std::max<std::size_t>(1, probes.size() / 16))
        run.appendSample({{"step", at.step}, {"record", probes[i].id}, {"task", taskName(probes[i].task)}, {"images", probes[i].images},
                          {"question", probes[i].question}, {"expected", probes[i].answer}, {"answer", texts[i]},
                          {"score", scoreAnswer(probes[i], texts[i]).score}});
    return values;
}

Json trainInFolder(const RunFolder& run, const Recipe& recipe, JobContext& job)
{
    const Json spec = run.spec();
    const Project project = Project::open(spec.at("project").get<std::string>());
    if (const BlasReport blas = checkBlas(); !blas.warning.empty()) {
        spdlog::warn("{}", blas.warning);
        run.appendLog(blas.warning);
    }
    run.appendLog("loading records");
    const std::vector<TrainingSample> samples = trainingSamples(project, "train", recipe.imageSize, job);
    if (samples.empty())
        throw Error(project.folder().string(), "has no training records",
                    "Build records in Curate first; rejected ones and those of held-out scenes are not trained on");
    run.appendLog(fmt::format("{} training records", samples.size()));
    fs::path base = recipe.base;
    if (base.empty()) {
        base = run.path() / "base";
        if (!fs::exists(base / "config.json")) {
            TinyModelOptions options;
            options.preset = recipe.preset;
            options.imageSize = recipe.imageSize;
            options.stackViews = recipe.stackViews;
            options.absolutePositions = recipe.absolutePositions;
            options.vocabulary = recipe.vocabulary;
            options.seed = recipe.seed;
            createTinyModel(base, tokenizerTexts(samples), options);
        }
    }
    const std::vector<QaRecord> probes = probeRecords(project, recipe.evalRecords);
    const std::vector<VlmQuery> queries = queriesFor(project, probes);
    RunLog log(run, recipe, job);
    TrainingCallbacks callbacks;
    callbacks.onStep = [&](const TrainingStep& at) { log.step(at); };
    callbacks.evaluate = [&](VisionLanguageModel& model, const TrainingStep& at) {
        auto values = evaluateProbes(model, at, run, probes, queries);
        log.evaluation(at, values);
        return values;
    };
    callbacks.onCheckpoint = [&](const fs::path& folder, const TrainingStep& at) {
        run.appendLog(fmt::format("checkpoint {} at step {}", folder.filename().string(), at.step));
    };
    const TrainingResult result = trainSft(recipe, base, samples, run.path(), callbacks, job);
    RunState state = run.state();
    state.status = result.stopped ? RunStatus::Stopped : RunStatus::Finished;
    state.step = result.last.step;
    state.total = result.last.step;
    state.etaSeconds = 0;
    run.setState(state);
    run.appendLog(fmt::format("{} at step {}, loss {:.4f}", runStatusName(state.status), result.last.step, result.last.loss));
    return {{"run", run.id()}, {"base", base.string()}, {"model", result.checkpoint.string()}, {"steps", result.last.step},
            {"samples", result.last.samples}, {"seconds", result.last.seconds}, {"loss", result.last.loss},
            {"samples_per_second", result.last.seconds > 0 ? static_cast<double>(result.last.samples) / result.last.seconds : 0.0},
            {"records", samples.size()}, {"stopped", result.stopped}, {"metrics", result.metrics}};
}

} // namespace

RunFolder createRun(const Project& project, const Recipe& recipe)
{
    checkRecipe(recipe, recipe.name);
    return RunFolder::create(project.runsFolder(), recipe.name,
                             {{"kind", "sft"}, {"project", fs::absolute(project.folder()).string()}, {"recipe", recipeText(recipe)},
                              {"program", W2V_VERSION}, {"dataset", project.statistics()}});
}

Json trainRun(const RunFolder& run, JobContext& outer)
{
    RunJob job(run, outer);
    run.begin(0);
    try {
        return trainInFolder(run, parseRecipe(run.spec().at("recipe").get<std::string>(), run.path().string()), job);
    } catch (const Cancelled&) {
        RunState state = run.state();
        state.status = RunStatus::Stopped;
        run.setState(state);
        throw;
    } catch (const std::exception& e) {
        RunState state = run.state();
        state.status = RunStatus::Failed;
        state.error = e.what();
        run.setState(state);
        run.appendLog(e.what());
        throw;
    }
}

int executeRun(const fs::path& folder)
{
    SilentJobContext job;
    const RunFolder run = RunFolder::open(folder);
    try {
        trainRun(run, job);
        return 0;
    } catch (const Cancelled&) {
        return 0;
    } catch (const std::exception& e) {
        spdlog::error("{}", e.what());
        return 1;
    }
}

Json runTrain(const Json& params, AppContext&, JobContext& job)
{
    Recipe recipe = recipeNamed(requiredText(params, "recipe"));
    recipe.minutes = numberOr(params, "minutes", recipe.minutes);
    recipe.seed = static_cast<std::uint64_t>(integerOr(params, "seed", static_cast<std::int64_t>(recipe.seed)));
    if (params.contains("set"))
        for (const auto& [field, value] : params.at("set").items())
            setRecipeField(recipe, field, value.is_string() ? value.get<std::string>() : value.dump());
    const Project project = projectFrom(params);
    const RunFolder run = createRun(project, recipe);
    if (!flagOr(params, "detach", false))
        return trainRun(run, job);
    const std::int64_t pid = startDetached({(programFolder() / "w2v-worker").string(), "--run", run.path().string()}, run.logFile());
    return {{"run", run.id()}, {"path", run.path().string()}, {"pid", pid}};
}

} // namespace w2v
