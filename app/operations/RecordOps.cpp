#include "app/operations/RecordOps.h"

#include <algorithm>
#include <filesystem>

#include "app/operations/Operation.h"
#include "app/operations/ProjectParams.h"
#include "app/operations/RecordParams.h"
#include "core/dataset/ReviewMerge.h"

namespace w2v {

Json runRecordsList(const Json& params, AppContext&, JobContext&)
{
    const Project project = projectFrom(params);
    const RecordView view = recordViewFrom(project, params);
    const std::int64_t limit = std::clamp<std::int64_t>(integerOr(params, "limit", 50), 1, 100'000);
    Json rows = Json::array();
    for (const RecordRow& row : project.recordRows(view.filter, {.order = view.order, .offset = integerOr(params, "offset", 0), .limit = limit}))
        rows.push_back({{"id", row.id}, {"task", taskName(row.task)}, {"state", row.state}, {"reason", row.reason}, {"split", row.split},
                        {"scene", row.scene}, {"difficulty", row.difficulty}, {"question", row.question}, {"answer", row.answer}});
    return {{"total", project.countRecords(view.filter)}, {"records", rows}};
}

Json runRecordsViews(const Json& params, AppContext&, JobContext&)
{
    Project project = projectFrom(params);
    if (const std::string name = textOr(params, "remove", ""); !name.empty())
        removeRecordView(project, name);
    if (const std::string name = textOr(params, "save", ""); !name.empty()) {
        RecordView view = recordViewFrom(project, params);
        view.name = name;
        saveRecordView(project, view);
    }
    Json views = Json::array();
    for (const RecordView& view : recordViews(project)) {
        Json object = recordViewToJson(view);
        object["records"] = project.countRecords(view.filter);
        views.push_back(std::move(object));
    }
    return {{"views", views}};
}

Json runRecordsState(const Json& params, AppContext&, JobContext&)
{
    const std::string state = requiredText(params, "to");
    Project project = projectFrom(params);
    const std::vector<std::int64_t> numbers = project.recordNumbers(recordViewFrom(project, params).filter);
    project.setRecordState(numbers, state, textOr(params, "reason", ""));
    return {{"records", numbers.size()}, {"state", state}};
}

Json runRecordsVerdicts(const Json& params, AppContext&, JobContext& job)
{
    const std::string out = requiredText(params, "out");
    return {{"verdicts", writeVerdicts(projectFrom(params), out, job)}, {"out", out}};
}

Json runRecordsMergeReview(const Json& params, AppContext&, JobContext& job)
{
    const std::filesystem::path file = requiredText(params, "file");
    Project project = projectFrom(params);
    std::vector<std::string> problems;
    const std::vector<ReviewVerdict> verdicts = readVerdicts(file, problems);
    ReviewMergeOptions options;
    options.reviewer = textOr(params, "reviewer", file.stem().string());
    options.adopt = !flagOr(params, "keep_pending", false);
    options.apply = !flagOr(params, "measure_only", false);
    Json result = mergeReview(project, verdicts, options, job);
    result["problems"] = problems;
    return result;
}

} // namespace w2v
