#include "core/dataset/DatasetStatistics.h"

#include <algorithm>
#include <map>
#include <set>
#include <unordered_set>

#include "core/base/Json.h"
#include "core/dataset/QuestionMarks.h"

namespace w2v {

namespace {

struct TaskCounts {
    std::int64_t records = 0, words = 0;
    std::map<std::string, std::int64_t> splits, states, answers;

    void add(const QaRecord& record)
    {
        ++records;
        ++splits[record.split];
        ++states[record.state];
        ++answers[record.answer];
        bool inWord = false;
        for (const char c : record.question) {
            const bool blank = c == ' ' || c == '\n' || c == '\t';
            words += !blank && !inWord;
            inWord = !blank;
        }
    }

    Json toJson() const
    {
        const auto top = std::max_element(answers.begin(), answers.end(),
                                          [](const auto& a, const auto& b) { return a.second < b.second; });
        const auto in = [&](const char* split) {
            const auto it = splits.find(split);
            return it == splits.end() ? std::int64_t{0} : it->second;
        };
        return {{"records", records},
                {"train", in("train")},
                {"heldout", in("heldout")},
                {"by_state", states},
                {"answers", answers.size()},
                {"top_answer", top->first},
                {"top_share", static_cast<double>(top->second) / static_cast<double>(records)},
                {"words", static_cast<double>(words) / static_cast<double>(records)}};
    }
};

} // namespace

Json datasetStatistics(const Project& project, const RecordFilter& filter)
{
    std::map<Task, TaskCounts> tasks;
    std::map<std::string, std::set<std::string>> scenes;
    std::unordered_set<std::string> images;
    std::int64_t records = 0, badMarks = 0;
    project.forEachRecord(filter, [&](const QaRecord& record) {
        ++records;
        tasks[record.task].add(record);
        if (!record.scene.empty())
            scenes[record.scene].insert(record.split);
        images.insert(record.images.begin(), record.images.end());
        badMarks += !imageMarkProblem(record).empty();
    });
    const auto scenesIn = [&](const char* split) {
        return std::count_if(scenes.begin(), scenes.end(), [&](const auto& scene) { return scene.second.contains(split); });
    };
    const auto shared = std::count_if(scenes.begin(), scenes.end(), [](const auto& scene) {
        return scene.second.contains("heldout") && scene.second.size() > 1; // what was learned from is asked about
    });
    Json byTask = Json::object();
    for (const auto& [task, counts] : tasks)
        byTask[taskName(task)] = counts.toJson();
    return {{"records", records},
            {"scenes", {{"train", scenesIn("train")}, {"heldout", scenesIn("heldout")}, {"shared", shared}}},
            {"tasks", byTask},
            {"images", images.size()},
            {"bad_marks", badMarks}};
}

} // namespace w2v
