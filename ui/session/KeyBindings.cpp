#include "ui/session/KeyBindings.h"

#include <QSettings>

namespace w2v {

namespace {

constexpr const char* kStandard = "standardKeys";

QString settingOf(const QString& id)
{
    return "keys/" + id;
}

/// Commands of different workspaces never act together; the general ones act everywhere.
QString scopeOf(const QString& id)
{
    return id.section('.', 0, 0);
}

bool overlap(const QString& a, const QString& b)
{
    return scopeOf(a) == scopeOf(b) || scopeOf(a) == "general" || scopeOf(b) == "general";
}

} // namespace

void KeyBindings::give(const Command& command, const QList<QKeySequence>& keys)
{
    command.action->setShortcuts(keys);
    const QString shown = command.action->shortcut().toString(QKeySequence::NativeText);
    command.action->setToolTip(shown.isEmpty() ? command.action->text() : QString("%1  (%2)").arg(command.action->text(), shown));
}

void KeyBindings::apply()
{
    const QSettings settings;
    for (const Command& command : m_commands.all()) {
        if (!command.action->property(kStandard).isValid())
            command.action->setProperty(kStandard, QVariant::fromValue(command.action->shortcuts()));
        if (settings.contains(settingOf(command.id)))
            give(command, QKeySequence::listFromString(settings.value(settingOf(command.id)).toString(), QKeySequence::PortableText));
    }
}

QString KeyBindings::set(const QString& id, const QKeySequence& keys)
{
    for (const Command& other : m_commands.all())
        if (!keys.isEmpty() && other.id != id && overlap(other.id, id) && other.action->shortcuts().contains(keys))
            return other.action->text();
    for (const Command& command : m_commands.all()) {
        if (command.id != id)
            continue;
        give(command, keys.isEmpty() ? QList<QKeySequence>() : QList<QKeySequence>{keys});
        QSettings().setValue(settingOf(id), keys.toString(QKeySequence::PortableText));
    }
    return {};
}

void KeyBindings::reset()
{
    QSettings settings;
    for (const Command& command : m_commands.all()) {
        if (!settings.contains(settingOf(command.id)))
            continue;
        settings.remove(settingOf(command.id));
        give(command, command.action->property(kStandard).value<QList<QKeySequence>>());
    }
}

bool KeyBindings::isChanged(const Command& command) const
{
    return QSettings().contains(settingOf(command.id));
}

} // namespace w2v
