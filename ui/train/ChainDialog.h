#pragma once
#include <QDialog>
#include <QJsonObject>

class QCheckBox;
class QComboBox;
class QDoubleSpinBox;
class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QPushButton;
class QSpinBox;

namespace w2v {

/// Plans a chain: supervised training, merging, reinforcement, benchmarks of every checkpoint. Shows the command that does the same.
class ChainDialog : public QDialog {
    Q_OBJECT
public:
    /// `project`: its folder; `sft`, `grpo`: recipes to begin with (file or name).
    ChainDialog(const QString& project, const QString& sft, const QString& grpo, QWidget* parent = nullptr);

    /// As the operation chain.add takes them.
    QJsonObject params() const;

private:
    QComboBox* recipes(const QString& kind, const QString& chosen);
    void refresh();

    QString m_project;
    QLineEdit *m_name, *m_base, *m_outside;
    QComboBox *m_sft, *m_grpo;
    QDoubleSpinBox *m_sftMinutes, *m_grpoMinutes;
    QSpinBox *m_limit, *m_retries;
    QCheckBox *m_reinforce, *m_bench, *m_lastOnly;
    QPlainTextEdit* m_command;
    QPushButton* m_add;
};

} // namespace w2v
