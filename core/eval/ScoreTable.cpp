#include "core/eval/ScoreTable.h"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "core/base/Error.h"
#include "core/base/Rng.h"

namespace w2v {

namespace {

/// `values`: the figure itself first, then those of the draws.
TableFigure figureOf(std::vector<double> values)
{
    TableFigure figure;
    figure.value = figure.low = figure.high = values.front();
    values.erase(values.begin());
    if (values.empty())
        return figure;
    std::sort(values.begin(), values.end());
    const auto at = [&](double share) { return values[static_cast<std::size_t>(share * static_cast<double>(values.size() - 1) + 0.5)]; };
    figure.low = at(0.025);
    figure.high = at(0.975);
    return figure;
}

} // namespace

ScoreTable::ScoreTable(std::vector<TableQuestion> questions, int draws, std::uint64_t seed) : m_questions(std::move(questions)), m_seed(seed)
{
    if (m_questions.empty())
        throw Error("table", "there are no questions");
    for (const TableQuestion& question : m_questions)
        m_tasks.push_back(question.task);
    std::sort(m_tasks.begin(), m_tasks.end());
    m_tasks.erase(std::unique(m_tasks.begin(), m_tasks.end()), m_tasks.end());
    std::map<std::string, std::size_t> scenes;
    for (const TableQuestion& question : m_questions) {
        m_taskOf.push_back(static_cast<std::size_t>(std::lower_bound(m_tasks.begin(), m_tasks.end(), question.task) - m_tasks.begin()));
        m_sceneOf.push_back(scenes.emplace(question.scene, scenes.size()).first->second);
    }
    m_drawn.emplace_back(scenes.size(), 1);
    Rng rng = Rng(seed).fork("scenes");
    for (int draw = 0; draw < draws; ++draw) {
        std::vector<int> counts(scenes.size(), 0);
        for (std::size_t i = 0; i < scenes.size(); ++i)
            ++counts[static_cast<std::size_t>(rng.integer(0, static_cast<std::int64_t>(scenes.size()) - 1))];
        m_drawn.push_back(std::move(counts));
    }
}

std::vector<double> ScoreTable::drawn(const TableRow& row, const std::string& task) const
{
    if (row.seeds.empty())
        throw Error(row.name, "has no scores");
    for (const auto& scores : row.seeds)
        if (scores.size() != m_questions.size())
            throw Error(row.name, fmt::format("has {} scores for {} questions", scores.size(), m_questions.size()));
    Rng rng = Rng(m_seed).fork("seeds"); // the same for rows of as many seeds: a later stage is compared with the earlier one it grew from
    std::vector<double> result;
    std::vector<double> sums(m_tasks.size()), weights(m_tasks.size());
    for (const std::vector<int>& scenes : m_drawn) {
        std::fill(sums.begin(), sums.end(), 0.0);
        std::fill(weights.begin(), weights.end(), 0.0);
        for (std::size_t s = 0; s < row.seeds.size(); ++s) {
            const std::size_t from = result.empty() ? s : static_cast<std::size_t>(rng.integer(0, static_cast<std::int64_t>(row.seeds.size()) - 1));
            const std::vector<double>& scores = row.seeds[from];
            for (std::size_t q = 0; q < m_questions.size(); ++q) {
                const double weight = scenes[m_sceneOf[q]];
                sums[m_taskOf[q]] += weight * scores[q];
                weights[m_taskOf[q]] += weight;
            }
        }
        double total = 0;
        int counted = 0;
        for (std::size_t t = 0; t < m_tasks.size(); ++t)
            if ((task.empty() || m_tasks[t] == task) && weights[t] > 0) {
                total += 100 * sums[t] / weights[t];
                ++counted;
            }
        result.push_back(counted > 0 ? total / counted : 0.0);
    }
    return result;
}

TableFigure ScoreTable::accuracy(const TableRow& row, const std::string& task) const
{
    return figureOf(drawn(row, task));
}

TableFigure ScoreTable::difference(const TableRow& row, const TableRow& other, const std::string& task) const
{
    std::vector<double> values = drawn(row, task);
    const std::vector<double> less = drawn(other, task);
    for (std::size_t i = 0; i < values.size(); ++i)
        values[i] -= less[i];
    return figureOf(std::move(values));
}

} // namespace w2v
