#include <algorithm>
#include <chrono>
#include <limits>
#include <thread>

#include "app/operations/Operation.h"
#include "app/operations/Operations.h"
#include "app/operations/ProjectParams.h"
#include "app/operations/TrainRun.h"
#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/runs/RunBin.h"
#include "core/runs/RunMetrics.h"

namespace w2v {

namespace {

constexpr auto kLookAgain = std::chrono::milliseconds(500);

Json stateJson(const RunState& state)
{
    return {{"status", runStatusName(state.status)}, {"step", state.step}, {"total", state.total}, {"eta", state.etaSeconds},
            {"error", state.error}, {"created", state.created}, {"started", state.started}, {"updated", state.updated}};
}

/// One outside run that is followed.
struct Followed {
    RunSummary run;
    RunMetrics metrics;
    MetricTable table;
    std::vector<std::string> problems;
    std::uint64_t damaged = 0;

    /// True when something new came.
    bool poll(JobContext& job)
    {
        MetricBatch batch = metrics.poll();
        damaged += batch.damaged;
        for (const std::string& problem : batch.problems) {
            problems.push_back(problem);
            job.emitEvent({{"event", "damaged"}, {"run", run.id}, {"text", problem}});
        }
        std::int64_t newest = std::numeric_limits<std::int64_t>::min();
        for (const MetricColumn& column : batch.added.columns())
            if (column.size() > 0)
                newest = std::max(newest, column.steps.back());
        Json event = {{"event", "metric"}, {"run", run.id}, {"step", newest}};
        for (const MetricColumn& column : batch.added.columns())
            if (column.size() > 0 && column.steps.back() == newest)
                event[column.name] = column.values.back();
        const bool any = !batch.added.empty();
        apply(std::move(batch), table);
        if (any)
            job.emitEvent(event);
        run.state = RunFolder::open(run.path).state();
        return any;
    }

    Json result() const
    {
        Json last = Json::object();
        for (const MetricColumn& column : table.columns())
            last[column.name] = {{"step", column.steps.back()}, {"value", column.values.back()}, {"points", column.size()}};
        Json out = {{"id", run.id}, {"name", run.spec.value("name", Json())}, {"format", run.spec.value("format", Json())}};
        out.update(stateJson(run.state));
        out["points"] = table.points();
        out["damaged"] = damaged;
        out["problems"] = problems;
        out["metrics"] = last;
        return out;
    }
};

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
    const MetricBatch batch = RunMetrics({run.id(), run.path(), run.spec(), run.state()}).poll();
    for (const MetricColumn& column : batch.added.columns())
        last[column.name] = {{"step", column.steps.back()}, {"value", column.values.back()}, {"points", column.size()}};
    Json result = {{"id", run.id()}, {"path", run.path().string()}};
    result.update(stateJson(run.state()));
    result["spec"] = run.spec();
    result["checkpoints"] = checkpoints;
    result["metrics"] = last;
    result["damaged"] = batch.damaged;
    result["problems"] = batch.problems;
    return result;
}

Json runRunsFollow(const Json& params, AppContext&, JobContext& job)
{
    const Project project = projectFrom(params);
    std::vector<Followed> all;
    for (const FoundLog& log : findLogs(requiredText(params, "path"))) {
        const RunFolder run = followLog(project.runsFolder(), log);
        const RunSummary summary{run.id(), run.path(), run.spec(), run.state()};
        all.push_back({summary, RunMetrics(summary), {}, {}, 0});
    }
    const bool once = flagOr(params, "once", false);
    for (bool first = true;; first = false) {
        bool active = false;
        for (Followed& one : all) {
            do
                one.poll(job);
            while (one.metrics.more() && !job.shouldStop());
            active = active || one.run.state.status == RunStatus::Running;
        }
        if (once || !active || job.shouldStop())
            break;
        job.report(0, first ? "following" : "waiting for new points");
        std::this_thread::sleep_for(kLookAgain);
    }
    Json runs = Json::array();
    for (const Followed& one : all)
        runs.push_back(one.result());
    return {{"runs", runs}};
}

Json runRunsDelete(const Json& params, AppContext&, JobContext&)
{
    const std::filesystem::path runs = projectFrom(params).runsFolder();
    if (flagOr(params, "empty_bin", false))
        return {{"removed", emptyRunBin(runs)}};
    deleteRun(runs, requiredText(params, "run"));
    return {{"id", requiredText(params, "run")}};
}

Json runRunsRestore(const Json& params, AppContext&, JobContext&)
{
    const std::filesystem::path runs = projectFrom(params).runsFolder();
    if (!params.contains("run")) {
        Json all = Json::array();
        for (const RunSummary& run : deletedRuns(runs))
            all.push_back({{"id", run.id}, {"status", runStatusName(run.state.status)}, {"step", run.state.step}});
        return {{"deleted", all}};
    }
    restoreRun(runs, requiredText(params, "run"));
    return {{"id", requiredText(params, "run")}};
}

Json runRunsStop(const Json& params, AppContext&, JobContext&)
{
    const RunFolder run = runFrom(params);
    run.requestStop();
    return {{"id", run.id()}, {"status", runStatusName(run.state().status)}};
}

} // namespace w2v
