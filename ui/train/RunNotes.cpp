#include "ui/train/RunNotes.h"

#include <cmath>

#include "core/training/RunWatch.h"
#include "ui/train/RunsModel.h"

namespace w2v {
namespace {

constexpr qint64 kInterval = 3000; ///< ms between looks at the numbers

} // namespace

RunNotes::RunNotes(QObject* parent) : QObject(parent) {}

void RunNotes::look(const RunsModel& runs)
{
    const bool watch = !m_watched.isValid() || m_watched.elapsed() > kInterval;
    if (watch)
        m_watched.start();
    for (int row = 0; row < runs.rowCount(); ++row) {
        const RunsModel::Run& run = *runs.at(row);
        const std::string& id = run.summary.id;
        const RunStatus now = run.summary.state.status;
        const auto before = m_status.find(id);
        const bool active = now == RunStatus::Running || now == RunStatus::Queued;
        const bool ran = before != m_status.end() && before->second == RunStatus::Running;
        const bool failedAtOnce = before != m_status.end() && before->second == RunStatus::Queued && (now == RunStatus::Failed || now == RunStatus::Crashed);
        const bool ends = (ran && !active) || failedAtOnce;
        m_status[id] = now;
        const QString key = QString::fromStdString(id);
        if ((now == RunStatus::Running && watch && m_points[id] != run.metrics.points()) || ends) {
            m_points[id] = run.metrics.points();
            for (const RunWarning& alarm : alarmsOf(run.metrics)) {
                QString about = QString::number(static_cast<int>(alarm.kind));
                if (!alarm.task.empty())
                    about += QLatin1Char('/') + QString::fromStdString(alarm.task);
                if (m_said.insert({id, about}).second)
                    Q_EMIT this->alarm(key, about, runName(run), QString::fromStdString(alarm.text));
            }
        }
        if (!ends)
            continue;
        const double mean = heldOutMean(run.metrics);
        const QString score = std::isfinite(mean) ? tr("; held out %1%").arg(mean, 0, 'f', 1) : QString();
        if (now == RunStatus::Finished)
            Q_EMIT ended(key, tr("%1 has finished at step %2%3.").arg(runName(run)).arg(run.summary.state.step).arg(score), true);
        else if (now == RunStatus::Stopped)
            Q_EMIT ended(key, tr("%1 was stopped at step %2 and kept its checkpoint.").arg(runName(run)).arg(run.summary.state.step), true);
        else
            Q_EMIT ended(key, tr("%1 failed: %2").arg(runName(run), QString::fromStdString(run.summary.state.error)), false);
    }
}

} // namespace w2v
