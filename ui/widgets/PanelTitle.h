#pragma once
#include <QWidget>

class QDockWidget;

namespace w2v {

/// The thin title row of a dock: its name, optional tools, and a close button that appears while the mouse is over it.
/// Drag it to move the dock.
class PanelTitle : public QWidget {
    Q_OBJECT
public:
    PanelTitle(QDockWidget* dock, QWidget* tools);
    QSize sizeHint() const override { return {120, 36}; }
    QSize minimumSizeHint() const override { return {80, 36}; }

protected:
    void paintEvent(QPaintEvent*) override;
    void enterEvent(QEnterEvent*) override;
    void leaveEvent(QEvent*) override;

private:
    QWidget* m_close;
};

} // namespace w2v
