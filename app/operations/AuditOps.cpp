#include <ctime>
#include <map>
#include <unordered_map>

#include <fmt/chrono.h>

#include "app/operations/Operation.h"
#include "app/operations/Operations.h"
#include "app/operations/ProjectParams.h"
#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/eval/Audit.h"
#include "core/image/ViewFingerprint.h"

namespace w2v {

namespace {

std::vector<QaRecord> recordsOf(const Project& project, const Json& params)
{
    RecordFilter filter;
    filter.split = textOr(params, "split", "");
    if (const std::string tasks = textOr(params, "tasks", ""); !tasks.empty())
        filter.tasks = parseTasks(tasks);
    const std::string mode = textOr(params, "mode", "");
    std::vector<QaRecord> records;
    project.forEachRecord(filter, [&](const QaRecord& record) {
        if (record.state != "rejected" && (mode.empty() || record.mode == mode))
            records.push_back(record);
    });
    return records;
}

/// Views of different scenes that look the same: {"views", "pairs", "across_split", "examples"}.
Json duplicatesOf(const Project& project, const std::vector<QaRecord>& records, JobContext& job)
{
    struct View {
        const QaRecord* record;
        std::string image;
    };
    std::map<std::string, const QaRecord*> images;
    for (const QaRecord& record : records)
        for (const std::string& image : record.images)
            images.emplace(image, &record);
    std::vector<ViewFingerprint> prints;
    std::vector<int> scenes;
    std::vector<View> views;
    std::map<std::string, int> numbers;
    std::int64_t missing = 0;
    Json blind = Json::array();
    for (const auto& [image, record] : images) {
        job.throwIfStopped();
        try {
            prints.push_back(fingerprintOf(project.loadImage(image)));
        } catch (const Error&) {
            ++missing;
            if (blind.size() < kFindingExamples)
                blind.push_back(record->id);
            continue;
        }
        scenes.push_back(numbers.try_emplace(record->scene, static_cast<int>(numbers.size())).first->second);
        views.push_back({record, image});
    }
    std::int64_t pairs = 0, across = 0;
    Json examples = Json::array();
    for (const auto& [a, b] : nearDuplicatesAcross(prints, scenes)) {
        ++pairs;
        const bool crosses = views[a].record->split != views[b].record->split;
        across += crosses ? 1 : 0;
        for (const std::size_t view : {a, b})
            if (crosses && examples.size() < kFindingExamples)
                examples.push_back(views[view].record->id);
    }
    return {{"views", views.size()}, {"missing", missing}, {"pairs", pairs}, {"across_split", across}, {"examples", examples},
            {"missing_examples", blind}};
}

std::string timeNow()
{
    return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(std::time(nullptr)));
}

void addFinding(Json& audit, const char* code, const std::string& text, std::int64_t records, const Json& examples)
{
    // Named first: insert() takes a list in braces for several elements.
    const Json finding{{"code", code}, {"weight", "defect"}, {"task", ""}, {"text", text}, {"records", records}, {"examples", examples}};
    audit["findings"].insert(audit["findings"].begin(), finding);
    audit["passed"] = false;
}

} // namespace

Json runAudit(const Json& params, AppContext&, JobContext& job)
{
    Project project = projectFrom(params);
    const std::int64_t last = project.lastRecordNumber();
    const std::vector<QaRecord> records = recordsOf(project, params);
    std::unordered_map<std::string, RolloutRecord> rollouts;
    project.forEachRollout([&](const RolloutRecord& rollout) { rollouts.emplace(rollout.id, rollout); });
    const auto lookup = [&](const std::string& id) -> const RolloutRecord* {
        const auto it = rollouts.find(id);
        return it == rollouts.end() ? nullptr : &it->second;
    };
    SubJob checks(job, 0, 0.8);
    Json audit = auditRecords(records, lookup, {}, checks);
    job.report(0.8, "comparing views");
    const Json duplicates = duplicatesOf(project, records, job);
    if (const auto across = duplicates.at("across_split").get<std::int64_t>(); across > 0)
        addFinding(audit, "split", "Views that look the same are on two sides of the split.", across, duplicates.at("examples"));
    if (const auto missing = duplicates.at("missing").get<std::int64_t>(); missing > 0)
        addFinding(audit, "pixels", "Pictures of records cannot be read.", missing, duplicates.at("missing_examples"));
    audit["split"]["duplicates"] = duplicates;
    audit["project"] = project.folder().string();
    audit["time"] = timeNow();
    audit["last_record"] = last;
    job.throwIfStopped();
    if (!params.contains("split") && !params.contains("tasks") && !params.contains("mode"))
        project.setValue(kNewestAudit, audit.dump(-1, ' ', false, Json::error_handler_t::replace));
    if (const std::string html = textOr(params, "html", ""); !html.empty()) {
        writeFileAtomic(html, auditHtml(audit, project.folder().filename().string()));
        audit["html"] = html;
    }
    job.report(1, "audited");
    return audit;
}

} // namespace w2v
