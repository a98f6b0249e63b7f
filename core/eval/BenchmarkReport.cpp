#include "core/eval/BenchmarkReport.h"

#include <cmath>
#include <map>
#include <set>

#include "core/base/Error.h"

namespace w2v {

namespace {

using Json = nlohmann::ordered_json;

constexpr double kZ = 1.959963984540054; // of the two-sided 95% interval

double oneDecimal(double value)
{
    return std::round(value * 10) / 10;
}

/// Centre and half width of Wilson's interval, as shares.
std::pair<double, double> wilson(int n, int right)
{
    if (n <= 0)
        return {0.5, 0.5};
    const double p = static_cast<double>(right) / n, z2 = kZ * kZ;
    const double scale = 1 / (1 + z2 / n);
    return {scale * (p + z2 / (2.0 * n)), scale * kZ * std::sqrt(p * (1 - p) / n + z2 / (4.0 * n * n))};
}

Json shareToJson(const Share& share)
{
    return {{"n", share.n},
            {"right", share.right},
            {"accuracy", oneDecimal(share.percent())},
            {"interval", Json::array({oneDecimal(share.low()), oneDecimal(share.high())})}};
}

void count(Share& share, double score)
{
    ++share.n;
    share.right += score >= 0.5 ? 1 : 0;
}

} // namespace

double Share::percent() const
{
    return n > 0 ? 100.0 * right / n : 0;
}

double Share::low() const
{
    const auto [center, half] = wilson(n, right);
    return 100 * std::max(0.0, center - half);
}

double Share::high() const
{
    const auto [center, half] = wilson(n, right);
    return 100 * std::min(1.0, center + half);
}

const TaskReport* BenchmarkReport::of(Task task) const
{
    for (const TaskReport& report : tasks)
        if (report.task == task)
            return &report;
    return nullptr;
}

double BenchmarkReport::mean() const
{
    double sum = 0;
    for (const TaskReport& report : tasks)
        sum += report.right.percent();
    return tasks.empty() ? 0 : sum / static_cast<double>(tasks.size());
}

double BenchmarkReport::meanDirection() const
{
    double sum = 0;
    int with = 0;
    for (const TaskReport& report : tasks) {
        if (report.direction.n == 0)
            continue;
        sum += report.direction.percent();
        ++with;
    }
    return with ? sum / with : 0;
}

BenchmarkReport scoreWith(const std::string& model, std::span<const QaRecord> records,
                          const std::function<std::string(const QaRecord&)>& answer)
{
    std::map<Task, TaskReport> byTask;
    for (const QaRecord& record : records) {
        const TaskScore score = scoreAnswer(record, answer(record));
        TaskReport& report = byTask[record.task];
        report.task = record.task;
        count(report.right, score.score);
        if (score.direction >= 0)
            count(report.direction, score.direction);
    }
    BenchmarkReport result;
    result.model = model;
    for (const auto& [task, report] : byTask)
        result.tasks.push_back(report);
    return result;
}

BenchmarkReport scoreAnswers(const std::string& model, std::span<const QaRecord> records, std::span<const std::string> answers)
{
    if (records.size() != answers.size())
        throw Error("the benchmark", "has " + std::to_string(records.size()) + " questions but " +
                        std::to_string(answers.size()) + " answers");
    std::size_t next = 0;
    return scoreWith(model, records, [&](const QaRecord&) { return answers[next++]; });
}

Json reportToJson(const BenchmarkReport& report)
{
    Json tasks = Json::object();
    for (const TaskReport& task : report.tasks) {
        Json entry = shareToJson(task.right);
        if (task.direction.n > 0)
            entry["direction"] = shareToJson(task.direction);
        tasks[taskName(task.task)] = std::move(entry);
    }
    return {{"model", report.model},
            {"tasks", std::move(tasks)},
            {"mean", oneDecimal(report.mean())},
            {"mean_direction", oneDecimal(report.meanDirection())}};
}

Json comparisonToJson(const BenchmarkReport& untrained, const BenchmarkReport& majority, const BenchmarkReport& noImage,
                      const BenchmarkReport& trained)
{
    const auto percent = [](const BenchmarkReport& report, Task task) {
        const TaskReport* found = report.of(task);
        return found ? Json(oneDecimal(found->right.percent())) : Json();
    };
    const auto direction = [](const BenchmarkReport& report, Task task) {
        const TaskReport* found = report.of(task);
        return found && found->direction.n > 0 ? Json(oneDecimal(found->direction.percent())) : Json();
    };
    Json tasks = Json::object();
    for (const TaskReport& task : trained.tasks) {
        Json entry{{"n", task.right.n},
                   {"untrained", percent(untrained, task.task)},
                   {"majority", percent(majority, task.task)},
                   {"no_image", percent(noImage, task.task)},
                   {"trained", percent(trained, task.task)}};
        if (task.direction.n > 0)
            entry["direction"] = {{"majority", direction(majority, task.task)},
                                  {"untrained", direction(untrained, task.task)},
                                  {"trained", direction(trained, task.task)}};
        tasks[taskName(task.task)] = std::move(entry);
    }
    return {{"tasks", std::move(tasks)},
            {"mean",
             {{"untrained", oneDecimal(untrained.mean())},
              {"majority", oneDecimal(majority.mean())},
              {"no_image", oneDecimal(noImage.mean())},
              {"trained", oneDecimal(trained.mean())}}}};
}

void assertNoSceneOverlap(std::span<const QaRecord> training, std::span<const QaRecord> heldout)
{
    std::set<std::string_view> scenes, images;
    for (const QaRecord& record : training) {
        if (!record.scene.empty())
            scenes.insert(record.scene);
        images.insert(record.images.begin(), record.images.end());
    }
    for (const QaRecord& record : heldout) {
        if (scenes.contains(record.scene))
            throw Error("the scene \"" + record.scene + "\"", "is both in the training and in the held-out records",
                        "Give all records of a scene the same split");
        for (const std::string& image : record.images)
            if (images.contains(image))
                throw Error("the image " + image, "is both in the training and in the held-out records",
                            "Give all records of a scene the same split");
    }
}

} // namespace w2v
