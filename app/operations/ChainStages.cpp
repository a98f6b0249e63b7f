#include "app/operations/ChainStages.h"

#include <algorithm>

#include <fmt/format.h>

#include "app/operations/Operation.h"
#include "app/operations/Operations.h"
#include "app/operations/ProjectParams.h"
#include "app/operations/TrainOperations.h"
#include "app/operations/TrainRun.h"
#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/training/MetricsWriter.h"

namespace w2v {

namespace {

constexpr const char* kScores = "scores.json";

/// What an earlier stage gave.
Json resultOf(const ChainFolder& chain, const std::string& stage)
{
    const auto result = chain.stage(stage).state().result;
    if (!result)
        throw Error(chain.plan().name, "stage " + stage + " has not finished", "Try it again first: w2v chain retry");
    return *result;
}

Json trainStage(const ChainFolder& chain, const ChainStage& stage, const Project& project, JobContext& job)
{
    std::optional<RunFolder> run = runOfStage(project, chain, stage.name);
    if (!run) {
        Recipe recipe = parseRecipe(stage.params.at("recipe").get<std::string>(), stage.name);
        if (stage.params.contains("base_of")) {
            recipe.base = resultOf(chain, stage.params.at("base_of").get<std::string>()).at("model").get<std::string>();
            recipe.preset.clear();
        }
        run = createRun(project, recipe);
        chain.setRun(stage.name, run->id()); // tried again, it goes on with this one
    }
    if (run->state().status == RunStatus::Finished) {
        const auto checkpoints = run->checkpoints();
        if (checkpoints.empty())
            throw Error(run->id(), "has finished without a checkpoint", "Delete the run and try the stage again");
        return {{"run", run->id()}, {"model", checkpoints.back().second.string()}, {"steps", run->state().step}};
    }
    const Json result = trainRun(*run, job);
    if (result.value("stopped", false))
        throw Cancelled();
    return result;
}

Json mergeStage(const ChainFolder& chain, const ChainStage& stage, AppContext& app, JobContext& job)
{
    const Json trained = resultOf(chain, stage.params.at("of").get<std::string>());
    const fs::path checkpoint = trained.at("model").get<std::string>(), out = chain.path() / stage.name / "model";
    if (std::error_code code; fs::exists(checkpoint / "adapter" / "adapter_config.json", code)) {
        fs::remove_all(out, code); // of an attempt that was killed
        const Json info = readJson(checkpoint / "adapter" / "adapter_config.json");
        runVlmMerge({{"model", info.at("base_model_name_or_path")}, {"adapter", (checkpoint / "adapter").string()}, {"out", out.string()}}, app, job);
    } else { // all weights were trained: the checkpoint without what only the trainer needs
        replaceFolder(out, [&](const fs::path& aside) {
            for (const fs::directory_entry& entry : fs::directory_iterator(checkpoint))
                if (entry.is_regular_file())
                    fs::copy_file(entry.path(), aside / entry.path().filename());
        });
    }
    return {{"model", out.string()}, {"of", trained.value("run", "")}};
}

/// What the first rule says of the replies.
Json scoreOf(const Json& report)
{
    const Json& rules = report.value("rules", Json::object());
    if (rules.empty())
        throw Error("benchmark", "no question was answered");
    const Json& rule = rules.begin().value();
    return {{"rule", rules.begin().key()}, {"overall", rule.at("overall")}, {"low", rule.at("per_question").at("low")},
            {"high", rule.at("per_question").at("high")}, {"n", rule.at("n")}};
}

Json benchStage(const ChainFolder& chain, const ChainStage& stage, const Project& project, AppContext& app, JobContext& job)
{
    const std::string of = stage.params.at("of").get<std::string>();
    resultOf(chain, of);
    const std::optional<RunFolder> run = runOfStage(project, chain, of);
    if (!run)
        throw Error(of, "its run was deleted", "Restore it: w2v runs restore");
    auto checkpoints = run->checkpoints();
    if (stage.params.value("last_only", false) && checkpoints.size() > 1)
        checkpoints.erase(checkpoints.begin(), checkpoints.end() - 1);
    const Json& benchmarks = stage.params.at("benchmarks");
    const fs::path folder = chain.path() / stage.name;
    Json scores = scoresOfStage(chain, stage.name);
    std::erase_if(scores.get_ref<Json::array_t&>(), [](const Json& one) { return one.contains("error"); }); // these are tried again
    std::vector<std::string> failures;
    const double whole = static_cast<double>(checkpoints.size() * benchmarks.size());
    double done = 0;
    for (const auto& [step, checkpoint] : checkpoints)
        for (const Json& benchmark : benchmarks) {
            const std::string name = benchmark.at("benchmark").get<std::string>();
            const std::string title = name == "project" ? benchmark.value("split", std::string("heldout")) : name;
            SubJob part(job, done / whole, (done + 1) / whole);
            ++done;
            if (std::any_of(scores.begin(), scores.end(), [&, s = step](const Json& one) { return one.at("step") == s && one.at("benchmark") == title; }))
                continue;
            job.throwIfStopped();
            Json params = benchmark;
            params["model"] = checkpoint.string();
            params["name"] = fmt::format("{} step {}", shortRunName(run->id()), step);
            params["out"] = (folder / fmt::format("{}-step-{}.jsonl", title, step)).string();
            if (name == "project")
                params["project"] = project.folder().string();
            Json score = {{"step", step}, {"benchmark", title}, {"model", checkpoint.string()}};
            try {
                score.update(scoreOf(runBenchAnswer(params, app, part)));
            } catch (const Cancelled&) {
                throw;
            } catch (const std::exception& e) { // the other benchmarks go on
                score["error"] = e.what();
                failures.push_back(fmt::format("{} at step {}: {}", title, step, e.what()));
            }
            scores.push_back(score);
            writeJson(folder / kScores, scores);
            if (score.contains("overall")) // beside the run's own curves
                MetricsWriter(run->metricsFolder()).write({step, 0, {{"bench/" + title, score.at("overall").get<double>()}}});
        }
    if (!failures.empty())
        throw Error(stage.name, fmt::format("{} of {:.0f} benchmarks failed; the first: {}", failures.size(), whole, failures.front()));
    return {{"run", run->id()}, {"scores", scores}};
}

} // namespace

std::optional<RunFolder> runOfStage(const Project& project, const ChainFolder& chain, const std::string& stage)
{
    const std::string id = chain.runOf(stage);
    std::error_code code;
    if (id.empty() || !fs::exists(project.runsFolder() / id / "run.json", code)) // it was deleted
        return std::nullopt;
    return RunFolder::open(pathInside(project.runsFolder(), id));
}

Json scoresOfStage(const ChainFolder& chain, const std::string& stage)
{
    const fs::path file = chain.path() / stage / kScores;
    std::error_code code;
    return fs::exists(file, code) ? readJson(file) : Json::array();
}

Json runChainStage(const Json& params, AppContext& app, JobContext& job)
{
    const Project project = projectFrom(params);
    const ChainFolder chain = ChainFolder::open(pathInside(ChainFolder::root(project.folder()), requiredText(params, "chain")));
    const ChainStage& stage = chain.plan().stage(requiredText(params, "stage"));
    if (stage.kind == "train")
        return trainStage(chain, stage, project, job);
    if (stage.kind == "merge")
        return mergeStage(chain, stage, app, job);
    if (stage.kind == "bench")
        return benchStage(chain, stage, project, app, job);
    throw Error(stage.name, "is of the unknown kind " + stage.kind);
}

} // namespace w2v
