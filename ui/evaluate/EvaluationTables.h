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
    void casesAsked(w2v::Task task, std::pair<bool, bool> cell); ///< A right, B right

private:
    std::vector<Task> m_tasks; ///< of the rows
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
