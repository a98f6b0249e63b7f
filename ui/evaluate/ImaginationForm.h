#pragma once
#include <QJsonObject>
#include <QWidget>

class QComboBox;
class QLabel;
class QLineEdit;
class QSpinBox;

namespace w2v {

class NumberField;
class OutsideModelForm;
class SvcOptionsForm;

/// How views are imagined before a question is answered: how far, how many, with which world model; remembered between starts.
class ImaginationForm : public QWidget {
    Q_OBJECT
public:
    explicit ImaginationForm(QWidget* parent = nullptr);

    /// Adds `imagine` and the world model's own parameters of `bench.answer`.
    void addTo(QJsonObject& params) const;
    /// What is missing; empty when nothing is.
    QString problem() const;

Q_SIGNALS:
    void changed();

private:
    void restore();
    void store();
    int moves() const;                    ///< of the list; 0 = it cannot be read

    QSpinBox *m_depth, *m_beam, *m_views, *m_seed;
    NumberField* m_minHelp;
    QLineEdit* m_moves;
    QComboBox *m_score, *m_model;
    SvcOptionsForm* m_svc;
    OutsideModelForm* m_outside;
    QLabel* m_cost;
};

} // namespace w2v
