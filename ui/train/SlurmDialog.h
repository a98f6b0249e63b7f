#pragma once
#include <QDialog>
#include <QJsonObject>

#include "core/runs/SlurmScript.h"

class QCheckBox;
class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QPushButton;
class QSpinBox;

namespace w2v {

/// What a run asks Slurm for, and the batch script that comes of it. The settings of last time are there again.
class SlurmDialog : public QDialog {
    Q_OBJECT
public:
    /// `worker`: the program that the job runs; `runs`: the project's folder of runs.
    SlurmDialog(const QString& name, const QString& worker, const QString& runs, QWidget* parent = nullptr);

    /// As the operations take them ("slurm").
    QJsonObject settings() const;

private:
    void showScript();
    void keep() const;

    QString m_name, m_worker, m_runs;
    QLineEdit *m_partition, *m_account, *m_time, *m_memory, *m_gpus, *m_options;
    QSpinBox *m_cpus, *m_warning;
    QCheckBox* m_requeue;
    QPlainTextEdit *m_setup, *m_script;
    QLabel* m_problem;
    QPushButton* m_submit;
};

} // namespace w2v
