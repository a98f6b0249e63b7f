#pragma once
#include <optional>

#include <QPointer>
#include <QTimer>

#include "core/lookahead/LookAhead.h"
#include "ui/observe/PathDraft.h"

namespace w2v {

/// Looks ahead along the path whenever it rests for a moment, in the worker, and keeps what came out while the path is the same.
class LookAheadMonitor : public QObject {
    Q_OBJECT
public:
    LookAheadMonitor(Session& session, PathDraft& draft, QObject* parent = nullptr);

    /// One frame per pose of the present path; none while it is not known (yet).
    const std::vector<LookAheadFrame>* frames() const { return m_frames ? &*m_frames : nullptr; }
    bool isPending() const { return m_timer.isActive() || (m_job && m_job->active()); }
    /// Parameters of the operation `trajectory.check` for the present path.
    QJsonObject params() const;

Q_SIGNALS:
    void changed();

private:
    void restart();
    void start();
    void adopt(const QJsonObject& result);

    Session& m_session;
    PathDraft& m_draft;
    QTimer m_timer;
    QPointer<Job> m_job;
    QJsonObject m_checked; ///< params of what m_frames or m_job is about
    std::optional<std::vector<LookAheadFrame>> m_frames;
};

} // namespace w2v
