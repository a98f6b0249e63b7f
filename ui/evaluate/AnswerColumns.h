#pragma once
#include <QWidget>

#include "core/supervision/QaRecord.h"
#include "ui/evaluate/EvaluationData.h"

class QHBoxLayout;

namespace w2v {

/// The gold answer and what each compared model said, side by side; right and wrong by sign and colour, what the scoring rule read
/// underlined in the reply. A model that imagined first offers its tree.
class AnswerColumns : public QWidget {
    Q_OBJECT
public:
    explicit AnswerColumns(QWidget* parent = nullptr);
    /// `models` in order A, B ...; nullptr answers are shown as missing.
    void show(const QaRecord& record, const std::vector<std::pair<QString, const EvaluationData::Answer*>>& models);

Q_SIGNALS:
    void treeAsked(int model); ///< place among the models

private:
    QHBoxLayout* m_layout;
};

} // namespace w2v
