#pragma once
#include <QWidget>

#include "ui/session/Session.h"

class QLabel;
class QListWidget;
class QProgressBar;

namespace w2v {

/// What the window shows without a project: the demo, a new project, an old one, the recent ones.
class StartPage : public QWidget {
    Q_OBJECT
public:
    explicit StartPage(Session& session, QWidget* parent = nullptr);
    void refresh();

Q_SIGNALS:
    void demoRequested();
    void newRequested();
    void openRequested();
    void askRequested();

private:
    void showJob(Job* job);

    Session& m_session;
    QListWidget* m_recent;
    QLabel *m_recentTitle, *m_stage;
    QProgressBar* m_progress;
};

} // namespace w2v
