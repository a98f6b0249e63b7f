#include "app/operations/TrainRun.h"

#include <algorithm>
#include <chrono>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <optional>
#include <sys/file.h>
#include <thread>
#include <unistd.h>

#include <fmt/format.h>

#include "app/operations/JobProcess.h"
#include "app/operations/Operation.h"
#include "app/operations/Operations.h"
#include "app/operations/PretrainingData.h"
#include "app/operations/ProjectParams.h"
#include "app/operations/RunLog.h"
#include "app/operations/RunProbes.h"
#include "app/operations/ShippedBase.h"
#include "app/operations/TrainingData.h"
#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/base/Log.h"
#include "app/operations/Detached.h"
#include "core/eval/Reward.h"
#include "core/eval/VerifiedReward.h"
#include "core/nn/Runtime.h"
#include "core/nn/VlmFactory.h"
#include "core/nn/train/GrpoTrainer.h"
#include "core/nn/train/SftTrainer.h"
#include "core/nn/train/TrainingState.h"
#include "core/runs/RunHistory.h"
#include "core/runs/Telemetry.h"
#include "core/supervision/TemplateSet.h"
#include "core/training/ShippedRecipes.h"

namespace w2v {

namespace {

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
        return m_requested || m_outer.shouldStop() || endWasAsked();
    }
    void report(double fraction, std::string_view stage) override { m_outer.report(fraction, stage); }
    void emitEvent(const Json& event) override { m_outer.emitEvent(event); }

private:
    const RunFolder& m_run;
    JobContext& m_outer;
    mutable std::chrono::steady_clock::time_point m_asked{};
    mutable bool m_requested = false;
};

/// Held while a process trains in a run's folder, so that no second one does; the system lets go of it however the process ends.
class RunLock {
public:
    explicit RunLock(const RunFolder& run) : m_fd(::open((run.path() / "lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644))
    {
        if (m_fd >= 0 && ::flock(m_fd, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) {
            ::close(m_fd);
            throw Error(run.id(), "is being trained by another process", "Stop it first");
        }
    }
    ~RunLock() { ::close(m_fd); }
    RunLock(const RunLock&) = delete;
    RunLock& operator=(const RunLock&) = delete;

private:
    int m_fd; ///< -1 where files cannot be locked
};

void checkNotOver(const RunFolder& run)
{
    if (run.state().status == RunStatus::Finished)
        throw Error(run.id(), "has finished", "Start a new run with its last checkpoint as the base");
}

/// Texts for a new tokenizer: the questions' wordings and the answers of the records.
std::vector<std::string> tokenizerTexts(std::span<const TrainingSample> samples)
{
    std::vector<std::string> texts;
    for (const auto& sample : samples)
        texts.push_back(sample.texts[0]->question + '\n' + sample.texts[0]->answer);
    return texts;
}

/// The folder of the model that the run starts from; a new small one is made in the run.
fs::path baseOf(const RunFolder& run, const Recipe& recipe, const std::function<std::vector<std::string>()>& texts)
{
    if (!recipe.base.empty() && (recipe.base != kShippedBase || fs::exists(recipe.base)))
        return recipe.base;
    const fs::path base = run.path() / "base";
    if (recipe.base == kShippedBase && !fs::exists(base / "config.json"))
        writeShippedBase(base);
    if (!fs::exists(base / "config.json")) {
        TinyModelOptions options;
        options.preset = recipe.preset;
        options.imageSize = recipe.imageSize;
        options.stackViews = recipe.stackViews;
        options.absolutePositions = recipe.absolutePositions;
        options.vocabulary = recipe.vocabulary;
        options.seed = recipe.seed;
        createTinyModel(base, texts(), options);
    }
    return base;
}

/// Later estimates go by what this run cost.
void remember(const RunFolder& run, const Recipe& recipe, const fs::path& checkpoint, std::int64_t steps, double seconds)
{
    constexpr std::int64_t kLeast = 3; // fewer steps say nothing
    if (steps < kLeast || !(seconds > 0))
        return;
    PastRun past = costKey(recipe);
    past.run = run.id();
    past.secondsPerStep = seconds / static_cast<double>(steps);
    past.memoryBytes = Telemetry::peakMemory();
    std::error_code code;
    for (fs::recursive_directory_iterator it(checkpoint, code), end; !code && it != end; it.increment(code))
        if (std::error_code other; it->is_regular_file(other))
            past.checkpointBytes += static_cast<double>(it->file_size(other));
    try {
        RunHistory::ofUser().add(past);
    } catch (const std::exception& e) { // the run itself is whole
        spdlog::warn("{}", e.what());
    }
}

/// What both kinds of training report at the end.
Json runResult(const RunFolder& run, const Recipe& recipe, const fs::path& base, const fs::path& checkpoint, std::int64_t steps, double seconds, bool stopped,
               const std::map<std::string, double>& metrics, std::size_t records)
{
    remember(run, recipe, checkpoint, steps, seconds);
    RunState state = run.state();
    state.status = stopped ? RunStatus::Stopped : RunStatus::Finished;
    state.step = state.total = steps;
    state.etaSeconds = 0;
    run.setState(state);
    run.appendLog(fmt::format("{} at step {}", runStatusName(state.status), steps));
    return {{"run", run.id()}, {"base", base.string()}, {"model", checkpoint.string()}, {"steps", steps}, {"seconds", seconds},
            {"records", records}, {"stopped", stopped}, {"metrics", metrics}};
}

/// Where an interrupted run goes on; a run that left no checkpoint begins again.
struct Resumption {
    fs::path checkpoint;               ///< empty = from the start
    std::optional<std::int64_t> after; ///< its step; nothing for a run that never ran
};

Resumption resumptionOf(const RunFolder& run)
{
    if (const auto checkpoint = resumableCheckpoint(run.path()))
        return {*checkpoint, trainingProgress(*checkpoint).at("step").get<std::int64_t>()};
    return {{}, run.state().started > 0 ? std::optional<std::int64_t>(0) : std::nullopt};
}

/// What the model gets on held-out questions at a step: percentages by name.
using Probes = std::function<std::map<std::string, double>(VisionLanguageModel& model, std::int64_t step)>;

Json superviseModel(const RunFolder& run, const Recipe& recipe, const fs::path& base, std::span<const TrainingSample> samples, const Probes& probes,
                    const Resumption& from, JobContext& job)
{
    RunLog log(run, recipe, job, from.after);
    TrainingCallbacks callbacks;
    callbacks.onStep = [&](const TrainingStep& at) { log.step(at); };
    callbacks.evaluate = [&](VisionLanguageModel& model, const TrainingStep& at) { return log.evaluation(at.step, at.seconds, probes(model, at.step)); };
    callbacks.onCheckpoint = [&](const fs::path& folder, const TrainingStep& at) { log.checkpoint(folder, at.step); };
    const TrainingResult result = trainSft(recipe, base, samples, run.path(), callbacks, job, from.checkpoint);
    const TrainingStep& last = result.last;
    Json json = runResult(run, recipe, base, result.checkpoint, last.step, last.seconds, result.stopped, result.metrics, samples.size());
    json["samples"] = last.samples;
    json["loss"] = last.loss;
    json["input_share"] = last.stepSeconds > 0 ? last.inputSeconds / last.stepSeconds : 0.0;
    json["samples_per_second"] = last.seconds > 0 ? static_cast<double>(last.samples) / last.seconds : 0.0;
    return json;
}

Json reinforceModel(const RunFolder& run, const Recipe& recipe, const fs::path& base, const TrainingData& data, const Probes& probes,
                    const Resumption& from, JobContext& job)
{
    RunLog log(run, recipe, job, from.after);
    GrpoCallbacks callbacks;
    callbacks.reward = [&](std::size_t sample, int variant, std::string_view answer) {
        const QaRecord record = askedRecord(data, sample, variant);
        return recipe.grpo.reward == "reference" ? referenceReward(answer, taskName(record.task), record.answer) : verifiedReward(record, answer);
    };
    callbacks.onStep = [&](const GrpoStep& at, std::span<const PolicyAnswer> answers) { log.step(at, answers, data); };
    callbacks.evaluate = [&](VisionLanguageModel& model, std::int64_t step) { return log.evaluation(step, 0, probes(model, step)); };
    callbacks.onCheckpoint = [&](const fs::path& folder, std::int64_t step) { log.checkpoint(folder, step); };
    callbacks.onAlarm = [&](const RunAlarm& alarm) { log.alarm(alarm); };
    const GrpoResult result = trainGrpo(recipe, base, data.samples, run.path(), callbacks, job, from.checkpoint);
    Json json = runResult(run, recipe, base, result.checkpoint, result.last.step, result.last.seconds, result.stopped, result.metrics, data.samples.size());
    json["answers"] = result.last.answers;
    json["reward"] = result.last.reward;
    json["divergence"] = result.last.divergence;
    return json;
}

/// Learns to see from the project's rollouts.
Json pretrain(const RunFolder& run, const Recipe& recipe, const Project& project, const Resumption& from, JobContext& job)
{
    run.appendLog("loading views");
    const PretrainingData data = pretrainingData(project, recipe.split, recipe.imageSize, recipe.seed, job);
    if (data.samples.empty())
        throw Error(project.folder().string(), "has no pairs of views to learn from", "Render some rooms first: w2v pretrain does");
    run.appendLog(fmt::format("{} questions about views", data.samples.size()));
    const fs::path base = baseOf(run, recipe, [&] { return baseTokenizerTexts(project, data); });
    const SkillProbes probes(project, recipe.evalRecords, recipe.imageSize, run, job);
    return superviseModel(run, recipe, base, data.samples, [&](VisionLanguageModel& model, std::int64_t step) { return probes.ask(model, step); }, from, job);
}

/// Learns from the project's records.
Json postTrain(const RunFolder& run, const Recipe& recipe, const Project& project, const Resumption& from, JobContext& job)
{
    run.appendLog("loading records");
    const TrainingData data = trainingData(project, recipe.split, recipe.imageSize, recipe.shuffleAnswers ? std::optional(recipe.seed) : std::nullopt, job);
    if (data.samples.empty())
        throw Error(project.folder().string(), "has no records of the split \"" + recipe.split + "\" to learn from",
                    "Build records in Curate first; rejected ones and those of held-out scenes are not trained on");
    run.appendLog(fmt::format("{} training records", data.samples.size()));
    const fs::path base = baseOf(run, recipe, [&] { return tokenizerTexts(data.samples); });
    const RunProbes held(project, recipe.evalRecords, run);
    const Probes probes = [&](VisionLanguageModel& model, std::int64_t step) { return held.ask(model, step); };
    return recipe.kind == "grpo" ? reinforceModel(run, recipe, base, data, probes, from, job)
                                 : superviseModel(run, recipe, base, data.samples, probes, from, job);
}

Json trainInFolder(const RunFolder& run, const Recipe& recipe, const Resumption& from, JobContext& job)
{
    const Json spec = run.spec();
    const Project project = Project::open(spec.at("project").get<std::string>());
    if (const BlasReport blas = checkBlas(); !blas.warning.empty()) {
        spdlog::warn("{}", blas.warning);
        run.appendLog(blas.warning);
    }
    if (from.after)
        run.appendLog(from.checkpoint.empty() ? "no checkpoint was left: begins again" : fmt::format("goes on after step {}", *from.after));
    return recipe.kind == "pretrain" ? pretrain(run, recipe, project, from, job) : postTrain(run, recipe, project, from, job);
}

} // namespace

void overrideRecipe(Recipe& recipe, const Json& params)
{
    recipe.minutes = numberOr(params, "minutes", recipe.minutes);
    recipe.seed = static_cast<std::uint64_t>(integerOr(params, "seed", static_cast<std::int64_t>(recipe.seed)));
    if (const std::string base = textOr(params, "base", ""); !base.empty()) {
        recipe.base = base;
        recipe.preset.clear();
    }
    if (params.contains("set"))
        for (const auto& [field, value] : params.at("set").items())
            setRecipeField(recipe, field, value.is_string() ? value.get<std::string>() : value.dump());
}

Recipe recipeFrom(const Json& params)
{
    Recipe recipe = recipeNamed(requiredText(params, "recipe"));
    overrideRecipe(recipe, params);
    return recipe;
}

RunFolder createRun(const Project& project, const Recipe& recipe)
{
    checkRecipe(recipe, recipe.name);
    return RunFolder::create(project.runsFolder(), recipe.name,
                             {{"kind", recipe.kind}, {"project", fs::absolute(project.folder()).string()}, {"recipe", recipeText(recipe)},
                              {"program", W2V_VERSION}, {"dataset", project.statistics()}});
}

Json trainOnce(const Project& project, const Recipe& recipe, JobContext& job)
{
    std::optional<RunFolder> run;
    const std::string text = recipeText(recipe);
    for (const RunSummary& earlier : listRuns(project.runsFolder()))
        if (earlier.spec.value("recipe", "") == text)
            run = RunFolder::open(earlier.path);
    if (run && run->state().status == RunStatus::Finished) {
        const auto checkpoints = run->checkpoints();
        if (!checkpoints.empty())
            return {{"run", run->id()}, {"model", checkpoints.back().second.string()}, {"steps", run->state().step}, {"stopped", false}, {"reused", true}};
    }
    return trainRun(run && run->state().status != RunStatus::Finished ? *run : createRun(project, recipe), job);
}

Json trainRun(const RunFolder& run, JobContext& outer)
{
    const RunLock lock(run);
    checkNotOver(run);
    RunJob job(run, outer);
    const Resumption from = resumptionOf(run);
    run.clearStopRequest();
    run.begin(0);
    try {
        return trainInFolder(run, parseRecipe(run.spec().at("recipe").get<std::string>(), run.path().string()), from, job);
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
    rememberEndSignals(); // a batch system's warning: what was learned is kept
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

namespace {

/// Here, or with "detach" as a process of its own.
Json carryOut(const RunFolder& run, const Json& params, JobContext& job)
{
    if (!flagOr(params, "detach", false))
        return trainRun(run, job);
    const std::int64_t pid = startDetached({(programFolder() / "w2v-worker").string(), "--run", run.path().string()}, run.logFile());
    return {{"run", run.id()}, {"path", run.path().string()}, {"pid", pid}};
}

} // namespace

Json runTrain(const Json& params, AppContext&, JobContext& job)
{
    const Recipe recipe = recipeFrom(params);
    return carryOut(createRun(projectFrom(params), recipe), params, job);
}

Json runRunsResume(const Json& params, AppContext&, JobContext& job)
{
    const RunFolder run = runFrom(params);
    const RunState state = run.state();
    if (state.status == RunStatus::Running)
        throw Error(run.id(), fmt::format("is running (process {})", state.pid), "Stop it first");
    checkNotOver(run);
    return carryOut(run, params, job);
}

} // namespace w2v
