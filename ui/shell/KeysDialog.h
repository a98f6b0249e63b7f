#pragma once
#include <QDialog>

#include "ui/session/KeyBindings.h"

class QLabel;
class QLineEdit;
class QTableWidget;

namespace w2v {

/// Every action with its keys, to be changed: choose one, press the new keys. Not modal.
class KeysDialog : public QDialog {
    Q_OBJECT
public:
    explicit KeysDialog(const CommandList& commands, QWidget* parent = nullptr);

private:
    void fill();
    void edit(int row);

    const CommandList& m_commands;
    KeyBindings m_bindings;
    QLineEdit* m_search;
    QTableWidget* m_table;
    QLabel* m_note;
};

} // namespace w2v
