#include <chrono>
#include <thread>

#include <fmt/format.h>

#include "app/operations/Detached.h"
#include "app/operations/Operation.h"
#include "app/operations/Operations.h"
#include "app/operations/ProjectParams.h"
#include "app/operations/TrainRun.h"
#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/runs/SlurmClient.h"
#include "core/runs/SlurmScript.h"

namespace w2v {

namespace {

constexpr auto kPoll = std::chrono::seconds(10); // each poll is work for the cluster's controller
constexpr const char* kFile = "slurm.json";

fs::path worker()
{
    return programFolder() / "w2v-worker";
}

SlurmSettings settingsFrom(const Json& params)
{
    return slurmSettingsFrom(params.value("slurm", Json::object()));
}

/// What is wrong with a run whose job has ended without it.
std::string explained(const SlurmJob& job)
{
    if (job.state.starts_with("TIMEOUT"))
        return "Slurm ended the job at its time limit. Raise the limit, or the warning before it, and resume";
    if (job.state.starts_with("OUT_OF_ME"))
        return "The job took more memory than it asked for. Ask for more memory or lower optimizer.batch, and resume";
    if (job.state.starts_with("NODE_FAIL") || job.state.starts_with("BOOT_FAIL"))
        return "The node of the job failed. Resume: it goes on from the newest checkpoint";
    return fmt::format("Slurm ended the job ({}{}). See slurm-{}.out in the run's folder", job.state, job.reason.empty() ? "" : ", " + job.reason, job.id);
}

/// Brings a run's state up to what Slurm says of its job.
void settle(const RunFolder& run, const SlurmJob& job)
{
    RunState state = run.state();
    const RunState before = state;
    switch (job.phase()) {
    case SlurmPhase::Waiting:
        state.status = RunStatus::Queued;
        break;
    case SlurmPhase::Active:
        break; // the run speaks for itself
    case SlurmPhase::Done:
    case SlurmPhase::Failed:
        if (state.status != RunStatus::Running && state.status != RunStatus::Queued && state.status != RunStatus::Crashed)
            break;
        state.status = job.state.starts_with("CANCELLED") ? RunStatus::Stopped : RunStatus::Failed;
        state.error = state.status == RunStatus::Stopped ? std::string() : explained(job);
    }
    if (state.status != before.status || state.error != before.error)
        run.setState(state);
}

Json jobJson(const RunFolder& run, const Json& kept)
{
    Json out = {{"run", run.id()}, {"status", runStatusName(run.state().status)}, {"step", run.state().step}};
    out.update(kept);
    return out;
}

bool isOver(const Json& kept)
{
    const SlurmPhase phase = slurmPhase(kept.value("state", std::string()));
    return kept.contains("state") && (phase == SlurmPhase::Done || phase == SlurmPhase::Failed);
}

/// One poll for all jobs of the project. True while one of them is not over.
bool poll(const Project& project, Json& jobs)
{
    struct Known {
        RunFolder run;
        Json kept;
    };
    std::vector<Known> all;
    std::vector<std::string> ids;
    std::error_code code;
    for (const RunSummary& one : listRuns(project.runsFolder())) {
        if (!fs::exists(one.path / kFile, code))
            continue;
        all.push_back({RunFolder::open(one.path), readJson(one.path / kFile)});
        if (!isOver(all.back().kept))
            ids.push_back(all.back().kept.value("job", std::string()));
    }
    const auto states = SlurmClient().states(ids);
    bool active = false;
    jobs = Json::array();
    for (Known& one : all) {
        if (const auto found = states.find(one.kept.value("job", std::string())); found != states.end()) {
            const SlurmJob& job = found->second;
            Json now = one.kept;
            now["state"] = job.state;
            now["elapsed"] = job.elapsed;
            now["limit"] = job.limit;
            now["reason"] = job.reason;
            if (now != one.kept)
                writeJson(one.run.path() / kFile, now);
            one.kept = now;
            settle(one.run, job);
        }
        active = active || !isOver(one.kept);
        jobs.push_back(jobJson(one.run, one.kept));
    }
    return active;
}

} // namespace

Json runSlurmPreview(const Json& params, AppContext&, JobContext&)
{
    const Recipe recipe = recipeFrom(params);
    const Project project = projectFrom(params);
    return {{"script", slurmScript(settingsFrom(params), recipe.name, worker(), project.runsFolder() / "RUN")}, {"slurm", SlurmClient::version().value_or("")}};
}

Json runSlurmSubmit(const Json& params, AppContext&, JobContext&)
{
    const SlurmSettings settings = settingsFrom(params);
    const Project project = projectFrom(params);
    if (!params.contains("run"))
        slurmScript(settings, "check", worker(), project.runsFolder()); // before a run is made that nobody wants
    const RunFolder run = params.contains("run") ? runFrom(params) : createRun(project, recipeFrom(params));
    RunState state = run.state();
    if (state.status == RunStatus::Running || state.status == RunStatus::Finished)
        throw Error(run.id(), fmt::format("is {}", runStatusName(state.status)), "Submit a new run, or one that stopped");
    state.status = RunStatus::Queued;
    run.clearStopRequest();
    run.setState(state);
    const fs::path script = run.path() / "slurm.sh";
    writeFileAtomic(script, slurmScript(settings, shortRunName(run.id()), worker(), fs::absolute(run.path())));
    try {
        const std::string id = SlurmClient().submit(script, textOr(params, "dependency", ""));
        const Json kept = {{"job", id}, {"state", "PENDING"}, {"script", script.string()}};
        writeJson(run.path() / kFile, kept);
        run.appendLog("submitted to Slurm as job " + id);
        return jobJson(run, kept);
    } catch (const std::exception& e) {
        state.status = RunStatus::Failed;
        state.error = e.what();
        run.setState(state);
        throw;
    }
}

Json runSlurmJobs(const Json& params, AppContext&, JobContext& job)
{
    const Project project = projectFrom(params);
    const bool wait = flagOr(params, "wait", false);
    Json jobs;
    while (poll(project, jobs) && wait) {
        job.report(0, "waiting for the jobs to end");
        for (auto left = kPoll; left.count() > 0; --left) {
            job.throwIfStopped();
            std::this_thread::sleep_for(std::chrono::seconds(1));
        }
    }
    return {{"jobs", jobs}};
}

Json runSlurmCancel(const Json& params, AppContext&, JobContext&)
{
    const RunFolder run = runFrom(params);
    std::error_code code;
    if (!fs::exists(run.path() / kFile, code))
        throw Error(run.id(), "was not submitted to Slurm", "Stop it with w2v runs stop");
    const std::string id = readJson(run.path() / kFile).value("job", std::string());
    const auto states = SlurmClient().states({id});
    const auto found = states.find(id);
    if (found == states.end() || isOver({{"state", found->second.state}}))
        throw Error(run.id(), "has no job that could be cancelled");
    const bool waiting = found->second.phase() == SlurmPhase::Waiting;
    if (waiting)
        run.requestStop();
    SlurmClient().cancel(id, waiting, flagOr(params, "hard", false));
    return {{"run", run.id()}, {"job", id}};
}

} // namespace w2v
