#include "app/operations/Operation.h"
#include "app/operations/Operations.h"
#include "app/operations/ProjectParams.h"
#include "app/operations/RecordParams.h"
#include "core/base/Error.h"
#include "core/dataset/DatasetTransfer.h"
#include "core/dataset/DatasetVersions.h"
#include "core/eval/RewardSelfTest.h"

namespace w2v {

namespace {

/// What a preference pair rejects: the one that was imported, else what a model answered wrongly, else a wrong answer made from the facts.
std::string rejectedAnswer(const Project& project, const QaRecord& record)
{
    if (const auto imported = record.facts.find("rejected_answer"); imported != record.facts.end() && imported->is_string())
        return imported->get<std::string>();
    for (const StoredAnswer& answer : project.answersToRecord(record.id))
        if (answer.score <= 0 && !answer.rawText.empty() && answer.rawText != record.answer)
            return answer.rawText;
    const std::vector<std::string> wrong = wrongAnswers(record);
    return wrong.empty() ? std::string() : wrong.front();
}

} // namespace

Json runDatasetImport(const Json& params, AppContext&, JobContext& job)
{
    const std::string file = requiredText(params, "file");
    Project project = projectFrom(params);
    ImportOptions options;
    options.split = textOr(params, "split", options.split);
    options.state = textOr(params, "state", options.state);
    if (const std::string format = textOr(params, "format", ""); !format.empty())
        options.format = parseDatasetFormat(format);
    if (const std::string task = textOr(params, "task", ""); !task.empty())
        options.task = parseTasks(task).front();
    return importRecords(project, file, options, job).toJson();
}

Json runDatasetExport(const Json& params, AppContext&, JobContext& job)
{
    ExportOptions options;
    options.format = parseDatasetFormat(textOr(params, "format", "messages"));
    const std::string out = requiredText(params, "out");
    const Project project = projectFrom(params);
    options.filter = recordFilterFrom(params);
    if (const std::string version = textOr(params, "version", ""); !version.empty())
        options.version = version;
    options.absolutePaths = flagOr(params, "absolute_paths", false);
    options.rejectedAnswer = [&](const QaRecord& record) { return rejectedAnswer(project, record); };
    Json result = exportRecords(project, out, options, job).toJson();
    result["out"] = out;
    result["format"] = datasetFormatName(options.format);
    return result;
}

Json runDatasetFreeze(const Json& params, AppContext&, JobContext& job)
{
    const std::string name = requiredText(params, "name");
    Project project = projectFrom(params);
    return freezeDataset(project, name, recordFilterFrom(params), job).toJson();
}

Json runDatasetVersions(const Json& params, AppContext&, JobContext&)
{
    Json versions = Json::array();
    for (const DatasetVersion& version : datasetVersions(projectFrom(params)))
        versions.push_back(version.toJson());
    return {{"versions", versions}};
}

Json runDatasetDiff(const Json& params, AppContext&, JobContext& job)
{
    const std::string from = requiredText(params, "from"), to = requiredText(params, "to");
    return diffDatasets(projectFrom(params), from, to, job);
}

Json runDatasetStats(const Json& params, AppContext&, JobContext&)
{
    return projectFrom(params).statistics();
}

} // namespace w2v
