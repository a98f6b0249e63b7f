#include <algorithm>
#include <map>

#include "app/operations/Operation.h"
#include "app/operations/ProjectParams.h"
#include "app/operations/RecordOps.h"
#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/supervision/ReferenceMotionTasks.h"
#include "core/supervision/Supervision.h"
#include "core/supervision/TemplateFiles.h"

namespace w2v {

namespace {

constexpr std::size_t kPreviewedRollouts = 60;

std::string modeOf(const Json& params)
{
    const std::string mode = textOr(params, "mode", "verified");
    (void)TemplateSet::builtin(mode); // refuses an unknown one
    return mode;
}

} // namespace

Json runTemplatesLint(const Json& params, AppContext&, JobContext&)
{
    Json files = Json::array();
    bool passed = true;
    for (const TemplateFile& file : lintTemplateFolder(requiredText(params, "folder"))) {
        passed = passed && file.problem.empty();
        if (file.problem.empty())
            files.push_back({{"file", file.file}, {"task", taskName(file.task)}, {"mode", file.mode}, {"wordings", file.wordings}});
        else
            files.push_back({{"file", file.file}, {"problem", file.problem}});
    }
    return {{"passed", passed}, {"files", files}};
}

Json runTemplatesWrite(const Json& params, AppContext&, JobContext&)
{
    const std::string out = requiredText(params, "out");
    return {{"out", out}, {"files", writeBuiltinTemplates(out, modeOf(params))}};
}

Json runTemplatesImport(const Json& params, AppContext&, JobContext&)
{
    const fs::path out = requiredText(params, "out");
    const auto files = importReferenceTemplates(requiredText(params, "file"));
    createFolder(out);
    for (const auto& [name, yaml] : files)
        if (fs::exists(out / name))
            throw Error((out / name).string(), "is there already", "Choose a new folder");
    Json names = Json::array();
    for (const auto& [name, yaml] : files) {
        writeFileAtomic(out / name, yaml);
        names.push_back(name);
    }
    return {{"out", out.string()}, {"files", names}};
}

Json runTemplatesPreview(const Json& params, AppContext&, JobContext& job)
{
    const std::string mode = modeOf(params), folder = textOr(params, "folder", "");
    const auto perTask = static_cast<std::size_t>(std::clamp<std::int64_t>(integerOr(params, "count", 3), 1, 100));
    const TemplateSet templates = folder.empty() ? TemplateSet::builtin(mode) : templatesWith(folder, mode);
    SupervisionOptions options;
    options.tasks = parseTasks(textOr(params, "tasks", "all"));
    options.seed = static_cast<std::uint64_t>(integerOr(params, "seed", 1));
    options.allVariants = true;
    options.templates = &templates;
    const Project project = projectFrom(params);
    std::vector<RolloutRecord> rollouts;
    job.report(0, "reading rollouts");
    for (const std::string& id : project.rolloutIds()) {
        job.throwIfStopped();
        if (rollouts.size() == kPreviewedRollouts)
            break;
        rollouts.push_back(project.rollout(id));
    }
    if (rollouts.empty())
        throw Error(project.folder().string(), "has no rollouts to ask about", "Imagine some views first");
    job.report(0.3, "asking");
    std::map<Task, Json> shown;
    for (const QaRecord& record : mode == "reference" ? buildReferenceRecords(rollouts, options) : buildVerifiedRecords(rollouts, options)) {
        Json& list = shown.try_emplace(record.task, Json::array()).first->second;
        if (list.size() < perTask)
            list.push_back({{"question", record.question}, {"answer", record.answer}, {"variant", record.variant}, {"images", record.images},
                            {"template", record.provenance.value("template", "")}, {"leak", answerLeak(record.task, record.question, record.answer)}});
    }
    Json tasks = Json::object();
    for (const auto& [task, list] : shown)
        tasks[taskName(task)] = list;
    return {{"mode", mode}, {"tasks", tasks}};
}

} // namespace w2v
