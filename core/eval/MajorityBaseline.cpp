#include "core/eval/Baselines.h"
#include "core/motion/RewardGrammar.h"

namespace w2v {

namespace {

template <class Key>
Key mostFrequent(const std::map<Key, int>& counts)
{
    auto best = counts.begin();
    for (auto it = counts.begin(); it != counts.end(); ++it)
        if (it->second > best->second)
            best = it;
    return best->first;
}

} // namespace

MajorityBaseline::MajorityBaseline(std::span<const QaRecord> training)
{
    std::map<Task, std::map<std::string, int>> answers;
    std::map<Task, std::map<ActionKind, int>> directions;
    for (const QaRecord& record : training) {
        ++answers[record.task][record.answer];
        if (record.task != Task::A1 && record.task != Task::A2)
            continue;
        if (const std::vector<Action> actions = findActions(record.answer); !actions.empty())
            ++directions[record.task][actions.front().kind];
    }
    for (const auto& [task, counts] : answers)
        m_answers[task] = mostFrequent(counts);
    for (const auto& [task, counts] : directions)
        m_directions[task] = mostFrequent(counts);
}

std::string MajorityBaseline::answer(const QaRecord& record) const
{
    const auto it = m_answers.find(record.task);
    return it == m_answers.end() ? std::string() : it->second;
}

BenchmarkReport MajorityBaseline::report(std::span<const QaRecord> records) const
{
    BenchmarkReport result = scoreWith("majority", records, [this](const QaRecord& record) { return answer(record); });
    const BenchmarkReport directions = scoreWith("majority", records, [this](const QaRecord& record) {
        const auto it = m_directions.find(record.task);
        return it == m_directions.end() ? std::string() : actionText(std::vector<Action>{{it->second, 1.0}});
    });
    for (std::size_t i = 0; i < result.tasks.size(); ++i)
        result.tasks[i].direction = directions.tasks[i].direction;
    return result;
}

} // namespace w2v
