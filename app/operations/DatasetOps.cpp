#include "app/operations/Operation.h"
#include "app/operations/Operations.h"
#include "app/operations/ProjectParams.h"
#include "core/base/Error.h"
#include "core/dataset/DatasetTransfer.h"

namespace w2v {

Json runDatasetImport(const Json& params, AppContext&, JobContext& job)
{
    const std::string file = requiredText(params, "file");
    Project project = projectFrom(params);
    ImportOptions options;
    options.split = textOr(params, "split", options.split);
    options.state = textOr(params, "state", options.state);
    return importRecords(project, file, options, job).toJson();
}

Json runDatasetExport(const Json& params, AppContext&, JobContext& job)
{
    const std::string format = textOr(params, "format", "messages");
    if (format != "messages")
        throw Error("format", "\"" + format + "\" is not known", "Use messages");
    const std::string out = requiredText(params, "out");
    const Project project = projectFrom(params);
    MessagesExportOptions options;
    options.filter.state = textOr(params, "state", "");
    options.filter.split = textOr(params, "split", "");
    if (const std::string tasks = textOr(params, "tasks", ""); !tasks.empty())
        options.filter.tasks = parseTasks(tasks);
    options.absolutePaths = flagOr(params, "absolute_paths", false);
    Json result = exportMessages(project, out, options, job).toJson();
    result["out"] = out;
    return result;
}

Json runDatasetStats(const Json& params, AppContext&, JobContext&)
{
    return projectFrom(params).statistics();
}

} // namespace w2v
