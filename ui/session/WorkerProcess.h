#pragma once
#include <QByteArray>
#include <QObject>
#include <QPointer>
#include <QProcess>
#include <QTimer>

#include "ui/session/Job.h"

namespace w2v {

class JobRunner;

/// One running w2v-worker: sends requests, reads JSON lines, notices crashes and hangs. Runs one job at a time.
class WorkerProcess : public QObject {
    Q_OBJECT
public:
    WorkerProcess(JobRunner& runner, const QString& program, QObject* parent);
    ~WorkerProcess() override;

    bool isReady() const { return m_ready; }
    bool isBusy() const { return m_job || m_awaitingCancel; }
    Job* job() const { return m_job; }
    void run(Job* job);                ///< at once, or as soon as the worker is ready
    void cancel();                     ///< the running job
    void shutDown();                   ///< closes its input; kills it when it does not leave in time

Q_SIGNALS:
    void ready(const QString& device, bool software, const QStringList& warnings);
    void idle();                       ///< finished a job and waits for the next
    void died(const QString& why);     ///< after the job was failed

private:
    void send(const QJsonObject& object);
    void readLines();
    void handle(const QJsonObject& line);
    void finish(Job::State state, const QJsonObject& result, const JobError& error);
    void onExit(int code, QProcess::ExitStatus status);

    JobRunner& m_runner;
    QProcess m_process;
    QByteArray m_buffer, m_log;
    QPointer<Job> m_job;
    bool m_ready = false, m_awaitingCancel = false, m_closing = false;
    qint64 m_cancelledId = 0;
    QTimer m_cancelTimer;
};

} // namespace w2v
