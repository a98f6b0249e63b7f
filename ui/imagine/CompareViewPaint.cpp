// How the compared pictures are drawn.
#include <algorithm>
#include <cmath>
#include <utility>

#include <QPainter>

#include "ui/imagine/CompareView.h"
#include "ui/session/Units.h"

namespace w2v {

namespace {

/// The mask in two colours: imagined amber, the rest observed teal, both translucent.
QPixmap tintMask(const QPixmap& mask)
{
    const Theme& theme = Theme::instance();
    QPixmap result(mask.size());
    result.fill(theme.color(ColorRole::Observed, 0.20));
    QPixmap amber = mask;
    {
        QPainter painter(&amber);
        painter.setCompositionMode(QPainter::CompositionMode_SourceIn);
        painter.fillRect(amber.rect(), theme.color(ColorRole::Imagined, 0.55));
    }
    QPainter painter(&result);
    painter.setCompositionMode(QPainter::CompositionMode_DestinationOut);
    painter.drawPixmap(0, 0, mask);
    painter.setCompositionMode(QPainter::CompositionMode_SourceOver);
    painter.drawPixmap(0, 0, amber);
    return result;
}

} // namespace

void CompareView::paintPicture(QPainter& painter, int which, const QRectF& area, const QPixmap& pixmap, bool tinted) const
{
    const Theme& theme = Theme::instance();
    if (pixmap.isNull()) {
        painter.setPen(theme.color(ColorRole::Muted));
        painter.setFont(theme.font(TextStyle::Body));
        painter.drawText(area, Qt::AlignCenter, m_placeholder);
        return;
    }
    const QRectF at = target(which);
    painter.save();
    painter.setClipRect(area, Qt::IntersectClip);
    painter.setRenderHint(QPainter::SmoothPixmapTransform, at.width() * devicePixelRatioF() < 4 * pixmap.width());
    if (which == 0 && m_clone.hasPaint() && tinted)
        painter.drawImage(at, m_clone.preview());
    else
        painter.drawPixmap(at, pixmap, pixmap.rect());
    if (const QPixmap& mask = picture(which).imaginedMask; m_mask && tinted && !mask.isNull()) {
        const QPixmap tint = tintMask(mask);
        painter.drawPixmap(at, tint, tint.rect());
    }
    painter.restore();
}

void CompareView::paintCaption(QPainter& painter, const QRectF& area, const Picture& picture, bool right) const
{
    const Theme& theme = Theme::instance();
    painter.setFont(theme.font(TextStyle::Small));
    QString text = picture.caption;
    if (picture.observedShare >= 0)
        text += QStringLiteral("   ") + tr("observed %1").arg(formatPercent(picture.observedShare));
    if (text.isEmpty())
        return;
    const QFontMetrics metrics = painter.fontMetrics();
    const int w = metrics.horizontalAdvance(text) + 30, h = metrics.height() + 8;
    const QRectF box(right ? area.right() - w - 12 : area.left() + 12, area.top() + 12, w, h);
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme.color(ColorRole::Surface, 0.88));
    painter.drawRoundedRect(box, 5, 5);
    painter.setBrush(theme.color(picture.role));
    painter.drawEllipse(QPointF(box.left() + 12, box.center().y()), 4, 4);
    painter.setPen(theme.color(ColorRole::Text));
    painter.drawText(box.adjusted(22, 0, -8, 0), Qt::AlignVCenter | Qt::AlignLeft, text);
}

void CompareView::computeDifference()
{
    const QImage a = m_a.pixmap.toImage().convertToFormat(QImage::Format_RGB888);
    const QImage b = m_b.pixmap.toImage().scaled(a.size(), Qt::IgnoreAspectRatio, Qt::SmoothTransformation)
                         .convertToFormat(QImage::Format_RGB888);
    QImage result(a.size(), QImage::Format_RGB888);
    qint64 sum = 0;
    for (int y = 0; y < a.height(); ++y) {
        const uchar *pa = a.constScanLine(y), *pb = b.constScanLine(y);
        uchar* out = result.scanLine(y);
        for (int x = 0; x < a.width() * 3; ++x) {
            const int d = std::abs(int(pa[x]) - int(pb[x]));
            sum += d;
            out[x] = uchar(std::min(255, d * 2));
        }
    }
    m_meanDifference = double(sum) / std::max(1.0, 3.0 * a.width() * a.height());
    m_difference = QPixmap::fromImage(result);
}

void CompareView::paintModes(QPainter& painter)
{
    const bool both = !m_a.pixmap.isNull() && !m_b.pixmap.isNull();
    const auto whole = [&](int which) {
        paintPicture(painter, which, rect(), picture(which).pixmap, true);
        paintCaption(painter, rect(), picture(which), which == 1);
    };
    if (m_mode == Mode::Side) {
        for (const int which : {0, 1})
            paintPicture(painter, which, pane(which), picture(which).pixmap, true);
        painter.fillRect(QRectF(pane(0).right(), 0, pane(1).left() - pane(0).right(), height()), Theme::instance().color(ColorRole::Line));
        for (const int which : {0, 1})
            paintCaption(painter, pane(which), picture(which), false);
    } else if (m_mode == Mode::Single || !both) {
        whole(0);
    } else if (m_mode == Mode::Wipe) {
        for (const int which : {0, 1})
            paintPicture(painter, which, visibleArea(which), picture(which).pixmap, true);
        paintWipeLine(painter);
        paintCaption(painter, rect(), m_a, false);
        paintCaption(painter, rect(), m_b, true);
    } else if (m_mode == Mode::Blink) {
        whole(m_showB ? 1 : 0);
    } else {
        if (m_difference.isNull())
            computeDifference();
        Picture shown;
        shown.caption = tr("difference ×2   mean %1 of 255").arg(m_meanDifference, 0, 'f', 1);
        shown.role = ColorRole::Contradicts;
        paintPicture(painter, 0, rect(), m_difference, false);
        paintCaption(painter, rect(), shown, false);
    }
}

void CompareView::paintWipeLine(QPainter& painter) const
{
    const Theme& theme = Theme::instance();
    const double x = width() * m_wipe;
    painter.setPen(QPen(theme.color(ColorRole::Accent), 2));
    painter.drawLine(QPointF(x, 0), QPointF(x, height()));
    painter.setBrush(theme.color(ColorRole::Surface));
    painter.drawEllipse(QPointF(x, height() / 2.0), 11, 11);
    painter.setPen(QPen(theme.color(ColorRole::Text), 1.5));
    for (const int side : {-1, 1}) {
        const QPointF tip(x + side * 6, height() / 2.0);
        painter.drawPolyline(QPolygonF{tip + QPointF(-side * 3, -3), tip, tip + QPointF(-side * 3, 3)});
    }
}

void CompareView::paintBrush(QPainter& painter) const
{
    const Theme& theme = Theme::instance();
    if (m_brush == Brush::Mark && !m_region.isNull()) {
        QImage tint(m_region.size(), QImage::Format_ARGB32_Premultiplied);
        tint.fill(theme.color(ColorRole::Accent, 0.45));
        QImage alpha = m_region;
        tint.setAlphaChannel(alpha.convertToFormat(QImage::Format_Grayscale8));
        painter.save();
        painter.setClipRect(pane(0));
        painter.setOpacity(0.5);
        painter.drawImage(target(0), tint);
        painter.restore();
    }
    const double radius = m_radius * target(0).width() / m_a.pixmap.width();
    const bool over = underMouse() && pane(0).contains(m_lastAt);
    painter.setBrush(Qt::NoBrush);
    if (over) {
        painter.setPen(QPen(theme.color(ColorRole::Text), 1.5));
        painter.drawEllipse(m_lastAt, radius, radius);
    }
    if (m_brush != Brush::Clone || !m_clone.hasSource())
        return;
    // Where the pixels come from, in whichever picture shows it.
    for (const int which : {0, 1})
        if (picture(which).key == m_clone.sourceFrame() && !visibleArea(which).isEmpty()) {
            const QPointF from = placeOf(m_clone.sourceOf(pixelAt(0, m_lastAt)), which);
            painter.save();
            painter.setClipRect(visibleArea(which));
            for (const QPen& pen : {QPen(QColor(0, 0, 0, 140), 3.5), QPen(theme.color(ColorRole::Accent), 1.5)}) {
                painter.setPen(pen);
                painter.drawLine(from - QPointF(6, 0), from + QPointF(6, 0));
                painter.drawLine(from - QPointF(0, 6), from + QPointF(0, 6));
                painter.drawEllipse(from, radius, radius);
            }
            painter.restore();
            break;
        }
}

void CompareView::paintLegend(QPainter& painter) const
{
    const Theme& theme = Theme::instance();
    painter.setFont(theme.font(TextStyle::Small));
    const QString observed = tr("observed"), imagined = tr("imagined");
    const QFontMetrics metrics = painter.fontMetrics();
    const int w = metrics.horizontalAdvance(observed) + metrics.horizontalAdvance(imagined) + 64;
    const QRectF box(12, height() - 36, w, 24);
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme.color(ColorRole::Surface, 0.88));
    painter.drawRoundedRect(box, 5, 5);
    double x = box.left() + 10;
    for (const auto& [text, role] : {std::pair{observed, ColorRole::Observed}, std::pair{imagined, ColorRole::Imagined}}) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(theme.color(role));
        if (role == ColorRole::Observed)
            painter.drawRect(QRectF(x, box.center().y() - 4, 8, 8));
        else
            painter.drawPolygon(QPolygonF{QPointF(x + 4, box.center().y() - 5), QPointF(x + 9, box.center().y() + 4),
                                          QPointF(x - 1, box.center().y() + 4)});
        painter.setPen(theme.color(ColorRole::Text));
        painter.drawText(QPointF(x + 14, box.center().y() + metrics.ascent() / 2.0 - 1), text);
        x += metrics.horizontalAdvance(text) + 32;
    }
}

void CompareView::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.fillRect(rect(), Theme::instance().color(ColorRole::Stage));
    paintModes(painter);
    if (m_brush != Brush::None && !m_a.pixmap.isNull())
        paintBrush(painter);
    if (m_mask && (!m_a.imaginedMask.isNull() || !m_b.imaginedMask.isNull()))
        paintLegend(painter);
    for (const int which : {0, 1})
        if (const auto shown = cross(which))
            shown->paint(painter);
}

} // namespace w2v
