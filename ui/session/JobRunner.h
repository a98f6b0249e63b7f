#pragma once
#include <QList>
#include <QObject>
#include <QPointer>
#include <QString>

#include "ui/session/Job.h"

namespace w2v {

class WorkerProcess;

/// Runs operations in `w2v-worker` processes: one warm worker for interactive jobs (observe, imagine, vlm.answer, ...), one
/// process of its own for each long job (train, bench.run, demo...). A worker that crashes costs its running job one error
/// message and is restarted for the next. Never blocks the caller.
class JobRunner : public QObject {
    Q_OBJECT
public:
    enum class WorkerState { NotStarted, Starting, Ready, Busy, Missing, Crashed };

    explicit JobRunner(QObject* parent = nullptr);
    ~JobRunner() override;

    /// Path of the worker program; default: $W2V_WORKER, else w2v-worker beside this program.
    void setWorkerProgram(const QString& path);
    QString workerProgram() const { return m_program; }

    /// Starts the warm worker in the background so that the device is known early.
    void warmUp();

    /// Queues an operation. Connect to the returned job at once: nothing is emitted before the event loop runs again.
    Job* start(const QString& op, const QJsonObject& params);

    QList<Job*> jobs() const { return m_jobs; }           ///< oldest first, with those that ended lately
    QList<Job*> activeJobs() const;
    bool isIdle() const { return activeJobs().isEmpty(); }

    WorkerState workerState() const { return m_state; }
    QString device() const { return m_device; }           ///< what the worker said, empty before it is ready
    bool isSoftwareDevice() const { return m_software; }
    QStringList workerWarnings() const { return m_warnings; }

Q_SIGNALS:
    void jobStarted(w2v::Job* job);
    void jobChanged(w2v::Job* job);
    void jobEnded(w2v::Job* job);
    void workerStateChanged();

private:
    friend class WorkerProcess;
    bool isLongOperation(const QString& op) const;
    void feed(WorkerProcess& worker);
    void setState(WorkerState state);
    void forgetOldJobs();

    QString m_program;
    QList<Job*> m_jobs;
    QList<Job*> m_queue;                 ///< for the warm worker
    QPointer<WorkerProcess> m_warm;
    QList<QPointer<WorkerProcess>> m_long;
    WorkerState m_state = WorkerState::NotStarted;
    QString m_device;
    bool m_software = false;
    QStringList m_warnings;
    qint64 m_nextId = 1;
};

/// The `w2v ...` command line of an operation, quoted for a shell. Every parameter appears by name: "max_step_m": 0.2 is
/// `--max-step-m 0.2`; a list is repeated; true is the bare option.
QString copyAsCommand(const QString& op, const QJsonObject& params);

} // namespace w2v
