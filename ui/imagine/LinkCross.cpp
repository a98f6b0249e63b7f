#include "ui/imagine/LinkCross.h"

#include <algorithm>

#include <QCoreApplication>
#include <QFontMetricsF>
#include <QPainter>

#include "ui/session/Units.h"

namespace w2v {

namespace {

constexpr double kArm = 13, kGap = 4, kRing = 7, kEdge = 16;

QString wordOf(LinkKind kind)
{
    const auto t = [](const char* text) { return QCoreApplication::translate("w2v::LinkCross", text); };
    switch (kind) {
    case LinkKind::Seen: break;
    case LinkKind::Unproven: return t(QT_TRANSLATE_NOOP("w2v::LinkCross", "no depth here to tell whether it is seen"));
    case LinkKind::Hidden: return t(QT_TRANSLATE_NOOP("w2v::LinkCross", "hidden here by something nearer"));
    case LinkKind::Elsewhere: return t(QT_TRANSLATE_NOOP("w2v::LinkCross", "not here: something farther away is seen"));
    case LinkKind::Outside: return t(QT_TRANSLATE_NOOP("w2v::LinkCross", "outside of this view"));
    case LinkKind::SamePixel: return t(QT_TRANSLATE_NOOP("w2v::LinkCross", "no depth: the same place of the picture"));
    }
    return {};
}

ColorRole roleOf(LinkKind kind)
{
    return kind == LinkKind::Seen ? ColorRole::Accent : kind == LinkKind::Elsewhere ? ColorRole::Contradicts : ColorRole::Muted;
}

} // namespace

LinkCross LinkCross::at(LinkKind kind, QPointF place, const QRectF& area, double depth)
{
    LinkCross cross{kind, place, area, wordOf(kind)};
    if (kind == LinkKind::Seen && depth > 0)
        cross.text = formatMeters(depth);
    const QRectF inner = area.adjusted(kEdge, kEdge, -kEdge, -kEdge);
    if (!area.contains(place) && inner.isValid())
        cross.place = {std::clamp(place.x(), inner.left(), inner.right()), std::clamp(place.y(), inner.top(), inner.bottom())};
    return cross;
}

QRectF LinkCross::textBox() const
{
    const QFontMetricsF metrics(Theme::instance().font(TextStyle::Small));
    const double w = metrics.horizontalAdvance(text) + 16, h = metrics.height() + 6;
    QRectF box(place.x() + kArm + 4, place.y() + kArm, w, h);
    box.moveRight(std::min(box.right(), area.right() - 4));
    if (box.bottom() > area.bottom() - 4)
        box.moveBottom(place.y() - kArm);
    box.moveLeft(std::max(box.left(), area.left() + 4));
    return box;
}

QRectF LinkCross::bounds() const
{
    const QRectF cross(place.x() - kArm - 3, place.y() - kArm - 3, 2 * kArm + 6, 2 * kArm + 6);
    return text.isEmpty() ? cross : cross.united(textBox()).adjusted(-2, -2, 2, 2);
}

void LinkCross::paint(QPainter& painter) const
{
    const Theme& theme = Theme::instance();
    painter.save();
    painter.setClipRect(area, Qt::IntersectClip);
    painter.setBrush(Qt::NoBrush);
    // A light line under the coloured one keeps it readable on any picture.
    for (const QPen& pen : {QPen(QColor(255, 255, 255, 190), 3.5), QPen(theme.color(roleOf(kind)), 1.5)}) {
        painter.setPen(pen);
        for (const QPointF way : {QPointF(1, 0), QPointF(-1, 0), QPointF(0, 1), QPointF(0, -1)})
            painter.drawLine(place + way * kGap, place + way * kArm);
        if (kind != LinkKind::Seen) {
            QPen dashed = pen;
            dashed.setStyle(Qt::DotLine);
            painter.setPen(dashed);
            painter.drawEllipse(place, kRing, kRing);
        }
    }
    if (!text.isEmpty()) {
        const QRectF box = textBox();
        painter.setPen(Qt::NoPen);
        painter.setBrush(theme.color(ColorRole::Surface, 0.88));
        painter.drawRoundedRect(box, 5, 5);
        painter.setPen(theme.color(ColorRole::Text));
        painter.setFont(theme.font(TextStyle::Small));
        painter.drawText(box, Qt::AlignCenter, text);
    }
    painter.restore();
}

} // namespace w2v
