#pragma once
#include <QObject>
#include <QPointer>

#include <memory>

#include "ui/chat/ChatTypes.h"
#include "ui/session/Session.h"

namespace w2v {

/// Questions to models and their answers, in order; at most one answer is being written. Kept in the project under its name, so that it
/// is there again after a restart; without a project it lives as long as this object. Conversations of different names are answered beside
/// each other, each by a worker of its own.
class Conversation : public QObject {
    Q_OBJECT
public:
    /// `name`: "chat" of the first, which uses the session's worker.
    Conversation(Session& session, const QString& name, QObject* parent = nullptr);
    ~Conversation() override;

    const QList<ChatTurn>& turns() const { return m_turns; }
    bool isBusy() const { return m_job && m_job->active(); }

    /// Adds a question and starts its answer.
    void ask(const ChatModel& model, const QString& text, const QList<Attachment>& attachments, const Sampling& sampling);
    /// Ends the running answer; what was written stays.
    void stop();
    /// Answers the last question again.
    void regenerate(const ChatModel& model, const Sampling& sampling);
    void clear();
    bool canRestore() const { return !m_cleared.isEmpty(); }
    void restore();                       ///< what clear() took away

    /// The parameters of `vlm.answer` that gave, or give, the answer at `turn`.
    QJsonObject request(qsizetype turn) const;

Q_SIGNALS:
    void reset();                         ///< all turns may be others
    void turnAdded(qsizetype turn);
    void turnChanged(qsizetype turn);
    void turnRemoved(qsizetype turn);     ///< it was the last
    void busyChanged();
    /// The question that could not be answered is taken back; it is given here to be mended.
    void failed(const w2v::JobError& error, const w2v::ChatTurn& question);

private:
    JobRunner& jobs() const { return m_own ? *m_own : m_session.jobs(); }
    void answer(const ChatModel& model, const Sampling& sampling);
    void removeLast();
    void endJob();
    void load();
    void save();

    Session& m_session;
    QString m_name;
    std::unique_ptr<JobRunner> m_own;     ///< null: the session's
    QList<ChatTurn> m_turns, m_cleared;
    QPointer<Job> m_job;
    bool m_retry = false;                 ///< the running answer replaces one: its question stays when it fails
};

} // namespace w2v
