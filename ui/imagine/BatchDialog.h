#pragma once
#include <QDialog>
#include <QJsonObject>
#include <QPointer>
#include <QTimer>

#include "ui/session/ImagineOptions.h"
#include "ui/session/Session.h"

class QComboBox;
class QLabel;
class QLineEdit;
class QListWidget;
class QProgressBar;
class QPushButton;

namespace w2v {

class NumberField;
class OutsideModelForm;
class SvcOptionsForm;

/// `w2v imagine batch` as a form: observations of the project times drawn paths, worked off by several workers into a folder. Says what
/// it will cost before the start; cancelling keeps what is done, and the same form goes on with it later. Not modal: the work goes on when
/// the dialog is closed, and another one shows it.
class BatchDialog : public QDialog {
    Q_OBJECT
public:
    explicit BatchDialog(Session& session, QWidget* parent = nullptr);

    /// Parameters of `imagine.batch`.
    QJsonObject params() const;

private:
    QWidget* buildForm();
    QWidget* buildResult();
    void listObservations();
    void restore();
    void store() const;
    void changed();
    void askCost();
    void showCost(const QJsonObject& estimate);
    void start();
    void follow(Job* job);
    void takeEvent(const QJsonObject& event);
    void showEnd();
    void updateState();

    Session& m_session;
    QListWidget *m_observations, *m_failures;
    NumberField *m_count, *m_seed, *m_seeds, *m_workers, *m_fov;
    QLineEdit *m_settings, *m_out;
    QComboBox *m_model, *m_size;
    SvcOptionsForm* m_svc;
    OutsideModelForm* m_outside;
    QLabel *m_cost, *m_state;
    QProgressBar* m_progress;
    QPushButton *m_start, *m_cancel, *m_open;
    QTimer m_rest;
    QPointer<Job> m_asking, m_job;
    QString m_memory;      ///< of the workers, while they run
    bool m_possible = false;
};

} // namespace w2v
