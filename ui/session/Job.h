#pragma once
#include <QDateTime>
#include <QJsonObject>
#include <QObject>
#include <QString>

namespace w2v {

/// What a failed job says: one sentence what happened, one what to do.
struct JobError {
    QString message;  ///< the whole text
    QString subject, reason, advice;
};

/// One operation of ARCHITECTURE.md "Operations" on its way through a worker process. Made by JobRunner::start; lives until
/// the runner forgets it (a while after its end), so keep a QPointer, or only connect.
class Job : public QObject {
    Q_OBJECT
public:
    enum class State { Queued, Running, Finished, Failed, Cancelled };

    qint64 id() const { return m_id; }
    const QString& op() const { return m_op; }
    const QJsonObject& params() const { return m_params; }
    State state() const { return m_state; }
    bool active() const { return m_state == State::Queued || m_state == State::Running; }
    double fraction() const { return m_fraction; }       ///< 0..1; below 0 = unknown
    const QString& stage() const { return m_stage; }     ///< "imagining 14/40"
    double etaSeconds() const { return m_eta; }          ///< below 0 = unknown
    const QDateTime& started() const { return m_started; }
    const QJsonObject& result() const { return m_result; }
    const JobError& error() const { return m_error; }
    /// The command line that does the same, see copyAsCommand().
    QString commandLine() const;

    /// Asks the worker to stop; the state becomes Cancelled at once for the user, whatever the worker still finishes.
    void cancel();

Q_SIGNALS:
    void progress(double fraction, const QString& stage, double etaSeconds);
    /// A partial result, for example {"event":"frame","index":3,"image":"blob:..."}.
    void event(const QJsonObject& event);
    void finished(const QJsonObject& result);
    void failed(const w2v::JobError& error);
    void cancelled();
    /// After any of the three above.
    void ended();
    void cancelRequested(qint64 id);

private:
    friend class JobRunner;
    friend class WorkerProcess;
    Job(qint64 id, QString op, QJsonObject params, QObject* parent);

    qint64 m_id;
    QString m_op;
    QJsonObject m_params;
    State m_state = State::Queued;
    double m_fraction = -1, m_eta = -1;
    QString m_stage;
    QDateTime m_started;
    QJsonObject m_result;
    JobError m_error;
};

} // namespace w2v
