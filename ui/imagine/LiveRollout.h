#pragma once
#include <optional>

#include <QJsonObject>
#include <QList>
#include <QObject>
#include <QPixmap>
#include <QPointer>
#include <QString>

#include "core/worldmodel/quality/FrameQuality.h"
#include "ui/session/Session.h"

namespace w2v {

/// One frame as the filmstrip shows it.
struct FilmFrame {
    QString reference;         ///< of the project; empty while `pixmap` is all there is
    QPixmap pixmap;            ///< of a running imagination
    double observedShare = -1; ///< 0..1, below 0 = unknown
    bool keyFrame = false;
    bool rough = false;        ///< shown while it is refined
    std::optional<FrameQuality> quality = {};
};

/// Follows running `imagine` jobs of the open project and collects their frames as they are made.
class LiveRollout : public QObject {
    Q_OBJECT
public:
    explicit LiveRollout(Session& session, QObject* parent = nullptr);
    bool isRunning() const { return m_job && m_job->active(); }
    const QList<FilmFrame>& frames() const { return m_frames; }
    Job* job() const { return m_job; }
    /// Seconds the last finished imagination took, below 0 before the first.
    double lastSeconds() const { return m_lastSeconds; }
    /// What the running world model said before it began: "estimate" (seconds, memory_bytes, operations) and "run" (how it is made).
    const QJsonObject& announcement() const { return m_announcement; }
    /// The last request had been answered before: its frames come from the project.
    bool wasReused() const { return m_reused; }

Q_SIGNALS:
    void started();
    void announced();
    void frameArrived(int index);
    void finished(const QString& rollout);  ///< empty when it failed or was cancelled before the second frame

private:
    void follow(Job* job);
    void takeFrame(const QJsonObject& event);

    Session& m_session;
    QPointer<Job> m_job;
    QList<FilmFrame> m_frames;
    QJsonObject m_announcement;
    QString m_kept; ///< rollout of what a cancelled job had done
    bool m_reused = false;
    double m_lastSeconds = -1;
};

} // namespace w2v
