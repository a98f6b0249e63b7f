#pragma once
#include <QTableWidget>

#include "ui/evaluate/EvaluationData.h"

namespace w2v {

/// Flips of two models by type of question: both right, only A, only B, both wrong, and McNemar's p. A click on a count shows its cases.
class FlipTable : public QTableWidget {
    Q_OBJECT
public:
    explicit FlipTable(QWidget* parent = nullptr);
    void show(const EvaluationData& data, const std::vector<std::string>& compared); ///< the first two are A and B

Q_SIGNALS:
    void casesAsked(std::size_t type, std::pair<bool, bool> cell); ///< A right, B right

private:
    std::vector<std::size_t> m_types; ///< of the rows
};

/// The same replies by every rule of a benchmark of others: overall by the benchmark's own aggregation and by type, a column for each
/// compared model and rule.
class RuleTable : public QTableWidget {
    Q_OBJECT
public:
    explicit RuleTable(QWidget* parent = nullptr);
    void show(const EvaluationData& data, const std::vector<std::string>& compared);
};

/// Whether models look at their pictures: the gap between the true images and changed ones, by model and change.
class LookTable : public QTableWidget {
    Q_OBJECT
public:
    explicit LookTable(QWidget* parent = nullptr);
    void show(const EvaluationData& data);

Q_SIGNALS:
    void compareAsked(const QString& changed, const QString& model);
};

} // namespace w2v
