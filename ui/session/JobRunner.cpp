#include "ui/session/JobRunner.h"

#include <QCoreApplication>
#include <QFileInfo>

#include "ui/session/WorkerProcess.h"

namespace w2v {

namespace {

constexpr int kRememberedJobs = 40;

} // namespace

JobRunner::JobRunner(QObject* parent) : QObject(parent)
{
    const QString fromEnvironment = qEnvironmentVariable("W2V_WORKER");
    m_program = fromEnvironment.isEmpty() ? QCoreApplication::applicationDirPath() + "/w2v-worker" : fromEnvironment;
}

JobRunner::~JobRunner()
{
    for (const auto& worker : m_long)
        delete worker.data();
    delete m_warm.data();
}

void JobRunner::setWorkerProgram(const QString& path)
{
    m_program = path;
}

bool JobRunner::isLongOperation(const QString& op) const
{
    static const QStringList interactive{"observe", "observe.calibrate", "imagine", "imagine.estimate", "vlm.answer", "vlm.view", "vlm.info",
                                         "runs.list", "runs.show", "runs.stop", "dataset.stats"};
    return !interactive.contains(op) && !op.startsWith("trajectory.");
}

void JobRunner::setState(WorkerState state)
{
    if (state == m_state)
        return;
    m_state = state;
    Q_EMIT workerStateChanged();
}

void JobRunner::warmUp()
{
    if (m_warm)
        return;
    if (!QFileInfo(m_program).isExecutable()) {
        setState(WorkerState::Missing);
        return;
    }
    auto* worker = new WorkerProcess(*this, m_program, this);
    m_warm = worker;
    setState(WorkerState::Starting);
    connect(worker, &WorkerProcess::ready, this, [this, worker](const QString& device, bool software, const QStringList& warnings) {
        m_device = device;
        m_software = software;
        m_warnings = warnings;
        m_state = worker->job() ? WorkerState::Busy : WorkerState::Ready;
        Q_EMIT workerStateChanged();
    });
    connect(worker, &WorkerProcess::idle, this, [this] {
        setState(WorkerState::Ready);
        if (m_warm)
            feed(*m_warm);
    });
    connect(worker, &WorkerProcess::died, this, [this, worker](const QString& why) {
        worker->deleteLater();
        m_warm = nullptr;
        setState(why.isEmpty() ? WorkerState::NotStarted : WorkerState::Crashed);
        if (!m_queue.isEmpty()) {
            warmUp();
            if (m_warm)
                feed(*m_warm);
        }
    });
}

void JobRunner::feed(WorkerProcess& worker)
{
    if (worker.isBusy() || m_queue.isEmpty())
        return;
    worker.run(m_queue.takeFirst());
    if (worker.isReady())
        setState(WorkerState::Busy);
}

Job* JobRunner::start(const QString& op, const QJsonObject& params)
{
    forgetOldJobs();
    auto* job = new Job(m_nextId++, op, params, this);
    m_jobs.append(job);
    connect(job, &Job::cancelRequested, this, [this, job] {
        QList<QPointer<WorkerProcess>> workers = m_long;
        workers.append(m_warm);
        for (const auto& worker : workers) {
            if (worker && worker->job() == job) {
                worker->cancel();
                return;
            }
        }
        m_queue.removeOne(job); // or it has not even come there
        job->m_state = Job::State::Cancelled;
        Q_EMIT job->cancelled();
        Q_EMIT job->ended();
        Q_EMIT jobEnded(job);
    });
    // Queued, so that the caller can connect first.
    QMetaObject::invokeMethod(this, [this, job] {
        if (!job->active())
            return;
        Q_EMIT jobStarted(job);
        if (!QFileInfo(m_program).isExecutable()) {
            setState(WorkerState::Missing);
            job->m_state = Job::State::Failed;
            const QString reason = tr("The worker program is missing: %1").arg(m_program);
            const QString advice = tr("Build or install w2v-worker beside the workbench.");
            job->m_error = {reason + ". " + advice, job->op(), reason, advice};
            Q_EMIT job->failed(job->m_error);
            Q_EMIT job->ended();
            Q_EMIT jobEnded(job);
            return;
        }
        if (!isLongOperation(job->op()) || job->params().value("estimate").toBool()) { // an estimate is quick
            m_queue.append(job);
            warmUp();
            if (m_warm)
                feed(*m_warm);
            return;
        }
        auto* worker = new WorkerProcess(*this, m_program, this);
        m_long.append(worker);
        connect(worker, &WorkerProcess::idle, worker, &WorkerProcess::shutDown);
        connect(worker, &WorkerProcess::died, this, [this, worker] {
            m_long.removeOne(worker);
            worker->deleteLater();
        });
        worker->run(job);
    }, Qt::QueuedConnection);
    return job;
}

QList<Job*> JobRunner::activeJobs() const
{
    QList<Job*> result;
    for (Job* job : m_jobs) {
        if (job->active())
            result << job;
    }
    return result;
}

void JobRunner::forgetOldJobs()
{
    for (int i = 0; i < m_jobs.size() && m_jobs.size() > kRememberedJobs;) {
        if (m_jobs.at(i)->active()) {
            ++i;
        } else {
            m_jobs.takeAt(i)->deleteLater();
        }
    }
}

} // namespace w2v
