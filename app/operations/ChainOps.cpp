#include <algorithm>

#include "app/operations/ChainStages.h"
#include "app/operations/Operation.h"
#include "app/operations/OutsideBench.h"
#include "app/operations/ProjectParams.h"
#include "app/operations/QueueDispatcher.h"
#include "app/operations/TrainOperations.h"
#include "app/operations/TrainRun.h"
#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/training/ShippedRecipes.h"

namespace w2v {

namespace {

constexpr int kRetries = 2;

ChainFolder chainFrom(const Project& project, const Json& params)
{
    if (!params.contains("chain")) {
        const auto all = listChains(project.folder());
        if (all.empty())
            throw Error(project.folder().string(), "has no chain", "Make one: w2v chain add");
        return all.back();
    }
    return ChainFolder::open(pathInside(ChainFolder::root(project.folder()), requiredText(params, "chain")));
}

Json chainJson(const Project& project, const ChainFolder& chain, const QueueState& queue)
{
    const std::vector<StageState> states = chain.states(queue);
    Json stages = Json::array();
    std::size_t finished = 0;
    for (std::size_t i = 0; i < states.size(); ++i) {
        const ChainStage& stage = chain.plan().stages[i];
        const StageState& state = states[i];
        finished += state.status == StageStatus::Finished ? 1 : 0;
        Json one = {{"stage", stage.name}, {"kind", stage.kind}, {"needs", stage.needs}, {"status", stageStatusName(state.status)}, {"entry", state.entry}};
        if (state.status == StageStatus::Running) {
            one["fraction"] = state.fraction;
            one["at"] = state.text;
        }
        if (!state.error.empty())
            one["error"] = state.error;
        if (stage.kind == "train")
            if (const auto run = runOfStage(project, chain, stage.name)) {
                const RunState seen = run->state();
                one["run"] = run->id();
                one["step"] = seen.step;
                one["total"] = seen.total;
            }
        if (state.result && state.result->contains("model"))
            one["model"] = state.result->at("model");
        if (stage.kind == "bench")
            one["scores"] = scoresOfStage(chain, stage.name);
        stages.push_back(std::move(one));
    }
    return {{"chain", chain.id()}, {"name", chain.plan().name}, {"created", chain.plan().created}, {"folder", chain.path().string()},
            {"finished", finished == states.size()}, {"stages", stages}};
}

/// The recipe of a stage: parameter `stage` and what <stage>_minutes, <stage>_set, seed and, of the first one, base change in it.
Recipe stageRecipe(const Json& params, const std::string& stage, const std::string& fallback, bool first)
{
    Recipe recipe = recipeNamed(textOr(params, stage.c_str(), fallback));
    Json change = Json::object();
    for (const char* key : {"minutes", "set"})
        if (const std::string named = stage + '_' + key; params.contains(named))
            change[key] = params.at(named);
    if (params.contains("seed"))
        change["seed"] = params.at("seed");
    if (first && params.contains("base"))
        change["base"] = params.at("base");
    overrideRecipe(recipe, change);
    if (recipe.kind != stage)
        throw Error(recipe.name, "is a recipe of kind " + recipe.kind, "Give one of kind " + stage);
    checkRecipe(recipe, recipe.name);
    return recipe;
}

/// What is asked of every checkpoint: "heldout" or another split of the project, or objects of the parameters of bench.answer.
Json benchmarksFrom(const Json& params, const Project& project)
{
    Json all = Json::array();
    for (const Json& one : params.value("benchmarks", Json::array({"heldout"}))) {
        Json benchmark = one;
        if (one.is_string() && one.get_ref<const std::string&>().starts_with('{'))
            benchmark = parseJson(one.get<std::string>(), "benchmark");
        else if (one.is_string())
            benchmark = {{"benchmark", "project"}, {"split", one}};
        if (!benchmark.is_object())
            throw Error("benchmarks", "must be names of splits or objects");
        if (benchmark.value("benchmark", "") == "project" && params.contains("limit"))
            benchmark["limit"] = params.at("limit");
        Json check = benchmark;
        check["project"] = project.folder().string();
        benchmarkFrom(check); // said now, not after hours of training
        all.push_back(benchmark);
    }
    return all;
}

ChainPlan planFrom(const Json& params, const Project& project)
{
    const Recipe sft = stageRecipe(params, "sft", std::string(kDefaultRecipe), true);
    const bool reinforced = !flagOr(params, "no_grpo", false), benched = !flagOr(params, "no_bench", false);
    ChainPlan plan;
    plan.name = textOr(params, "name", sft.name);
    plan.project = fs::absolute(project.folder()).string();
    const Json benchmarks = benched ? benchmarksFrom(params, project) : Json();
    const auto bench = [&](const std::string& of) {
        if (benched)
            plan.stages.push_back({"bench-" + of, "bench", {of}, {{"of", of}, {"benchmarks", benchmarks}, {"last_only", flagOr(params, "last_only", false)}}});
    };
    plan.stages.push_back({"sft", "train", {}, {{"recipe", recipeText(sft)}}});
    plan.stages.push_back({"merge", "merge", {"sft"}, {{"of", "sft"}}});
    bench("sft");
    if (reinforced) {
        const Recipe grpo = stageRecipe(params, "grpo", "w2v-tiny-grpo", false);
        plan.stages.push_back({"grpo", "train", {"merge"}, {{"recipe", recipeText(grpo)}, {"base_of", "merge"}}});
        bench("grpo");
    }
    return plan;
}

int countWithin(const Json& params, const char* key, int fallback, int low, int high)
{
    return static_cast<int>(std::clamp<std::int64_t>(integerOr(params, key, fallback), low, high));
}

} // namespace

Json runChainAdd(const Json& params, AppContext&, JobContext&)
{
    const Project project = projectFrom(params);
    const ChainFolder chain = ChainFolder::create(project.folder(), planFrom(params, project));
    const RunQueue queue = RunQueue::ofUser();
    chain.enqueue(queue, countWithin(params, "priority", 0, -1000, 1000), countWithin(params, "retries", kRetries, 0, 100));
    wakeQueue(queue);
    return chainJson(project, chain, queue.read());
}

Json runChainList(const Json& params, AppContext&, JobContext&)
{
    const Project project = projectFrom(params);
    const RunQueue queue = RunQueue::ofUser();
    const QueueState state = queue.read();
    Json all = Json::array();
    for (const ChainFolder& chain : listChains(project.folder()))
        all.push_back(chainJson(project, chain, state));
    wakeQueue(queue); // after a restart of the machine nobody else would
    return {{"chains", all}};
}

Json runChainStatus(const Json& params, AppContext&, JobContext&)
{
    const Project project = projectFrom(params);
    const RunQueue queue = RunQueue::ofUser();
    wakeQueue(queue);
    return chainJson(project, chainFrom(project, params), queue.read());
}

Json runChainRetry(const Json& params, AppContext&, JobContext&)
{
    const Project project = projectFrom(params);
    const ChainFolder chain = chainFrom(project, params);
    const RunQueue queue = RunQueue::ofUser();
    const int again = chain.enqueue(queue, countWithin(params, "priority", 0, -1000, 1000), countWithin(params, "retries", kRetries, 0, 100));
    wakeQueue(queue);
    Json result = chainJson(project, chain, queue.read());
    result["again"] = again;
    return result;
}

Json runChainCancel(const Json& params, AppContext&, JobContext&)
{
    const Project project = projectFrom(params);
    const ChainFolder chain = chainFrom(project, params);
    const RunQueue queue = RunQueue::ofUser();
    chain.cancel(queue, flagOr(params, "hard", false));
    wakeQueue(queue);
    return chainJson(project, chain, queue.read());
}

} // namespace w2v
