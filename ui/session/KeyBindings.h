#pragma once
#include "ui/session/CommandList.h"

namespace w2v {

/// The keys of commands as the user set them; remembered between starts under the command's id.
class KeyBindings {
public:
    explicit KeyBindings(const CommandList& commands) : m_commands(commands) {}

    /// Gives every command the keys that the user chose. Once, when all commands are there.
    void apply();
    /// Empty keys: none. Returns the title of the command that has these keys already and acts at the same time; then nothing
    /// changes.
    QString set(const QString& id, const QKeySequence& keys);
    void reset();                                   ///< all back to the standard
    bool isChanged(const Command& command) const;

private:
    void give(const Command& command, const QList<QKeySequence>& keys);
    const CommandList& m_commands;
};

} // namespace w2v
