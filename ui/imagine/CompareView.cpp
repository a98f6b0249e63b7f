#include "ui/imagine/CompareView.h"

#include <algorithm>
#include <cmath>

namespace w2v {

namespace {

constexpr int kBlinkMs = 450, kGapBetween = 2;

} // namespace

CompareView::CompareView(QWidget* parent) : QWidget(parent)
{
    setObjectName("imagine.compare");
    setMinimumSize(240, 160);
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setAccessibleName(tr("Two views compared"));
    m_blink.setInterval(kBlinkMs);
    connect(&m_blink, &QTimer::timeout, this, [this] {
        m_showB = !m_showB;
        update();
    });
    connect(&Theme::instance(), &Theme::changed, this, qOverload<>(&QWidget::update));
}

void CompareView::setPictures(const Picture& a, const Picture& b)
{
    if (m_clone.hasPaint() && !(a.key == m_clone.target())) {
        Q_EMIT cloneLeft();
        clearClone();
    }
    m_a = a;
    m_b = b;
    m_difference = {};
    if (!m_region.isNull() && m_region.size() != a.pixmap.size() && !a.pixmap.isNull())
        m_region = {};
    holdAnchor();
    update();
}

void CompareView::setMode(Mode mode)
{
    m_mode = mode;
    m_showB = false;
    mode == Mode::Blink ? m_blink.start() : m_blink.stop();
    holdAnchor();
    update();
    Q_EMIT modeChanged();
}

void CompareView::setMaskShown(bool shown)
{
    m_mask = shown;
    update();
}

void CompareView::setPlaceholder(const QString& text)
{
    m_placeholder = text;
    update();
}

void CompareView::setBrush(Brush brush)
{
    m_brush = brush;
    m_marking = m_unmarking = false;
    m_hover.reset();
    setCursor(brush != Brush::None ? Qt::CrossCursor : Qt::ArrowCursor);
    update();
}

QImage CompareView::region() const
{
    const bool any = !m_region.isNull() && std::any_of(m_region.constBits(), m_region.constBits() + m_region.sizeInBytes(), [](uchar v) { return v != 0; });
    return any ? m_region : QImage();
}

void CompareView::clearRegion()
{
    m_region = {};
    update();
    Q_EMIT regionChanged();
}

void CompareView::clearClone()
{
    m_clone.clear();
    update();
    Q_EMIT cloneChanged();
}

void CompareView::fit()
{
    m_zoom = 1;
    m_anchor.reset();
    m_centers = {QPointF(0.5, 0.5), QPointF(0.5, 0.5)};
    update();
}

QRectF CompareView::pane(int which) const
{
    if (m_mode != Mode::Side)
        return rect();
    const double half = (width() - kGapBetween) / 2.0;
    return which == 0 ? QRectF(0, 0, half, height()) : QRectF(width() - half, 0, half, height());
}

QRectF CompareView::visibleArea(int which) const
{
    const double line = width() * m_wipe;
    switch (m_mode) {
    case Mode::Side: return pane(which);
    case Mode::Wipe: return which == 0 ? QRectF(0, 0, line, height()) : QRectF(line, 0, width() - line, height());
    case Mode::Blink: return (which == 1) == m_showB ? QRectF(rect()) : QRectF();
    case Mode::Single:
    case Mode::Difference: break;
    }
    return which == 0 ? QRectF(rect()) : QRectF();
}

QRectF CompareView::target(int which) const
{
    const QRectF area = pane(which);
    const QSizeF natural = picture(which).pixmap.size();
    if (natural.isEmpty())
        return area;
    const double scale = std::min(area.width() / natural.width(), area.height() / natural.height()) * m_zoom;
    const QSizeF size = natural * scale;
    const QPointF& center = m_centers[std::size_t(which)];
    return {area.center().x() - center.x() * size.width(), area.center().y() - center.y() * size.height(), size.width(), size.height()};
}

int CompareView::pictureAt(QPointF place) const
{
    return !m_b.pixmap.isNull() && visibleArea(1).contains(place) ? 1 : 0;
}

QPointF CompareView::pixelAt(int which, QPointF place) const
{
    const QRectF at = target(which);
    const QSizeF natural = picture(which).pixmap.size();
    return {(place.x() - at.left()) * natural.width() / at.width(), (place.y() - at.top()) * natural.height() / at.height()};
}

QPointF CompareView::placeOf(QPointF pixel, int which) const
{
    const QRectF at = target(which);
    const QSizeF natural = picture(which).pixmap.size();
    return {at.left() + pixel.x() * at.width() / natural.width(), at.top() + pixel.y() * at.height() / natural.height()};
}

LinkedPixel CompareView::linked(const Hover& from) const
{
    const Picture &one = picture(from.which), &other = picture(1 - from.which);
    LinkedPixel found = linkPixel(one.place, {from.pixel.x(), from.pixel.y()}, other.place);
    if (found.kind == LinkKind::SamePixel && !one.pixmap.isNull())
        found.pixel = {from.pixel.x() * other.pixmap.width() / one.pixmap.width(), from.pixel.y() * other.pixmap.height() / one.pixmap.height()};
    return found;
}

void CompareView::setAnchor(int which, QPointF pixel, QPointF place)
{
    m_anchor = Anchor{which, pixel, place - pane(which).center(), pointAt(picture(which).place, {pixel.x(), pixel.y()})};
}

/// Moves a picture so that its pixel lies at a place of its pane; `filled`: the pane stays full of it.
void CompareView::centerOn(int which, QPointF pixel, QPointF at, bool filled)
{
    const QSizeF natural = picture(which).pixmap.size(), size = target(which).size();
    if (natural.isEmpty())
        return;
    QPointF center(pixel.x() / natural.width() - at.x() / size.width(), pixel.y() / natural.height() - at.y() / size.height());
    const double margin = filled ? 0.5 / m_zoom : 0;
    m_centers[std::size_t(which)] = {std::clamp(center.x(), margin, 1 - margin), std::clamp(center.y(), margin, 1 - margin)};
}

/// The anchored place keeps its position in the widget, in both pictures. Also when these have changed: the point is looked for in the new ones.
void CompareView::holdAnchor()
{
    if (!m_anchor || m_zoom <= 1.0 || m_a.pixmap.isNull()) {
        if (m_zoom <= 1.0)
            m_centers = {QPointF(0.5, 0.5), QPointF(0.5, 0.5)};
        return;
    }
    Anchor& anchor = *m_anchor;
    const int other = 1 - anchor.which;
    if (picture(anchor.which).pixmap.isNull())
        return;
    if (anchor.point && picture(anchor.which).place.camera.valid()) {
        const LinkedPixel now = findPoint(picture(anchor.which).place, *anchor.point);
        if (now.kind != LinkKind::Outside)
            anchor.pixel = {now.pixel.x(), now.pixel.y()};
    }
    centerOn(anchor.which, anchor.pixel, anchor.at, true);
    if (picture(other).pixmap.isNull())
        return;
    const QPointF at = placeOf(anchor.pixel, anchor.which) - pane(anchor.which).center(); // where the edges of the picture let it be
    const LinkedPixel there = anchor.point && picture(other).place.camera.valid() ? findPoint(picture(other).place, *anchor.point)
                                                                                  : linked({anchor.which, anchor.pixel});
    centerOn(other, {there.pixel.x(), there.pixel.y()}, at, there.kind == LinkKind::Outside || there.kind == LinkKind::SamePixel);
}

std::optional<LinkCross> CompareView::cross(int which) const
{
    if (!m_hover || m_a.pixmap.isNull() || m_b.pixmap.isNull() || m_mode == Mode::Single || m_mode == Mode::Difference)
        return std::nullopt;
    const QRectF area = visibleArea(which);
    if (area.isEmpty())
        return std::nullopt;
    const Picture& shown = picture(which);
    if (which == m_hover->which) {
        const auto point = pointAt(shown.place, {m_hover->pixel.x(), m_hover->pixel.y()});
        const double depth = point && shown.metric ? (shown.place.commonFromCamera.inverse() * *point).z() : 0;
        return LinkCross::at(LinkKind::Seen, placeOf(m_hover->pixel, which), area, depth);
    }
    const LinkedPixel found = linked(*m_hover);
    return LinkCross::at(found.kind, placeOf({found.pixel.x(), found.pixel.y()}, which), area, shown.metric ? found.depth : 0);
}

} // namespace w2v
