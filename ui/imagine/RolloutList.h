#pragma once
#include <string>
#include <vector>

#include <QListWidget>

#include "ui/session/Session.h"

namespace w2v {

/// The rollouts of the project, newest first; those of the chosen observation when one is chosen.
class RolloutList : public QListWidget {
    Q_OBJECT
public:
    explicit RolloutList(Session& session, QWidget* parent = nullptr);
    void refresh();

private:
    void removeCurrent();
    Session& m_session;
    std::vector<std::string> m_shown; ///< ids; what a row says of a rollout never changes
    QString m_folder;                 ///< of the project they belong to
};

/// "geometric", "exact render" ...: what a world model is called in the window.
QString worldModelTitle(const QString& id);

} // namespace w2v
