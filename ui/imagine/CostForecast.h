#pragma once
#include <QJsonObject>
#include <QObject>
#include <QPointer>
#include <QString>
#include <QTimer>

#include "ui/session/Session.h"

namespace w2v {

/// What the next imagination will cost on this machine, asked of the worker when its parameters have not changed for a moment.
class CostForecast : public QObject {
    Q_OBJECT
public:
    explicit CostForecast(Session& session, QObject* parent = nullptr);
    /// Parameters of `imagine`; empty: nothing can be imagined now. Asks again after forget().
    void ask(const QJsonObject& imagine);
    void forget();
    /// One or two sentences; empty while nothing is known.
    QString text() const;

Q_SIGNALS:
    void changed();

private:
    void start();

    Session& m_session;
    QJsonObject m_asked, m_result;
    QPointer<Job> m_job;
    QTimer m_timer;
};

/// "About 0:12 and 300 MB of memory on this machine." of an object with `seconds` and `memory_bytes`.
QString costText(const QJsonObject& estimate);

} // namespace w2v
