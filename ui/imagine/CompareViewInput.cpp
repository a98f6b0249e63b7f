// What mouse and wheel do to the compared pictures.
#include <algorithm>
#include <cmath>
#include <utility>

#include <QMouseEvent>
#include <QPainter>
#include <QWheelEvent>

#include "ui/imagine/CompareView.h"

namespace w2v {

namespace {

constexpr int kWipeReach = 14;
constexpr double kMaxZoom = 30;

} // namespace

void CompareView::dragMark(QPointF from, QPointF to, bool mark)
{
    if (m_a.pixmap.isNull())
        return;
    if (m_region.size() != m_a.pixmap.size()) {
        m_region = QImage(m_a.pixmap.size(), QImage::Format_Grayscale8);
        m_region.fill(0);
    }
    QPainter painter(&m_region);
    painter.setPen(QPen(mark ? Qt::white : Qt::black, 2 * m_radius, Qt::SolidLine, Qt::RoundCap));
    from == to ? painter.drawPoint(pixelAt(0, from)) : painter.drawLine(pixelAt(0, from), pixelAt(0, to));
    painter.end();
    update();
    Q_EMIT regionChanged();
}

void CompareView::dragClone(QPointF from, QPointF to)
{
    if (m_a.pixmap.isNull())
        return;
    if (!m_clone.drag(m_a.key, m_a.pixmap, pixelAt(0, from), pixelAt(0, to), m_radius)) {
        Q_EMIT cloneRefused();
        return;
    }
    update();
    Q_EMIT cloneChanged();
}

QRegion CompareView::crossRegion() const
{
    QRegion region;
    for (const int which : {0, 1})
        if (const auto shown = cross(which))
            region += shown->bounds().toAlignedRect();
    return region;
}

/// Only the crosses are painted anew: pictures that are scaled take long.
void CompareView::hover(QPointF place)
{
    QRegion dirty = crossRegion();
    const int which = pictureAt(place);
    m_hover.reset();
    if (m_brush == Brush::None && target(which).contains(place) && !picture(which).pixmap.isNull())
        m_hover = Hover{which, pixelAt(which, place)};
    dirty += crossRegion();
    update(dirty);
}

void CompareView::mousePressEvent(QMouseEvent* event)
{
    const QPointF place = event->position();
    const bool left = event->button() == Qt::LeftButton;
    if (m_brush == Brush::Clone && left && (event->modifiers() & Qt::AltModifier)) {
        const int which = pictureAt(place);
        if (target(which).contains(place) && picture(which).key.valid()) {
            m_clone.setSource(picture(which).key, which == 0 && m_clone.hasPaint() ? QPixmap::fromImage(m_clone.preview()) : picture(which).pixmap,
                              pixelAt(which, place));
            update();
            Q_EMIT cloneChanged();
        }
        return;
    }
    if (m_brush != Brush::None && (left || event->button() == Qt::RightButton)) {
        if (m_locked || !pane(0).contains(place))
            return;
        m_unmarking = m_brush == Brush::Mark && (!left || (event->modifiers() & Qt::ShiftModifier));
        m_marking = !m_unmarking && left;
        m_lastAt = place;
        if (m_brush == Brush::Clone && m_marking)
            dragClone(place, place);
        else if (m_brush == Brush::Mark)
            dragMark(place, place, m_marking);
        return;
    }
    if (!left && event->button() != Qt::MiddleButton)
        return;
    m_draggingWipe = left && m_mode == Mode::Wipe && (m_zoom <= 1.001 || std::abs(place.x() - m_wipe * width()) < kWipeReach);
    m_panning = !m_draggingWipe && !m_a.pixmap.isNull();
    if (m_draggingWipe) {
        m_wipe = std::clamp(place.x() / width(), 0.0, 1.0);
        update();
    } else if (m_panning) {
        const int which = pictureAt(place);
        setAnchor(which, pixelAt(which, place), place);
    }
}

void CompareView::mouseMoveEvent(QMouseEvent* event)
{
    const QPointF place = event->position();
    if (m_draggingWipe) {
        m_wipe = std::clamp(place.x() / width(), 0.0, 1.0);
        update();
    } else if (m_panning && m_anchor) {
        m_anchor->at = place - pane(m_anchor->which).center();
        holdAnchor();
        hover(place);
        update();
    } else if (m_brush != Brush::None) {
        const QPointF before = std::exchange(m_lastAt, place);
        if (m_brush == Brush::Clone && m_marking)
            dragClone(before, place);
        else if (m_marking || m_unmarking)
            dragMark(before, place, m_marking);
        else
            update();
    } else {
        const bool overWipe = m_mode == Mode::Wipe && std::abs(place.x() - m_wipe * width()) < kWipeReach;
        setCursor(overWipe ? Qt::SplitHCursor : Qt::ArrowCursor);
        hover(place);
    }
}

void CompareView::mouseReleaseEvent(QMouseEvent*)
{
    m_draggingWipe = m_panning = m_marking = m_unmarking = false;
}

void CompareView::mouseDoubleClickEvent(QMouseEvent* event)
{
    m_panning = false; // the first click of the two began it
    if (m_brush == Brush::None)
        fit();
    else
        mousePressEvent(event); // two dabs
}

void CompareView::leaveEvent(QEvent*)
{
    const QRegion dirty = crossRegion();
    m_hover.reset();
    update(dirty);
}

void CompareView::wheelEvent(QWheelEvent* event)
{
    if (m_a.pixmap.isNull())
        return;
    const QPointF place = event->position();
    const int which = pictureAt(place);
    const QPointF pixel = pixelAt(which, place);
    m_zoom = std::clamp(m_zoom * std::pow(1.0015, event->angleDelta().y()), 1.0, kMaxZoom);
    setAnchor(which, pixel, place);
    holdAnchor();
    hover(place);
    update();
    event->accept();
}

} // namespace w2v
