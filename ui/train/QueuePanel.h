#pragma once
#include <QTimer>
#include <QWidget>

#include <functional>
#include <string>

#include "core/runs/RunQueue.h"
#include "ui/session/Session.h"

class QSpinBox;
class QToolButton;
class QTreeWidget;

namespace w2v {

/// This machine's queue: what runs, what waits and in which order. Shows the queue's file as it is, whoever changes it.
class QueuePanel : public QWidget {
    Q_OBJECT
public:
    explicit QueuePanel(Session& session, QWidget* parent = nullptr);
    /// Reads the queue now.
    void look();

Q_SIGNALS:
    void runChosen(const QString& run);

private:
    void act(const std::function<void(const RunQueue&, const std::string& id)>& action);
    QString currentEntry() const;
    void updateButtons();

    Session& m_session;
    RunQueue m_queue = RunQueue::ofUser();
    QTimer m_timer;
    QTreeWidget* m_list;
    QSpinBox* m_slots;
    QToolButton *m_up, *m_down, *m_pause, *m_cancel;
    QueueState m_state;
    QString m_problem; ///< what was said of a queue that cannot be read
};

} // namespace w2v
