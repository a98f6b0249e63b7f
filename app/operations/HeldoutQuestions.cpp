#include "app/operations/HeldoutQuestions.h"

#include <algorithm>
#include <map>

#include "core/base/Rng.h"

namespace w2v {

std::vector<QaRecord> usableRecords(const Project& project, const std::string& split)
{
    std::vector<QaRecord> records;
    RecordFilter filter;
    filter.split = split;
    project.forEachRecord(filter, [&](const QaRecord& record) {
        if (record.state != "rejected")
            records.push_back(record);
    });
    return records;
}

std::vector<QaRecord> limitedQuestions(std::vector<QaRecord> records, std::int64_t limit)
{
    if (limit <= 0)
        return records;
    Rng rng(17); // fixed: every model is asked the same questions
    rng.shuffle(records);
    std::map<Task, std::map<std::string, std::int64_t>> answers;
    for (const QaRecord& record : records)
        ++answers[record.task][record.answer];
    std::map<Task, std::int64_t> taken;
    std::map<std::pair<Task, std::string>, std::int64_t> takenOfAnswer;
    std::erase_if(records, [&](const QaRecord& record) {
        const auto& counts = answers[record.task];
        if (counts.size() == 2) {
            const std::int64_t rarer = std::min(counts.begin()->second, counts.rbegin()->second);
            return ++takenOfAnswer[{record.task, record.answer}] > std::min(rarer, limit / 2);
        }
        return ++taken[record.task] > limit;
    });
    return records;
}

} // namespace w2v
