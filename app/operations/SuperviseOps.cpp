#include <algorithm>
#include <optional>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "app/operations/Operation.h"
#include "app/operations/Operations.h"
#include "app/operations/ProjectParams.h"
#include "core/base/Error.h"
#include "core/dataset/ProjectThresholds.h"
#include "core/detection/BoxOrigin.h"
#include "core/supervision/ReferenceMotionTasks.h"
#include "core/supervision/SplitByViews.h"
#include "core/supervision/Supervision.h"
#include "core/supervision/TemplateFiles.h"

namespace w2v {

namespace {

/// What a rollout was asked: "<rollout>:<task>", and about which object of which views where a person changes its boxes: those that were
/// made from the former boxes are stale, the others stay.
std::string askedAbout(const QaRecord& record, bool byHand)
{
    std::string key = record.rollout + ':' + taskName(record.task);
    if (byHand && record.task >= Task::D1)
        for (const auto* part : {&record.facts, &record.provenance})
            for (const char* name : {"instance", "instance2", "frames"})
                key += ':' + (part->contains(name) ? part->at(name).dump() : std::string());
    return key;
}

/// What the records of this mode ask already: a second call adds only what is missing.
std::set<std::string> alreadyBuilt(const Project& project, const std::string& mode, const std::set<std::string>& byHand)
{
    std::set<std::string> built;
    project.forEachRecord({}, [&](const QaRecord& record) {
        if (record.mode == mode && !record.rollout.empty())
            built.insert(askedAbout(record, byHand.contains(record.rollout)));
    });
    return built;
}

/// Which of the words a parameter names; the first when it is missing.
std::size_t choiceOf(const Json& params, const char* key, const std::vector<std::string>& words)
{
    const std::string word = textOr(params, key, words.front());
    const auto found = std::find(words.begin(), words.end(), word);
    if (found == words.end())
        throw Error(key, "\"" + word + "\" is not known", fmt::format("Use {}", fmt::join(words, " or ")));
    return static_cast<std::size_t>(found - words.begin());
}

} // namespace

Json runSupervise(const Json& params, AppContext&, JobContext& job)
{
    const std::string mode = textOr(params, "mode", "verified");
    if (mode != "verified" && mode != "reference")
        throw Error("mode", "\"" + mode + "\" is not a mode", "Use verified or reference");
    SupervisionOptions options;
    options.tasks = parseTasks(textOr(params, "tasks", "all"));
    options.seed = static_cast<std::uint64_t>(integerOr(params, "seed", 1));
    options.pairing = choiceOf(params, "pairing", {"ends", "spread"}) == 1 ? Pairing::Spread : Pairing::Ends;
    options.allVariants = choiceOf(params, "variants", {"plain", "all"}) == 1;
    std::optional<TemplateSet> templates;
    if (const std::string folder = textOr(params, "templates", ""); !folder.empty()) {
        templates = templatesWith(folder, mode);
        options.templates = &*templates;
    }
    const std::string only = textOr(params, "rollout", ""), side = textOr(params, "split", "");
    Project project = projectFrom(params);
    if (!flagOr(params, "keep_rejected", false))
        options.quality = loadThresholds(project);

    job.report(0, "reading rollouts");
    std::vector<RolloutRecord> rollouts;
    if (!only.empty())
        rollouts.push_back(project.rollout(only));
    else
        project.forEachRollout([&](const RolloutRecord& rollout) {
            if (side.empty() || rollout.split == side)
                rollouts.push_back(rollout);
        });
    if (rollouts.empty() && !side.empty())
        throw Error("split", "no rollout has the split \"" + side + "\"", "Use train, heldout or another one that the project's rollouts have");
    job.throwIfStopped();
    SplitReport duplicates;
    if (mode == "verified") {
        job.report(0.1, "comparing views");
        duplicates = keepDuplicatesTogether(rollouts, options.heldoutShare, options.seed, [&](const std::string& image) {
            job.throwIfStopped();
            return fingerprintOf(project.loadImage(image));
        });
    }
    job.report(0.3, fmt::format("building records from {} rollouts", rollouts.size()));
    SupervisionDiagnostics diagnostics;
    std::vector<QaRecord> records = mode == "reference" ? buildReferenceRecords(rollouts, options, &diagnostics)
                                                        : buildVerifiedRecords(rollouts, options, &diagnostics);
    std::set<std::string> byHand;
    for (const RolloutRecord& rollout : rollouts)
        if (hasBoxesByHand(rollout))
            byHand.insert(rollout.id);
    const std::set<std::string> built = alreadyBuilt(project, mode, byHand);
    const std::size_t made = records.size();
    std::erase_if(records, [&](const QaRecord& r) { return built.contains(askedAbout(r, byHand.contains(r.rollout))); });
    job.throwIfStopped();
    job.report(0.7, fmt::format("saving {} records", records.size()));
    if (!records.empty())
        project.addRecords(records, fmt::format("Build {} records", records.size()), flagOr(params, "undoable", true));

    std::map<std::string, std::map<std::string, int>> counts;
    for (const auto& record : records)
        ++counts[taskName(record.task)][record.split];
    Json tasks = Json::object();
    for (const auto& [task, splits] : counts)
        for (const auto& [split, n] : splits)
            tasks[task][split] = n;
    return {{"mode", mode}, {"rollouts", rollouts.size()}, {"records", records.size()}, {"already_there", made - records.size()},
            {"tasks", tasks}, {"near_duplicates", duplicates.toJson()}, {"skipped", diagnostics.skipped}, {"warnings", diagnostics.warnings}};
}

} // namespace w2v
