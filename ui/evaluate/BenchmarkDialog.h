#pragma once
#include <QDialog>
#include <QJsonObject>

#include "ui/session/Session.h"

class QCheckBox;
class QComboBox;
class QLabel;
class QPushButton;
class QSpinBox;

namespace w2v {

class AdapterChooser;
class ImaginationForm;
class ModelChooser;

/// Says who answers the project's held-out questions or those of a benchmark of others, and how: with images as they are or changed, imagining first or not. Runs it at once
/// or in the queue of this machine.
class BenchmarkDialog : public QDialog {
    Q_OBJECT
public:
    /// `imagine`: with imagining chosen. The answerer is that of the first conversation, and becomes it.
    /// `opened`: a benchmark of others in the project, by its name; "": the project's held-out questions.
    BenchmarkDialog(Session& session, bool imagine, QString opened, QWidget* parent = nullptr);

    /// Of `bench.answer`.
    QJsonObject parameters() const;

Q_SIGNALS:
    void runRequested(const QJsonObject& parameters);
    void queueRequested(const QJsonObject& parameters);
    void answererChanged();

private:
    void updateState();

    Session& m_session;
    QString m_opened;
    ModelChooser* m_models;
    AdapterChooser* m_adapters;
    QComboBox* m_images;
    QSpinBox* m_limit;
    QCheckBox* m_imagining;
    ImaginationForm* m_form;
    QLabel* m_problem;
    QPushButton *m_run, *m_queue, *m_copy;
};

} // namespace w2v
