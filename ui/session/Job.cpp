#include "ui/session/Job.h"

#include "ui/session/JobRunner.h"

namespace w2v {

Job::Job(qint64 id, QString op, QJsonObject params, QObject* parent)
    : QObject(parent), m_id(id), m_op(std::move(op)), m_params(std::move(params))
{
}

QString Job::commandLine() const
{
    return copyAsCommand(m_op, m_params);
}

void Job::cancel()
{
    if (!active())
        return;
    Q_EMIT cancelRequested(m_id);
}

} // namespace w2v
