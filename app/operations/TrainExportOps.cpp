#include <map>
#include <set>

#include <fmt/format.h>

#include "app/operations/HeldoutQuestions.h"
#include "app/operations/Operation.h"
#include "app/operations/ProjectParams.h"
#include "app/operations/TrainOperations.h"
#include "app/operations/TrainRun.h"
#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/dataset/DatasetTransfer.h"
#include "core/runs/OutsideRun.h"
#include "core/training/TrainerExport.h"

namespace w2v {

namespace {

/// Writes the records of a split that were not rejected; the records' file, or "" when there is none.
std::string exportSplit(const Project& project, const Recipe& recipe, OutsideTrainer trainer, const std::string& split, std::int64_t perTask, const fs::path& out, Json& counts,
                        JobContext& job)
{
    std::vector<QaRecord> records = usableRecords(project, split);
    std::erase_if(records, [&](const QaRecord& record) {
        const auto weight = recipe.tasks.find(taskName(record.task));
        return weight == recipe.tasks.end() || weight->second <= 0;
    });
    std::set<std::string> chosen;
    for (const QaRecord& record : limitedQuestions(std::move(records), perTask))
        chosen.insert(record.id);
    counts[split] = chosen.size();
    if (chosen.empty())
        return {};
    ExportOptions options;
    options.format = trainer == OutsideTrainer::Swift ? DatasetFormat::Messages : DatasetFormat::EasyR1;
    options.filter.split = split;
    options.absolutePaths = true; // both trainers resolve others against the folder in which they were started
    options.wanted = [&](const QaRecord& record) { return chosen.contains(record.id); };
    const TransferReport report = exportRecords(project, out, options, job);
    counts[split] = report.records;
    if (report.skipped > 0)
        counts["skipped"] = counts.value("skipped", std::int64_t{0}) + report.skipped;
    return (fs::absolute(out) / (trainer == OutsideTrainer::Swift ? "messages.jsonl" : "easyr1.jsonl")).string();
}

std::string readMe(const Recipe& recipe, OutsideTrainer trainer, const std::vector<std::string>& left, const std::string& logs)
{
    std::string text = fmt::format("Recipe {} for {}, made by World2VLM Workbench.\n\nStart it where the GPUs are:  bash train.sh\n"
                                   "Image paths are absolute: export again, or change them, when the folder moves.\n"
                                   "The workbench follows the logs in {} while they grow.\n",
                                   recipe.name, outsideTrainerName(trainer), logs);
    if (!left.empty())
        text += "\nWhat the recipe says and this trainer does not do:\n";
    for (const std::string& one : left)
        text += "- " + one + '\n';
    return text;
}

} // namespace

Json runTrainExport(const Json& params, AppContext&, JobContext& job)
{
    const OutsideTrainer trainer = parseOutsideTrainer(requiredText(params, "for"));
    const Recipe recipe = recipeFrom(params);
    const Project project = projectFrom(params);
    const fs::path out = fs::absolute(requiredText(params, "out"));
    TrainerPlaces places;
    places.folder = out.string();
    places.gpus = static_cast<int>(integerOr(params, "gpus", 0));
    if (places.gpus < 0 || places.gpus > 1024)
        throw Error("gpus", fmt::format("{} is out of range", places.gpus), "Give 1 to 1024");
    const std::int64_t perTask = integerOr(params, "per_task", 0);
    trainerFiles(recipe, trainer, places); // what is wrong with the recipe is said before anything is written
    std::error_code code;
    if (fs::exists(out, code) && (!fs::is_directory(out, code) || !fs::is_empty(out, code)))
        throw Error(out.string(), "is there already and not an empty folder", "Choose a new folder for the export");

    Json counts = Json::object(), files = Json::array();
    SubJob training(job, 0, 0.8), heldout(job, 0.8, 0.98);
    places.trainFile = exportSplit(project, recipe, trainer, recipe.split, perTask, out / "data" / "train", counts, training);
    if (places.trainFile.empty())
        throw Error(project.folder().string(), "has no training records of the recipe's tasks", "Make or accept some in Curate first");
    places.heldoutFile = exportSplit(project, recipe, trainer, "heldout", perTask, out / "data" / "heldout", counts, heldout);
    for (const TrainerFile& file : trainerFiles(recipe, trainer, places)) {
        writeFileAtomic(out / file.name, file.text);
        if (file.program)
            fs::permissions(out / file.name, fs::perms::owner_exec | fs::perms::group_exec, fs::perm_options::add);
        files.push_back(file.name);
    }
    const std::vector<std::string> left = leftBehind(recipe, trainer);
    const fs::path logs = out / trainerLogFolder(trainer);
    writeFileAtomic(out / "README.txt", readMe(recipe, trainer, left, logs.string()));
    saveRecipe(out / "recipe.yaml", recipe);
    watchFolder(project.runsFolder(), logs);
    return {{"out", out.string()}, {"for", outsideTrainerName(trainer)}, {"records", counts}, {"files", files}, {"left_behind", left}, {"logs", logs.string()},
            {"command", "bash " + (out / "train.sh").string()}};
}

} // namespace w2v
