// How far an answer gets that never looks at a picture.
#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include <fmt/format.h>

#include "core/eval/AuditChecks.h"
#include "core/eval/Baselines.h"
#include "core/eval/TextBaseline.h"
#include "core/supervision/AnswerVariants.h"

namespace w2v {

namespace {

using Json = nlohmann::ordered_json;

double oneDecimal(double percent)
{
    return std::round(percent * 10) / 10;
}

bool isBinary(Task task)
{
    return task == Task::A4 || task == Task::D2 || task == Task::D4;
}

/// Yes/no records in the plain variant, so that letters and sentences do not hide a shortcut from the baselines.
QaRecord plain(QaRecord record)
{
    if (isBinary(record.task) && record.variant != 0) {
        if (const auto truth = readTruth(record, record.answer))
            record.answer = truthAnswer(record.task, 0, *truth, {}, 'A');
        record.variant = 0;
    }
    return record;
}

struct Tally {
    double right = 0, direction = 0, directions = 0;
    void add(const TaskScore& score)
    {
        right += score.score;
        if (score.direction >= 0) {
            direction += score.direction;
            ++directions;
        }
    }
};

struct TaskTally {
    int records = 0;
    Tally majority, rule, text;
    std::map<std::string, int> rules;
};

void warn(const Json& row, Task task, const AuditOptions& options, FindingList& findings)
{
    const std::string name = taskName(task);
    const double blind = row.at("blind");
    if (row.contains("above") && row.at("above").get<double>() > options.binaryMargin)
        findings.push_back({"shortcut", AuditFinding::Weight::Defect, name,
                            fmt::format("An answer that never looks gets {:.1f}%, {:.1f} points above guessing ({:.1f}%: the majority of other scenes, or one "
                                        "half where that is more).", blind, row.at("above").get<double>(), row.at("guess").get<double>()),
                            row.at("records"), {}});
    if (task == Task::D1 && blind > options.boxLimit)
        findings.push_back({"shortcut", AuditFinding::Weight::Defect, name,
                            fmt::format("An answer that never looks is right on {:.1f}%, mostly by geometry at an assumed depth.", blind),
                            row.at("records"), {}});
    if (!row.contains("direction"))
        return;
    const double told = row.at("direction").at("text"), usual = row.at("direction").at("majority");
    if (told > usual + 2 * options.binaryMargin)
        findings.push_back({"direction", AuditFinding::Weight::Defect, name,
                            fmt::format("The words of the question tell the direction: {:.1f}% from the text, {:.1f}% by the majority.", told, usual),
                            row.at("records"), {}});
}

} // namespace

Json auditShortcuts(std::span<const QaRecord> records, const AuditOptions& options, FindingList& findings, JobContext& job)
{
    std::vector<QaRecord> all;
    std::set<std::string> scenes;
    for (const QaRecord& record : records) {
        all.push_back(plain(record));
        scenes.insert(record.scene);
    }
    if (scenes.size() < 2) {
        findings.push_back({"shortcut", AuditFinding::Weight::Note, "", "All records are of one scene: baselines cannot be tried on another.",
                            static_cast<std::int64_t>(records.size()), {}});
        return Json::object();
    }
    // Scenes are dealt to the folds in turn, so that even two scenes give two folds.
    std::map<std::string, int> foldOfScene;
    const int folds = std::min<int>(options.folds, static_cast<int>(scenes.size()));
    for (const std::string& scene : scenes)
        foldOfScene[scene] = static_cast<int>(foldOfScene.size()) % folds;
    std::map<Task, TaskTally> tallies;
    for (int fold = 0; fold < folds; ++fold) {
        job.throwIfStopped();
        job.report(static_cast<double>(fold) / folds, fmt::format("trying blind answers {}/{}", fold + 1, folds));
        std::vector<QaRecord> training, asked;
        for (const QaRecord& record : all)
            (foldOfScene[record.scene] == fold ? asked : training).push_back(record);
        const MajorityBaseline majority(training);
        const NoImageBaseline rule(training);
        const TextBaseline text(training);
        const auto rules = rule.describe();
        for (const QaRecord& record : asked) {
            TaskTally& tally = tallies[record.task];
            ++tally.records;
            tally.majority.add(scoreAnswer(record, majority.answer(record)));
            tally.rule.add(scoreAnswer(record, rule.answer(record)));
            tally.text.add(scoreAnswer(record, text.answer(record)));
            if (const char* name = taskName(record.task); rules.contains(name))
                ++tally.rules[rules.at(name).at("rule").get<std::string>()];
        }
    }
    Json result = Json::object();
    for (const auto& [task, tally] : tallies) {
        const auto percent = [&](const Tally& t) { return oneDecimal(100 * t.right / tally.records); };
        const auto most = std::max_element(tally.rules.begin(), tally.rules.end(),
                                           [](const auto& a, const auto& b) { return a.second < b.second; });
        Json row{{"records", tally.records},
                 {"majority", percent(tally.majority)},
                 {"rule", percent(tally.rule)},
                 {"rule_name", most == tally.rules.end() ? "" : most->first},
                 {"text", percent(tally.text)}};
        row["blind"] = std::max({row["majority"].get<double>(), row["rule"].get<double>(), row["text"].get<double>()});
        if (isBinary(task)) {
            // Where yes and no are balanced, the majority of other scenes is as often the minority here: half is what guessing gets.
            row["guess"] = std::max(row["majority"].get<double>(), 50.0);
            row["above"] = oneDecimal(row["blind"].get<double>() - row["guess"].get<double>());
        }
        if (tally.majority.directions > 0) {
            const auto direction = [](const Tally& t) { return oneDecimal(100 * t.direction / t.directions); };
            row["direction"] = {{"majority", direction(tally.majority)}, {"text", direction(tally.text)}};
        }
        warn(row, task, options, findings);
        result[taskName(task)] = std::move(row);
    }
    return result;
}

} // namespace w2v
