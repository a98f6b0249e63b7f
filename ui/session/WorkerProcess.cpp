#include "ui/session/WorkerProcess.h"

#include <QJsonArray>
#include <QJsonDocument>

#include "ui/session/JobRunner.h"

namespace w2v {

namespace {

constexpr int kCancelPatienceMs = 8000;      ///< then the worker is killed; what it had stored is kept
constexpr int kLogTail = 8 * 1024;
constexpr qsizetype kLongestLine = 64 << 20; ///< a line beyond this is not one of ours

} // namespace

WorkerProcess::WorkerProcess(JobRunner& runner, const QString& program, QObject* parent) : QObject(parent), m_runner(runner)
{
    m_cancelTimer.setSingleShot(true);
    m_cancelTimer.setInterval(kCancelPatienceMs);
    connect(&m_cancelTimer, &QTimer::timeout, this, [this] { m_process.kill(); });
    connect(&m_process, &QProcess::readyReadStandardOutput, this, &WorkerProcess::readLines);
    connect(&m_process, &QProcess::readyReadStandardError, this, [this] {
        m_log += m_process.readAllStandardError();
        if (m_log.size() > kLogTail)
            m_log = m_log.right(kLogTail);
    });
    connect(&m_process, &QProcess::finished, this, &WorkerProcess::onExit);
    connect(&m_process, &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
        if (error == QProcess::FailedToStart)
            onExit(-1, QProcess::CrashExit);
    });
    m_process.setProgram(program);
    m_process.start();
}

WorkerProcess::~WorkerProcess()
{
    m_closing = true;
    m_process.disconnect(this);
    if (m_process.state() != QProcess::NotRunning) {
        m_process.closeWriteChannel();
        if (!m_process.waitForFinished(m_job ? 2000 : 300)) {
            m_process.terminate();
            if (!m_process.waitForFinished(700)) {
                m_process.kill();
                m_process.waitForFinished(500);
            }
        }
    }
}

void WorkerProcess::send(const QJsonObject& object)
{
    m_process.write(QJsonDocument(object).toJson(QJsonDocument::Compact) + '\n');
}

void WorkerProcess::run(Job* job)
{
    m_job = job;
    job->m_state = Job::State::Running;
    job->m_started = QDateTime::currentDateTime();
    if (m_ready)
        send({{"id", job->id()}, {"op", job->op()}, {"params", job->params()}});
    Q_EMIT m_runner.jobChanged(job);
}

void WorkerProcess::cancel()
{
    if (!m_job)
        return;
    m_cancelledId = m_job->id();
    m_awaitingCancel = m_ready;
    if (m_ready) {
        send({{"id", m_cancelledId}, {"cancel", true}});
        m_cancelTimer.start();
    }
    Job* job = m_job;
    m_job = nullptr;
    job->m_state = Job::State::Cancelled;
    Q_EMIT job->cancelled();
    Q_EMIT job->ended();
    Q_EMIT m_runner.jobEnded(job);
}

void WorkerProcess::shutDown()
{
    m_closing = true;
    m_process.closeWriteChannel();
    QTimer::singleShot(3000, this, [this] { m_process.kill(); });
}

void WorkerProcess::readLines()
{
    m_buffer += m_process.readAllStandardOutput();
    qsizetype end;
    while ((end = m_buffer.indexOf('\n')) >= 0) {
        const QByteArray line = m_buffer.left(end);
        m_buffer.remove(0, end + 1);
        const QJsonDocument document = QJsonDocument::fromJson(line);
        if (document.isObject())
            handle(document.object());
    }
    if (m_buffer.size() > kLongestLine)
        m_process.kill();
}

void WorkerProcess::handle(const QJsonObject& line)
{
    if (line.value("ready").toBool()) {
        m_ready = true;
        QStringList warnings;
        for (const QJsonValue& warning : line.value("warnings").toArray())
            warnings << warning.toString();
        Q_EMIT ready(line.value("device").toString(), line.value("software").toBool(), warnings);
        if (m_job)
            send({{"id", m_job->id()}, {"op", m_job->op()}, {"params", m_job->params()}});
        return;
    }
    const auto id = line.value("id").toInteger();
    const bool last = line.contains("result") || line.contains("error") || line.contains("cancelled");
    if (m_awaitingCancel && id == m_cancelledId) {
        if (last) {
            m_awaitingCancel = false;
            m_cancelTimer.stop();
            Q_EMIT idle();
        }
        return;
    }
    if (!m_job || m_job->id() != id)
        return;
    if (line.contains("progress")) {
        m_job->m_fraction = line.value("progress").toDouble(-1);
        m_job->m_stage = line.value("stage").toString();
        m_job->m_eta = line.value("eta").toDouble(-1);
        Q_EMIT m_job->progress(m_job->m_fraction, m_job->m_stage, m_job->m_eta);
        Q_EMIT m_runner.jobChanged(m_job);
    }
    if (m_job && line.contains("event"))
        Q_EMIT m_job->event(line.value("event").toObject());
    if (!m_job || !last)
        return;
    if (line.contains("result")) {
        finish(Job::State::Finished, line.value("result").toObject(), {});
    } else if (line.contains("error")) {
        const QJsonObject error = line.value("error").toObject();
        finish(Job::State::Failed, {},
               {error.value("message").toString(), error.value("subject").toString(), error.value("reason").toString(),
                error.value("advice").toString()});
    } else {
        finish(Job::State::Cancelled, {}, {});
    }
}

void WorkerProcess::finish(Job::State state, const QJsonObject& result, const JobError& error)
{
    Job* job = m_job;
    m_job = nullptr;
    job->m_state = state;
    job->m_result = result;
    job->m_error = error;
    if (state == Job::State::Finished) {
        job->m_fraction = 1;
        Q_EMIT job->finished(result);
    } else if (state == Job::State::Failed) {
        Q_EMIT job->failed(error);
    } else {
        Q_EMIT job->cancelled();
    }
    Q_EMIT job->ended();
    Q_EMIT m_runner.jobEnded(job);
    Q_EMIT idle();
}

void WorkerProcess::onExit(int code, QProcess::ExitStatus status)
{
    m_cancelTimer.stop();
    const bool failedToStart = m_process.error() == QProcess::FailedToStart;
    const QString why = failedToStart
        ? tr("The worker program could not be started: %1").arg(m_process.program())
        : status == QProcess::CrashExit ? tr("The worker crashed") : tr("The worker stopped with code %1").arg(code);
    m_log += m_process.readAllStandardError();
    if (m_job) {
        const QString advice = failedToStart ? tr("Build or install w2v-worker beside the workbench.")
                                             : tr("Nothing in the project is lost. Try again; a new worker starts by itself.");
        JobError error{why + ". " + advice, m_job->op(), why, advice};
        if (!m_log.trimmed().isEmpty())
            error.message += "\n\n" + QString::fromUtf8(m_log.trimmed());
        finish(Job::State::Failed, {}, error);
    }
    m_awaitingCancel = false;
    Q_EMIT died(m_closing ? QString() : why);
}

} // namespace w2v
