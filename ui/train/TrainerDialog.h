#pragma once
#include <QDialog>
#include <QJsonObject>

#include "core/training/TrainerExport.h"

class QComboBox;
class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QPushButton;
class QSpinBox;

namespace w2v {

/// Hands a recipe to another training program: supervised ones to ms-swift, reinforcement to EasyR1. Shows the files that will be written and
/// what of the recipe they leave out.
class TrainerDialog : public QDialog {
    Q_OBJECT
public:
    /// `recipe`: a supervised or a reinforcement one; `file`: where it is kept; `project`: its folder.
    TrainerDialog(const Recipe& recipe, const QString& file, const QString& project, QWidget* parent = nullptr);

    /// As the operation train.export takes them.
    QJsonObject params() const;

private:
    void askFolder();
    void refresh();

    Recipe m_recipe;
    OutsideTrainer m_trainer;
    QString m_file, m_project;
    QLineEdit *m_out, *m_base;
    QSpinBox *m_gpus, *m_perTask;
    QComboBox* m_shown;
    QPlainTextEdit* m_preview;
    QLabel *m_left, *m_problem;
    QPushButton* m_export;
};

} // namespace w2v
