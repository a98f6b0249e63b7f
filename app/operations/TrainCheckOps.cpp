#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <thread>

#include <fmt/format.h>

#include "app/operations/HeldoutQuestions.h"
#include "app/operations/Operation.h"
#include "app/operations/ProjectParams.h"
#include "app/operations/RecordTokens.h"
#include "app/operations/ShippedBase.h"
#include "app/operations/TrainOperations.h"
#include "app/operations/TrainRun.h"
#include "core/base/Duration.h"
#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/eval/RewardSelfTest.h"
#include "core/nn/VlmFactory.h"
#include "core/runs/RunHistory.h"
#include "core/runs/Telemetry.h"
#include "core/training/RecipeDiff.h"

namespace w2v {

namespace {

constexpr std::size_t kMostTested = 2000; // records of the self-test, spread over all
constexpr double kGiB = 1 << 30, kFloat = 4;

/// Findings in the order of reading: {"what", "verdict": ok, warning or error, "text"}.
class Findings {
public:
    void add(const char* what, const char* verdict, const std::string& text)
    {
        m_list.push_back({{"what", what}, {"verdict", verdict}, {"text", text}});
        m_errors = m_errors || std::string_view(verdict) == "error";
    }
    const Json& list() const { return m_list; }
    bool ready() const { return !m_errors; }

private:
    Json m_list = Json::array();
    bool m_errors = false;
};

std::string gib(double bytes)
{
    return fmt::format("{:.{}f} GiB", bytes / kGiB, bytes < 10 * kGiB ? 2 : 0);
}

/// Every n-th, so that about `most` are left.
std::vector<QaRecord> spread(const std::vector<QaRecord>& records, std::size_t most)
{
    std::vector<QaRecord> out;
    for (std::size_t i = 0; i < records.size(); i += std::max<std::size_t>(1, (records.size() + most - 1) / most))
        out.push_back(records[i]);
    return out;
}

Json checkRecords(const std::vector<QaRecord>& records, const Recipe& recipe, const std::optional<RunSummary>& previous, Findings& findings)
{
    std::map<std::string, std::int64_t> tasks;
    std::set<std::string> images;
    for (const QaRecord& record : records) {
        ++tasks[taskName(record.task)];
        images.insert(record.images.begin(), record.images.end());
    }
    std::int64_t used = 0;
    for (const auto& [task, weight] : recipe.tasks) {
        if (weight <= 0)
            continue;
        used += tasks[task];
        if (tasks[task] == 0)
            findings.add("records", "warning", task + " has a weight and no records: it cannot be learned");
    }
    std::string against;
    if (previous && previous->spec.contains("dataset")) {
        std::int64_t then = 0;
        for (const Json& group : previous->spec.at("dataset").value("groups", Json::array()))
            if (group.value("split", "") == recipe.split && group.value("state", "") != "rejected")
                then += group.value("count", std::int64_t{0});
        against = fmt::format("; the project had {} at {}", then, shortRunName(previous->id));
    }
    const std::string text = fmt::format("{} records of {} tasks, {} images{}", used, std::count_if(tasks.begin(), tasks.end(), [](const auto& t) { return t.second > 0; }),
                                         images.size(), against);
    findings.add("records", used > 0 ? "ok" : "error", used > 0 ? text : "there are no training records of the recipe's tasks. Make or accept some in Curate");
    return {{"by_task", tasks}, {"used", used}, {"images", images.size()}};
}

Json checkTokens(const Project& project, const std::vector<QaRecord>& records, const Recipe& recipe, const fs::path& base, Findings& findings, JobContext& job)
{
    if (base.empty()) {
        findings.add("tokens", "ok", "a new tokenizer is learned from the records; the limit is " + std::to_string(recipe.maxTokens));
        return {};
    }
    const TokenLengths lengths = tokenLengths(project, spread(records, kMostTested), base, recipe.imageSize, job);
    const std::int64_t longest = recipe.kind == "grpo" ? lengths.longestPrompt + recipe.grpo.maxNewTokens : lengths.longest;
    const bool over = longest > recipe.maxTokens;
    findings.add("tokens", over ? "error" : "ok",
                 fmt::format("{} to {} tokens a record, median {}; limit {}{}", lengths.shortest, lengths.longest, lengths.median, recipe.maxTokens,
                             over ? fmt::format(": {} would end the run. Raise adaptation.max_tokens or lower model.image_size", longest) : ""));
    return {{"records", lengths.records}, {"min", lengths.shortest}, {"median", lengths.median}, {"max", lengths.longest}, {"limit", recipe.maxTokens}};
}

Json checkMemory(const Recipe& recipe, double parameters, const std::optional<PastRun>& like, bool exact, Findings& findings)
{
    const double free = Telemetry::availableMemory();
    double need = 0;
    std::string how;
    if (like && exact && like->memoryBytes > 0) {
        need = like->memoryBytes;
        how = "as " + shortRunName(like->run) + " took";
    } else if (parameters > 0) {
        // Weights, gradients of each replica, and both moments in float32; a reference model for reinforcement. Activations come on top.
        const double replicas = std::max(1, recipe.replicas > 0 ? recipe.replicas : static_cast<int>(std::thread::hardware_concurrency()));
        const double moved = recipe.adaptation == "lora" ? 0.05 * parameters : parameters;
        need = kFloat * ((recipe.precision == "bfloat16" ? 0.5 : 1.0) * parameters + moved * (replicas + 2) + (recipe.kind == "grpo" ? parameters : 0));
        how = "weights, gradients and optimizer; activations come on top";
    } else {
        return {};
    }
    const bool tight = need > free;
    findings.add("memory", tight ? "warning" : "ok",
                 fmt::format("{} ({}), {} are free{}", gib(need), how, gib(free), tight ? ": lower run.replicas or optimizer.batch" : ""));
    return {{"bytes", need}, {"free", free}};
}

Json checkDisk(const Project& project, const Recipe& recipe, double parameters, const std::optional<PastRun>& like, Findings& findings)
{
    const double one = like && like->checkpointBytes > 0 ? like->checkpointBytes : parameters * kFloat * (recipe.adaptation == "lora" ? 1.2 : 4);
    const double need = one * (recipe.keepCheckpoints + 2); // the best one, and one that is being written
    std::error_code code;
    const double free = static_cast<double>(fs::space(project.folder(), code).available);
    if (code || need <= 0)
        return {};
    const bool full = need > free;
    findings.add("disk", full ? "error" : "ok",
                 fmt::format("{} for {} checkpoints, {} are free{}", gib(need), recipe.keepCheckpoints + 1, gib(free), full ? ": free some space or lower run.keep_checkpoints" : ""));
    return {{"bytes", need}, {"free", free}};
}

Json checkTime(const Recipe& recipe, std::int64_t records, const std::optional<PastRun>& like, bool exact, Findings& findings)
{
    double seconds = recipe.minutes > 0 ? 60 * recipe.minutes : 0;
    std::string by = "length.minutes";
    const PastRun key = costKey(recipe);
    double step = 0;
    if (like) // a step of other size is taken to cost in proportion to its examples
        step = exact ? like->secondsPerStep : like->secondsPerStep * key.examples / like->examples;
    double steps = static_cast<double>(recipe.steps);
    if (recipe.epochs > 0) {
        const double perStep = recipe.kind == "grpo" ? recipe.grpo.prompts : key.examples;
        const double ofEpochs = std::ceil(recipe.epochs * static_cast<double>(records) / std::max(1.0, perStep));
        steps = steps > 0 ? std::min(steps, ofEpochs) : ofEpochs;
    }
    if (steps > 0 && step > 0 && (seconds <= 0 || steps * step < seconds)) {
        seconds = steps * step;
        by = recipe.epochs > 0 ? "length.epochs" : "length.steps";
    }
    std::string text = seconds > 0 ? fmt::format("about {} by {}", durationText(seconds), by) : fmt::format("{:.0f} steps; how long they take is not known yet", steps);
    if (step > 0)
        text += fmt::format("; {:.2g} s a step {} {} on this machine", step, exact ? "as in" : "going by", shortRunName(like->run));
    else
        text += "; nothing like it was trained on this machine yet";
    findings.add("time", "ok", text);
    return {{"seconds", seconds}, {"seconds_per_step", step}, {"exact", exact && like}};
}

Json checkReward(const std::vector<QaRecord>& records, Findings& findings)
{
    const std::vector<QaRecord> tested = spread(records, kMostTested);
    const std::vector<SelfTestRow> rows = rewardSelfTest(tested);
    int gold = 0, wrong = 0;
    for (const SelfTestRow& row : rows) {
        gold += row.goldFailed;
        wrong += row.wrongPassed;
    }
    if (gold + wrong == 0)
        findings.add("reward", "ok", fmt::format("{} records tested: every right answer earns 1, every wrong one clearly less", tested.size()));
    else
        findings.add("reward", "warning", fmt::format("of {} records {} do not earn 1 for their own answer, and {} reward a wrong one; see w2v audit", tested.size(), gold, wrong));
    return selfTestToJson(rows);
}

/// The newest run of the recipe's kind that is not itself.
std::optional<RunSummary> previousRun(const Project& project, const std::string& kind)
{
    std::optional<RunSummary> found;
    for (RunSummary& run : listRuns(project.runsFolder()))
        if (run.spec.value("kind", "") == kind)
            found = std::move(run);
    return found;
}

Json differencesJson(const Recipe& before, const Recipe& after)
{
    Json out = Json::array();
    for (const RecipeDifference& one : recipeDifferences(before, after))
        out.push_back({{"field", one.path}, {"before", one.before}, {"after", one.after}, {"meaning", one.comment}});
    return out;
}

Recipe recipeOf(const RunFolder& run)
{
    const Json spec = run.spec();
    if (!spec.contains("recipe"))
        throw Error(run.id(), "has no recipe of ours", "Compare with a run that was started here");
    return parseRecipe(spec.at("recipe").get<std::string>(), run.id());
}

} // namespace

Json runTrainCheck(const Json& params, AppContext& app, JobContext& job)
{
    const Project project = projectFrom(params);
    const Recipe recipe = recipeFrom(params);
    checkRecipe(recipe, recipe.name);
    Findings findings;
    job.report(0, "reading records");
    const std::vector<QaRecord> records = usableRecords(project, recipe.split);
    std::vector<QaRecord> used;
    for (const QaRecord& record : records)
        if (const auto weight = recipe.tasks.find(taskName(record.task)); recipe.kind == "pretrain" || (weight != recipe.tasks.end() && weight->second > 0))
            used.push_back(record);
    const std::optional<RunSummary> previous = previousRun(project, recipe.kind);
    bool exact = false;
    const std::optional<PastRun> like = RunHistory::ofUser().like(recipe, exact);

    fs::path base;
    double parameters = 0;
    if (!recipe.base.empty()) {
        base = recipe.base;
        std::error_code code;
        if (recipe.base == kShippedBase && !fs::exists(base, code)) {
            base = fs::path(app.previewFolder()) / "base";
            if (!fs::exists(base / "config.json", code))
                writeShippedBase(base);
        }
        try {
            parameters = describeCheckpoint(base).at("parameters").get<double>();
            findings.add("base", "ok", fmt::format("{}: {:.1f} M parameters", recipe.base, parameters * 1e-6));
        } catch (const std::exception& e) {
            findings.add("base", "error", e.what());
            base.clear();
        }
    }
    Json result;
    if (recipe.kind != "pretrain") {
        result["records"] = checkRecords(records, recipe, previous, findings);
        job.report(0.2, "counting tokens");
        if (!used.empty() && (recipe.base.empty() || !base.empty())) {
            SubJob counting(job, 0.2, 0.7);
            result["tokens"] = checkTokens(project, used, recipe, base, findings, counting);
        }
    }
    result["memory"] = checkMemory(recipe, parameters, like, exact, findings);
    result["disk"] = checkDisk(project, recipe, parameters, like, findings);
    result["time"] = checkTime(recipe, static_cast<std::int64_t>(used.size()), like, exact, findings);
    if (recipe.kind != "pretrain" && !used.empty()) {
        job.report(0.7, "testing the reward");
        result["reward"] = checkReward(used, findings);
    }
    if (previous && previous->spec.contains("recipe")) {
        const Json differences = differencesJson(recipeOf(RunFolder::open(previous->path)), recipe);
        result["previous"] = {{"run", previous->id}, {"differences", differences}};
        findings.add("difference", "ok", differences.empty() ? "the same recipe as " + shortRunName(previous->id)
                                                              : fmt::format("{} values differ from {}", differences.size(), shortRunName(previous->id)));
    }
    result["findings"] = findings.list();
    result["ready"] = findings.ready();
    return result;
}

Json runTrainDiff(const Json& params, AppContext&, JobContext&)
{
    const RunFolder run = runFrom(params);
    const Recipe before = recipeOf(run);
    std::string against;
    Recipe after;
    if (params.contains("other")) {
        const RunFolder other = RunFolder::open(pathInside(projectFrom(params).runsFolder(), requiredText(params, "other")));
        after = recipeOf(other);
        against = other.id();
    } else {
        after = recipeFrom(params);
        against = after.name;
    }
    return {{"run", run.id()}, {"against", against}, {"differences", differencesJson(before, after)}};
}

} // namespace w2v
