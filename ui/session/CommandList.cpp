#include "ui/session/CommandList.h"

namespace w2v {

void CommandList::add(Command command)
{
    QAction* action = command.action;
    m_commands.append(std::move(command));
    connect(action, &QObject::destroyed, this,
            [this, action] { m_commands.removeIf([action](const Command& c) { return c.action == action; }); });
}

QAction* CommandList::find(const QString& id) const
{
    for (const Command& command : m_commands) {
        if (command.id == id)
            return command.action;
    }
    return nullptr;
}

} // namespace w2v
