#pragma once
#include <QFrame>

class QLabel;

namespace w2v {

/// Says what a drop would do while files are dragged over the window. A window of its own, so that it also stands above
/// the viewport.
class DropHint : public QFrame {
    Q_OBJECT
public:
    explicit DropHint(QWidget* parent);
    void showOver(const QWidget* window, const QString& text, bool accepted);

private:
    QLabel *m_icon, *m_text;
};

} // namespace w2v
