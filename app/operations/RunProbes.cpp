#include "app/operations/RunProbes.h"

#include <algorithm>

#include <fmt/format.h>

#include "core/eval/BenchmarkReport.h"

namespace w2v {

RunProbes::RunProbes(const Project& project, int perTask, const RunFolder& run) : m_run(run)
{
    for (int t = 0; t < kTaskCount; ++t) {
        RecordFilter filter;
        filter.tasks = {static_cast<Task>(t)};
        filter.split = "heldout";
        for (auto& record : project.records(filter, 0, perTask))
            m_records.push_back(std::move(record));
    }
    for (const QaRecord& record : m_records) {
        VlmQuery query;
        query.question = record.question;
        for (const auto& image : record.images)
            query.images.push_back(project.loadImage(image));
        m_queries.push_back(std::move(query));
    }
}

std::map<std::string, double> RunProbes::ask(VisionLanguageModel& model, std::int64_t step) const
{
    std::map<std::string, double> values;
    if (m_records.empty())
        return values;
    SilentJobContext quiet;
    std::vector<std::string> texts;
    for (const VlmAnswer& answer : model.answer(m_queries, {}, quiet))
        texts.push_back(answer.text);
    const BenchmarkReport report = scoreAnswers("probe", m_records, texts);
    for (const TaskReport& task : report.tasks) {
        values[fmt::format("{}/accuracy", taskName(task.task))] = task.right.percent();
        if (task.direction.n > 0)
            values[fmt::format("{}/direction", taskName(task.task))] = task.direction.percent();
    }
    values["mean"] = report.mean();
    constexpr std::size_t kKept = 16;
    for (std::size_t i = 0; i < m_records.size(); i += std::max<std::size_t>(1, m_records.size() / kKept)) {
        const QaRecord& record = m_records[i];
        m_run.appendSample({{"step", step}, {"record", record.id}, {"task", taskName(record.task)}, {"images", record.images},
                            {"question", record.question}, {"expected", record.answer}, {"answer", texts[i]},
                            {"score", scoreAnswer(record, texts[i]).score}});
    }
    return values;
}

} // namespace w2v
