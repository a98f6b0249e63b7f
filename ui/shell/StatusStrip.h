#pragma once
#include <QPointer>
#include <QTimer>
#include <QWidget>

#include "ui/session/Session.h"

class QLabel;
class QProgressBar;
class QToolButton;

namespace w2v {

class ElidedLabel;

/// The foot of the window: worker and device, the running job with progress, time left and cancel, open issues, last save.
class StatusStrip : public QWidget {
    Q_OBJECT
public:
    explicit StatusStrip(Session& session, QWidget* parent = nullptr);
    QToolButton* issuesButton() const { return m_issues; }
    /// A short answer to what was just done ("Copied"), gone after a few seconds.
    void flash(const QString& text);

Q_SIGNALS:
    void issuesRequested();

protected:
    void paintEvent(QPaintEvent*) override;

private:
    void showWorker();
    void showJob();
    void showIssues();
    void showSaved();

    Session& m_session;
    QLabel *m_dot, *m_worker, *m_job, *m_eta, *m_more, *m_saved;
    QProgressBar* m_progress;
    QToolButton *m_cancel, *m_issues;
    ElidedLabel* m_flash;
    QTimer m_flashTimer;
};

} // namespace w2v
