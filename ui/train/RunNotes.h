#pragma once
#include <QElapsedTimer>
#include <QObject>

#include <map>
#include <set>
#include <string>

#include "core/runs/RunFolder.h"

namespace w2v {

class RunsModel;

/// Notices what happens to runs while the window is open: one that ends, one whose numbers go wrong (core/training/RunWatch). Each is said
/// once.
class RunNotes : public QObject {
    Q_OBJECT
public:
    explicit RunNotes(QObject* parent = nullptr);
    void look(const RunsModel& runs);

Q_SIGNALS:
    /// `about`: kind of the warning and, if it has one, its task: a run may have one of each.
    void alarm(const QString& run, const QString& about, const QString& name, const QString& text);
    void ended(const QString& run, const QString& text, bool well);

private:
    std::map<std::string, RunStatus> m_status;
    std::map<std::string, std::size_t> m_points; ///< of a run when it was last looked at
    std::set<std::pair<std::string, QString>> m_said; ///< run and what the alarm is about
    QElapsedTimer m_watched;
};

} // namespace w2v
