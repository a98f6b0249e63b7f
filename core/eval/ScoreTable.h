#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace w2v {

/// A question of a table: what is averaged over, and which questions stand or fall together.
struct TableQuestion {
    std::string task;
    std::string scene; ///< questions of one scene are drawn together
};

/// What one row of a table got: a score (0..1) for every question, once for each training seed.
struct TableRow {
    std::string name;
    std::vector<std::vector<double>> seeds;
};

/// A figure with its 95 % interval, in percent (of a difference: points).
struct TableFigure {
    double value = 0, low = 0, high = 0;
};

/// Figures with bootstrap intervals (Efron 1979) that respect how the data came about: scenes are drawn with replacement, and so are
/// each row's seeds, so that a few questions about one room or one lucky seed do not count as evidence. Percentile intervals over
/// `draws`; the same scenes are drawn for all rows, so that differences are paired.
class ScoreTable {
public:
    /// Throws Error when there are no questions.
    ScoreTable(std::vector<TableQuestion> questions, int draws, std::uint64_t seed);

    /// Sorted.
    const std::vector<std::string>& tasks() const { return m_tasks; }

    /// Accuracy of a task; of "" the mean of the tasks' accuracies. Throws Error when the row has another number of questions.
    TableFigure accuracy(const TableRow& row, const std::string& task = {}) const;
    /// row - other.
    TableFigure difference(const TableRow& row, const TableRow& other, const std::string& task = {}) const;

private:
    /// Percentages of every draw, the first of the data as they are.
    std::vector<double> drawn(const TableRow& row, const std::string& task) const;

    std::vector<TableQuestion> m_questions;
    std::vector<std::string> m_tasks;
    std::vector<std::size_t> m_taskOf, m_sceneOf; ///< of each question
    std::vector<std::vector<int>> m_drawn;        ///< per draw, how often each scene
    std::uint64_t m_seed;
};

} // namespace w2v
