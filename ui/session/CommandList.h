#pragma once
#include <functional>

#include <QAction>
#include <QKeySequence>
#include <QList>
#include <QObject>
#include <QString>

namespace w2v {

/// Everything a person can do, for the palette (Ctrl+K), the key list (?) and tests.
struct Command {
    QString id;                                ///< "observe.imagine", stable
    QString group;                             ///< translated: workspace title or "General"
    QAction* action = nullptr;
    std::function<QString()> commandLine;      ///< may be empty: what the same does headless
};

class CommandList : public QObject {
    Q_OBJECT
public:
    using QObject::QObject;
    void add(Command command);                 ///< forgets it when the action dies
    const QList<Command>& all() const { return m_commands; }
    QAction* find(const QString& id) const;

private:
    QList<Command> m_commands;
};

} // namespace w2v
