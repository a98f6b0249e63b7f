#include "ui/viewport/ViewportWindow.h"

#include <QMouseEvent>
#include <QPlatformSurfaceEvent>

namespace w2v {

ViewportWindow::ViewportWindow()
{
    setSurfaceType(QSurface::VulkanSurface);
    // The widget around it keeps the keyboard, so that shortcuts and F6 work as everywhere.
    setFlag(Qt::WindowDoesNotAcceptFocus);
}

bool ViewportWindow::event(QEvent* event)
{
    switch (event->type()) {
    case QEvent::Expose:
        Q_EMIT exposedChanged(isExposed());
        break;
    case QEvent::Resize:
        Q_EMIT sizeChanged();
        break;
    case QEvent::PlatformSurface:
        if (static_cast<QPlatformSurfaceEvent*>(event)->surfaceEventType() == QPlatformSurfaceEvent::SurfaceAboutToBeDestroyed)
            Q_EMIT surfaceGoing();
        break;
    case QEvent::MouseButtonPress:
        Q_EMIT mousePressed(static_cast<QMouseEvent*>(event));
        return true;
    case QEvent::MouseMove:
        Q_EMIT mouseMoved(static_cast<QMouseEvent*>(event));
        return true;
    case QEvent::MouseButtonRelease:
        Q_EMIT mouseReleased(static_cast<QMouseEvent*>(event));
        return true;
    case QEvent::MouseButtonDblClick:
        Q_EMIT mouseDoubleClicked(static_cast<QMouseEvent*>(event));
        return true;
    case QEvent::Wheel:
        Q_EMIT wheelTurned(static_cast<QWheelEvent*>(event));
        return true;
    case QEvent::Leave:
        Q_EMIT mouseLeft();
        break;
    default:
        break;
    }
    return QWindow::event(event);
}

} // namespace w2v
