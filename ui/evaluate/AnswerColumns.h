#pragma once
#include <QWidget>

#include "ui/evaluate/EvaluationData.h"

class QHBoxLayout;

namespace w2v {

/// The gold answer and what each compared model said, side by side; right and wrong by sign and colour, what the scoring rule read
/// underlined in the reply. A model that imagined first offers its tree.
class AnswerColumns : public QWidget {
    Q_OBJECT
public:
    explicit AnswerColumns(QWidget* parent = nullptr);
    struct Column {
        QString name;
        const EvaluationData::Answer* answer = nullptr; ///< null: it has not answered
        QString rules = {};                             ///< what every rule makes of it; empty where there is one rule only
    };
    /// `models` in order A, B ...
    void show(const std::string& truth, const std::vector<Column>& models);

Q_SIGNALS:
    void treeAsked(int model); ///< place among the models

private:
    QHBoxLayout* m_layout;
};

} // namespace w2v
