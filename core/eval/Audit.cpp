#include "core/eval/Audit.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <map>
#include <set>

#include <fmt/format.h>

#include "core/base/Error.h"
#include "core/eval/AuditChecks.h"
#include "core/eval/RewardSelfTest.h"
#include "core/motion/RewardGrammar.h"
#include "core/supervision/AnswerVariants.h"

namespace w2v {

namespace {

using Json = nlohmann::ordered_json;
using Weight = AuditFinding::Weight;

const char* weightName(Weight weight)
{
    return weight == Weight::Defect ? "defect" : weight == Weight::Warning ? "warning" : "note";
}

Json balanceOf(std::span<const QaRecord> records, const AuditOptions& options, FindingList& findings)
{
    std::map<Task, std::map<std::string, std::array<int, 2>>> counts;
    for (const QaRecord& record : records)
        if (record.task == Task::A4 || record.task == Task::D2 || record.task == Task::D4)
            if (const auto truth = readTruth(record, record.answer))
                ++counts[record.task][record.split][*truth ? 0 : 1];
    Json result = Json::object();
    for (const auto& [task, splits] : counts)
        for (const auto& [split, yesNo] : splits) {
            result[taskName(task)][split] = {{"yes", yesNo[0]}, {"no", yesNo[1]}};
            const int all = yesNo[0] + yesNo[1];
            const double percent = 100.0 * yesNo[0] / all;
            if (std::abs(percent - 50) > options.balanceLimit)
                findings.push_back({"balance", Weight::Defect, taskName(task),
                                    fmt::format("{:.1f}% of the answers in the split {} are yes.", percent, split), all, {}});
        }
    return result;
}

Json directionsOf(std::span<const QaRecord> records, FindingList& findings)
{
    std::map<Task, std::map<std::string, int>> counts;
    for (const QaRecord& record : records)
        if (record.task == Task::A1 || record.task == Task::A2)
            if (const auto actions = findActions(record.answer); !actions.empty())
                ++counts[record.task][actionName(actions.front().kind)];
    Json result = Json::object();
    for (const auto& [task, directions] : counts) {
        result[taskName(task)] = directions;
        int all = 0, most = 0;
        std::string name;
        for (const auto& [direction, count] : directions) {
            all += count;
            if (count > most) {
                most = count;
                name = direction;
            }
        }
        const double usual = task == Task::A1 ? 0.25 : 0.5, share = static_cast<double>(most) / all;
        const double error = std::sqrt(usual * (1 - usual) / all);
        if (share > usual + std::max(0.1, 3 * error))
            findings.push_back({"prior", Weight::Warning, taskName(task),
                                fmt::format("{:.0f}% of the answers are {}.", 100 * share, name), all, {}});
    }
    return result;
}

Json splitOf(std::span<const QaRecord> records, FindingList& findings)
{
    std::map<std::string, std::set<std::string>> scenes, images;
    for (const QaRecord& record : records) {
        if (!record.scene.empty())
            scenes[record.scene].insert(record.split);
        for (const std::string& image : record.images)
            images[image].insert(record.split);
    }
    const auto shared = [](const auto& sides) {
        std::vector<std::string> names;
        for (const auto& [name, splits] : sides)
            if (splits.size() > 1)
                names.push_back(name);
        return names;
    };
    const std::vector<std::string> sharedScenes = shared(scenes), sharedImages = shared(images);
    const auto report = [&](const char* what, const std::vector<std::string>& names, const std::function<bool(const QaRecord&)>& concerns) {
        if (names.empty())
            return;
        FindingCounter counter("split", Weight::Defect, fmt::format("{} {}{} on two sides of the split.", names.size(), what, names.size() == 1 ? " is" : "s are"));
        for (const QaRecord& record : records)
            if (concerns(record))
                counter.add(record);
        counter.moveTo(findings);
    };
    const auto isIn = [](const std::vector<std::string>& sorted, const std::string& name) {
        return std::binary_search(sorted.begin(), sorted.end(), name);
    };
    report("scene", sharedScenes, [&](const QaRecord& record) { return isIn(sharedScenes, record.scene); });
    report("picture", sharedImages, [&](const QaRecord& record) {
        return std::any_of(record.images.begin(), record.images.end(), [&](const std::string& image) { return isIn(sharedImages, image); });
    });
    return {{"scenes", scenes.size()}, {"shared_scenes", sharedScenes.size()}, {"images", images.size()}, {"shared_images", sharedImages.size()}};
}

void judgeSelfTest(const std::vector<SelfTestRow>& rows, FindingList& findings)
{
    for (const SelfTestRow& row : rows) {
        if (row.goldFailed > 0)
            findings.push_back({"reward", Weight::Defect, taskName(row.task),
                                fmt::format("The record's own answer earns {:.2f} at worst (mode {}, answer variant {}).", row.goldLowest,
                                            row.mode, row.variant),
                                row.goldFailed, row.examples});
        if (row.wrongPassed > 0)
            findings.push_back({"reward", Weight::Defect, taskName(row.task),
                                fmt::format("A wrong answer earns up to {:.2f} (mode {}, answer variant {}).", row.wrongHighest, row.mode,
                                            row.variant),
                                row.wrongPassed, row.examples});
    }
}

} // namespace

Json auditRecords(std::span<const QaRecord> records, const RolloutLookup& rollout, const AuditOptions& options, JobContext& job)
{
    if (records.empty())
        throw Error("the audit", "has no records to look at", "Build or import some first");
    FindingList findings;
    job.report(0, "trying the reward");
    const std::vector<SelfTestRow> selfTest = rewardSelfTest(records);
    judgeSelfTest(selfTest, findings);
    job.throwIfStopped();
    SubJob shortcutPart(job, 0.1, 0.9);
    Json shortcuts = auditShortcuts(records, options, findings, shortcutPart);
    job.report(0.9, "checking labels");
    Json labels = auditLabels(records, rollout, findings);
    Json noise = auditMotion(records, rollout, findings);
    auditDefects(records, rollout, findings);
    Json balance = balanceOf(records, options, findings), directions = directionsOf(records, findings), split = splitOf(records, findings);
    std::stable_sort(findings.begin(), findings.end(), [](const AuditFinding& a, const AuditFinding& b) { return a.weight > b.weight; });
    Json list = Json::array();
    bool passed = true;
    std::map<std::string, int> modes;
    for (const QaRecord& record : records)
        ++modes[record.mode];
    for (const AuditFinding& finding : findings) {
        passed = passed && finding.weight != Weight::Defect;
        list.push_back({{"code", finding.code},
                        {"weight", weightName(finding.weight)},
                        {"task", finding.task},
                        {"text", finding.text},
                        {"records", finding.records},
                        {"examples", finding.examples}});
    }
    job.report(1, "audited");
    return {{"records", records.size()}, {"modes", modes},       {"passed", passed},   {"findings", list},
            {"self_test", selfTestToJson(selfTest)}, {"shortcuts", shortcuts}, {"balance", balance}, {"directions", directions},
            {"labels", labels}, {"label_noise", noise}, {"split", split}};
}

} // namespace w2v
