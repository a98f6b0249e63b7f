#pragma once
#include <functional>

#include <QFrame>

#include "ui/theme/Theme.h"

class QLabel;
class QHBoxLayout;

namespace w2v {

/// A thin bar with one sentence, inside the page and never modal: a warning, a hint, an error with a button to act.
class Notice : public QFrame {
    Q_OBJECT
public:
    explicit Notice(QWidget* parent = nullptr);
    void show(ColorRole role, const QString& iconName, const QString& text);
    void setAction(const QString& text, std::function<void()> run); ///< empty text removes it
    void setClosable(bool closable);

private:
    QLabel *m_icon, *m_text;
    QHBoxLayout* m_layout;
    QWidget* m_button = nullptr;
    QWidget* m_close;
    ColorRole m_role = ColorRole::Muted;
    QString m_iconName;
};

} // namespace w2v
