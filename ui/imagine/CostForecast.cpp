#include "ui/imagine/CostForecast.h"

#include <QFileInfo>

#include "ui/session/Units.h"

namespace w2v {

namespace {

constexpr int kRestMs = 600;

} // namespace

QString costText(const QJsonObject& estimate)
{
    const QString time = formatDuration(estimate.value("seconds").toDouble());
    const auto memory = qint64(estimate.value("memory_bytes").toDouble());
    return memory > 0 ? CostForecast::tr("About %1 and %2 of memory on this machine.").arg(time, formatBytes(memory))
                      : CostForecast::tr("About %1 on this machine.").arg(time);
}

CostForecast::CostForecast(Session& session, QObject* parent) : QObject(parent), m_session(session)
{
    m_timer.setSingleShot(true);
    m_timer.setInterval(kRestMs);
    connect(&m_timer, &QTimer::timeout, this, &CostForecast::start);
}

void CostForecast::ask(const QJsonObject& imagine)
{
    if (imagine == m_asked)
        return;
    m_asked = imagine;
    m_result = {};
    if (m_job)
        m_job->cancel();
    m_job = nullptr;
    m_asked.isEmpty() || !QFileInfo::exists(m_session.jobs().workerProgram()) ? m_timer.stop() : m_timer.start();
}

void CostForecast::forget()
{
    m_asked = {};
}

void CostForecast::start()
{
    for (const Job* job : m_session.jobs().activeJobs())
        if (job->op() == "imagine") { // says its own cost, and this would wait behind it
            m_timer.start();
            return;
        }
    m_job = m_session.jobs().start("imagine.estimate", m_asked);
    connect(m_job, &Job::finished, this, [this, job = m_job](const QJsonObject& result) {
        if (job != m_job)
            return;
        m_result = result;
        Q_EMIT changed();
    });
}

QString CostForecast::text() const
{
    if (m_result.isEmpty())
        return {};
    if (m_result.contains("problem"))
        return tr("It cannot be started: %1").arg(m_result.value("problem").toString());
    if (m_result.value("reused").toBool())
        return tr("The project has these views already: they will be taken from there.");
    const int frames = m_result.value("frames").toInt();
    const QJsonObject estimate = m_result.value("estimate").toObject();
    if (estimate.isEmpty())
        return tr("%n frame(s). How long they take is known after the first ones.", nullptr, frames);
    QString text = tr("%n frame(s).", nullptr, frames) + ' ' + costText(estimate);
    const double free = m_result.value("memory_available_bytes").toDouble();
    if (free > 0 && estimate.value("memory_bytes").toDouble() > free)
        text += ' ' + tr("Only %1 of memory are free.").arg(formatBytes(qint64(free)));
    return text;
}

} // namespace w2v
