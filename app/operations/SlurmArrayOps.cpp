// Benchmarks as job arrays of Slurm: each task is a job folder, as it is in this machine's queue.
#include "app/operations/SlurmArrayOps.h"

#include <algorithm>
#include <cstdlib>

#include <fmt/format.h>

#include "app/operations/Detached.h"
#include "app/operations/Operation.h"
#include "app/operations/Operations.h"
#include "app/operations/ProjectParams.h"
#include "app/operations/TrainRun.h"
#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/runs/JobFolder.h"
#include "core/runs/SlurmClient.h"
#include "core/runs/SlurmScript.h"

namespace w2v {

namespace {

constexpr const char* kFolder = "slurm-arrays";
constexpr const char* kFile = "array.json";

/// The parameters of every `bench.answer`: those given, of each checkpoint when a run is given.
std::vector<Json> taskParams(const Json& params, const Project& project)
{
    const Json given = params.value("params", Json(Json::object()));
    std::vector<Json> tasks;
    for (const Json& one : given.is_array() ? given : Json::array({given})) {
        if (!one.is_object())
            throw Error("params", "must be an object of the parameters of bench.answer, or a list of them");
        Json task{{"benchmark", "project"}, {"project", std::filesystem::absolute(project.folder()).string()}};
        if (params.contains("benchmark"))
            task["split"] = requiredText(params, "benchmark");
        task.update(one);
        if (!params.contains("run")) {
            if (!task.contains("model") && !task.contains("server") && !task.contains("baseline"))
                throw Error("params", "do not say who answers", "Give model, server or baseline in them, or the id of a run");
            tasks.push_back(std::move(task));
            continue;
        }
        const RunFolder run = runFrom(params);
        for (const auto& [step, folder] : run.checkpoints()) {
            task["model"] = std::filesystem::absolute(folder).string();
            tasks.push_back(task);
        }
        if (run.checkpoints().empty())
            throw Error(run.id(), "has no checkpoint to benchmark");
    }
    return tasks;
}

/// Of an array's folder, "3".
int numberOf(const fs::path& folder)
{
    return std::atoi(folder.filename().c_str());
}

fs::path newFolder(const fs::path& parent)
{
    createFolder(parent);
    for (int number = 1;; ++number)
        if (std::error_code code; fs::create_directory(parent / std::to_string(number), code))
            return parent / std::to_string(number);
        else if (code)
            throw Error((parent / std::to_string(number)).string(), "cannot be made: " + code.message());
}

Json taskJson(const fs::path& folder, const SlurmJob* job)
{
    const JobFolder::State state = JobFolder::open(folder).state();
    const bool waiting = job && job->phase() == SlurmPhase::Waiting, active = job && job->phase() == SlurmPhase::Active;
    Json out{{"folder", folder.string()}, {"fraction", state.result ? 1.0 : state.fraction}, {"stage", state.stage}};
    if (state.result)
        out["status"] = "finished";
    else if (waiting || active) // an error may be that of an attempt before it was put back
        out["status"] = waiting ? "waiting" : "running";
    else if (state.error)
        out["status"] = state.error->value("stopped", false) ? "stopped" : "failed";
    else
        out["status"] = job ? "failed" : "unknown";
    if (job)
        out["slurm"] = job->state;
    if (out["status"] == "failed")
        out["error"] = state.error ? state.error->value("message", std::string("failed")) : fmt::format("Slurm ended the task ({})", job->state);
    return out;
}

} // namespace

Json runSlurmArray(const Json& params, AppContext&, JobContext&)
{
    const Project project = projectFrom(params);
    const SlurmSettings settings = slurmSettingsFrom(params.value("slurm", Json::object()));
    const std::vector<Json> tasks = taskParams(params, project);
    const std::string name = fmt::format("bench-{}", params.contains("run") ? shortRunName(runFrom(params).id()) : project.folder().stem().string());
    const fs::path folder = newFolder(project.folder() / kFolder);
    std::vector<std::vector<std::string>> commands;
    for (std::size_t i = 0; i < tasks.size(); ++i) {
        const fs::path task = fs::absolute(folder) / fmt::format("task-{}", i);
        JobFolder::create(task, "bench.answer", tasks[i]);
        commands.push_back({(programFolder() / "w2v-worker").string(), "--job", task.string()});
    }
    const fs::path script = folder / "slurm.sh";
    try {
        writeFileAtomic(script, slurmArrayScript(settings, name, fs::absolute(folder), commands));
        const std::string id = SlurmClient().submit(script, textOr(params, "dependency", ""));
        writeJson(folder / kFile, {{"job", id}, {"name", name}, {"tasks", tasks.size()}});
        return {{"job", id}, {"name", name}, {"tasks", tasks.size()}, {"folder", folder.string()}};
    } catch (...) {
        std::error_code ignored;
        fs::remove_all(folder, ignored); // nobody will carry it out
        throw;
    }
}

Json runSlurmArrays(const Json& params, AppContext&, JobContext&)
{
    const Project project = projectFrom(params);
    std::vector<std::pair<fs::path, Json>> found;
    std::vector<std::string> ids;
    std::error_code code;
    for (const auto& entry : fs::directory_iterator(project.folder() / kFolder, code))
        if (fs::exists(entry.path() / kFile, code)) {
            found.emplace_back(entry.path(), readJson(entry.path() / kFile));
            ids.push_back(found.back().second.value("job", std::string()));
        }
    std::sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return numberOf(a.first) < numberOf(b.first); });
    const auto states = SlurmClient().states(ids);
    Json arrays = Json::array();
    for (const auto& [folder, kept] : found) {
        Json array{{"job", kept.at("job")}, {"name", kept.at("name")}, {"folder", folder.string()}, {"tasks", Json::array()}};
        const std::string id = kept.at("job").get<std::string>();
        for (std::size_t i = 0; i < kept.at("tasks").get<std::size_t>(); ++i) {
            const auto at = states.find(fmt::format("{}_{}", id, i));
            array["tasks"].push_back(taskJson(folder / fmt::format("task-{}", i), at == states.end() ? nullptr : &at->second));
        }
        arrays.push_back(std::move(array));
    }
    return {{"arrays", arrays}};
}

} // namespace w2v
