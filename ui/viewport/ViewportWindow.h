#pragma once
#include <QWindow>

namespace w2v {

/// The native window the viewport draws into. Passes events on; decides nothing.
class ViewportWindow : public QWindow {
    Q_OBJECT
public:
    ViewportWindow();

Q_SIGNALS:
    void exposedChanged(bool exposed);
    void sizeChanged();
    void surfaceGoing();             ///< handle at once: the surface is destroyed when this returns
    void mousePressed(QMouseEvent* event);
    void mouseMoved(QMouseEvent* event);
    void mouseReleased(QMouseEvent* event);
    void mouseDoubleClicked(QMouseEvent* event);
    void wheelTurned(QWheelEvent* event);
    void mouseLeft();

protected:
    bool event(QEvent* event) override;
};

} // namespace w2v
