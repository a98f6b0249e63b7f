#pragma once
#include <QFrame>

#include "ui/session/CommandList.h"

namespace w2v {

/// `?`: the keys of one workspace and the general ones, in columns.
class KeysPopup : public QFrame {
    Q_OBJECT
public:
    KeysPopup(const CommandList& commands, const QStringList& groups, QWidget* parent);
    void openOver(const QWidget* window);
};

} // namespace w2v
