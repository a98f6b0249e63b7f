#pragma once
#include <QFrame>

#include "ui/session/CommandList.h"

class QLabel;
class QLineEdit;
class QListWidget;

namespace w2v {

/// Ctrl+K: every action by name, with its key and, where there is one, the command line that does the same.
class CommandPalette : public QFrame {
    Q_OBJECT
public:
    CommandPalette(CommandList& commands, QWidget* parent);
    /// Opens under the top edge of `window`. Commands of `group` come first.
    void open(const QWidget* window, const QString& group);

Q_SIGNALS:
    void copied(const QString& commandLine);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void fill();
    void showCommandLine();
    void run();

    CommandList& m_commands;
    QString m_group;
    QLineEdit* m_query;
    QListWidget* m_list;
    QLabel* m_line;
};

} // namespace w2v
