#include "app/operations/Operation.h"
#include "app/operations/Operations.h"
#include "app/operations/ProjectParams.h"
#include "app/operations/TrainRun.h"
#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/runs/RunFolder.h"
#include "core/training/MetricsReader.h"

namespace w2v {

namespace {

Json stateJson(const RunState& state)
{
    return {{"status", runStatusName(state.status)}, {"step", state.step}, {"total", state.total}, {"eta", state.etaSeconds},
            {"error", state.error}, {"created", state.created}, {"started", state.started}, {"updated", state.updated}};
}

} // namespace

RunFolder runFrom(const Json& params)
{
    const Project project = projectFrom(params);
    return RunFolder::open(pathInside(project.runsFolder(), requiredText(params, "run")));
}

Json runRunsList(const Json& params, AppContext&, JobContext&)
{
    Json all = Json::array();
    for (const auto& run : listRuns(projectFrom(params).runsFolder())) {
        Json line = {{"id", run.id}};
        line.update(stateJson(run.state));
        all.push_back(line);
    }
    return {{"runs", all}};
}

Json runRunsShow(const Json& params, AppContext&, JobContext&)
{
    const RunFolder run = runFrom(params);
    Json checkpoints = Json::array();
    for (const auto& [step, folder] : run.checkpoints())
        checkpoints.push_back({{"step", step}, {"path", folder.string()}});
    Json last = Json::object();
    for (const auto& row : MetricsReader(run.metricsFile()).poll())
        for (const auto& [name, value] : row.values)
            last[name] = {{"step", row.step}, {"value", value}};
    Json result = {{"id", run.id()}, {"path", run.path().string()}};
    result.update(stateJson(run.state()));
    result["spec"] = run.spec();
    result["checkpoints"] = checkpoints;
    result["metrics"] = last;
    return result;
}

Json runRunsStop(const Json& params, AppContext&, JobContext&)
{
    const RunFolder run = runFrom(params);
    run.requestStop();
    return {{"id", run.id()}, {"status", runStatusName(run.state().status)}};
}

} // namespace w2v
