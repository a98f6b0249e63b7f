#include "ui/imagine/CompareView.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include <QMouseEvent>
#include <QPainter>
#include <QWheelEvent>

#include "ui/session/Units.h"

namespace w2v {

namespace {

constexpr int kBlinkMs = 450, kGapBetween = 2, kWipeReach = 14;
constexpr double kMaxZoom = 30;

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
    m_a = a;
    m_b = b;
    m_difference = {};
    if (!m_region.isNull() && m_region.size() != a.pixmap.size() && !a.pixmap.isNull())
        m_region = {};
    update();
}

void CompareView::setMode(Mode mode)
{
    m_mode = mode;
    m_showB = false;
    mode == Mode::Blink ? m_blink.start() : m_blink.stop();
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

void CompareView::setBrushing(bool on)
{
    m_brushing = on;
    m_marking = m_unmarking = false;
    setCursor(on ? Qt::CrossCursor : Qt::ArrowCursor);
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

QRectF CompareView::firstTarget() const
{
    return target(pane(0), m_a.pixmap);
}

QPointF CompareView::placeOf(QPointF pixel) const
{
    const QRectF at = firstTarget();
    return {at.left() + pixel.x() * at.width() / m_a.pixmap.width(), at.top() + pixel.y() * at.height() / m_a.pixmap.height()};
}

void CompareView::brushTo(QPointF from, QPointF to, bool mark)
{
    if (m_a.pixmap.isNull())
        return;
    if (m_region.size() != m_a.pixmap.size()) {
        m_region = QImage(m_a.pixmap.size(), QImage::Format_Grayscale8);
        m_region.fill(0);
    }
    const QRectF at = firstTarget();
    const auto pixel = [&](QPointF p) { return QPointF((p.x() - at.left()) * m_region.width() / at.width(), (p.y() - at.top()) * m_region.height() / at.height()); };
    QPainter painter(&m_region);
    painter.setPen(QPen(mark ? Qt::white : Qt::black, 2 * m_brush, Qt::SolidLine, Qt::RoundCap));
    from == to ? painter.drawPoint(pixel(from)) : painter.drawLine(pixel(from), pixel(to));
    painter.end();
    update();
    Q_EMIT regionChanged();
}

void CompareView::fit()
{
    m_zoom = 1;
    m_center = {0.5, 0.5};
    update();
}

QRectF CompareView::pane(int which) const
{
    if (m_mode != Mode::Side)
        return rect();
    const double half = (width() - kGapBetween) / 2.0;
    return which == 0 ? QRectF(0, 0, half, height()) : QRectF(width() - half, 0, half, height());
}

QRectF CompareView::target(const QRectF& pane, const QPixmap& pixmap) const
{
    const QSizeF natural = pixmap.size();
    const double scale = std::min(pane.width() / natural.width(), pane.height() / natural.height()) * m_zoom;
    const QSizeF size = natural * scale;
    return {pane.center().x() - m_center.x() * size.width(), pane.center().y() - m_center.y() * size.height(), size.width(),
            size.height()};
}

void CompareView::paintPicture(QPainter& painter, const QRectF& area, const Picture& picture) const
{
    const Theme& theme = Theme::instance();
    if (picture.pixmap.isNull()) {
        painter.setPen(theme.color(ColorRole::Muted));
        painter.setFont(theme.font(TextStyle::Body));
        painter.drawText(area, Qt::AlignCenter, m_placeholder);
        return;
    }
    const QRectF at = target(area, picture.pixmap);
    painter.save();
    painter.setClipRect(area, Qt::IntersectClip);
    painter.setRenderHint(QPainter::SmoothPixmapTransform, at.width() * devicePixelRatioF() < 4 * picture.pixmap.width());
    painter.drawPixmap(at, picture.pixmap, picture.pixmap.rect());
    if (m_mask && !picture.imaginedMask.isNull()) {
        const QPixmap tint = tintMask(picture.imaginedMask);
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

void CompareView::paintEvent(QPaintEvent*)
{
    const Theme& theme = Theme::instance();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.fillRect(rect(), theme.color(ColorRole::Stage));
    const bool both = !m_a.pixmap.isNull() && !m_b.pixmap.isNull();
    const Mode mode = both || m_mode == Mode::Side ? m_mode : Mode::Single;
    switch (mode) {
    case Mode::Single:
        paintPicture(painter, rect(), m_a);
        paintCaption(painter, rect(), m_a, false);
        break;
    case Mode::Side:
        paintPicture(painter, pane(0), m_a);
        paintPicture(painter, pane(1), m_b);
        painter.fillRect(QRectF(pane(0).right(), 0, kGapBetween, height()), theme.color(ColorRole::Line));
        paintCaption(painter, pane(0), m_a, false);
        paintCaption(painter, pane(1), m_b, false);
        break;
    case Mode::Wipe: {
        const double x = width() * m_wipe;
        painter.save();
        painter.setClipRect(QRectF(0, 0, x, height()));
        paintPicture(painter, rect(), m_a);
        painter.setClipRect(QRectF(x, 0, width() - x, height()));
        paintPicture(painter, rect(), m_b);
        painter.restore();
        painter.setPen(QPen(theme.color(ColorRole::Accent), 2));
        painter.drawLine(QPointF(x, 0), QPointF(x, height()));
        painter.setBrush(theme.color(ColorRole::Surface));
        painter.drawEllipse(QPointF(x, height() / 2.0), 11, 11);
        painter.setPen(QPen(theme.color(ColorRole::Text), 1.5));
        for (const int side : {-1, 1}) {
            const QPointF tip(x + side * 6, height() / 2.0);
            painter.drawPolyline(QPolygonF{tip + QPointF(-side * 3, -3), tip, tip + QPointF(-side * 3, 3)});
        }
        paintCaption(painter, rect(), m_a, false);
        paintCaption(painter, rect(), m_b, true);
        break;
    }
    case Mode::Blink:
        paintPicture(painter, rect(), m_showB ? m_b : m_a);
        paintCaption(painter, rect(), m_showB ? m_b : m_a, m_showB);
        break;
    case Mode::Difference: {
        if (m_difference.isNull())
            computeDifference();
        Picture shown;
        shown.pixmap = m_difference;
        shown.caption = tr("difference ×2   mean %1 of 255").arg(m_meanDifference, 0, 'f', 1);
        shown.role = ColorRole::Contradicts;
        paintPicture(painter, rect(), shown);
        paintCaption(painter, rect(), shown, false);
        break;
    }
    }
    if (m_brushing && !m_a.pixmap.isNull()) {
        if (!m_region.isNull()) {
            QImage tint(m_region.size(), QImage::Format_ARGB32_Premultiplied);
            tint.fill(theme.color(ColorRole::Accent, 0.45));
            QImage alpha = m_region;
            tint.setAlphaChannel(alpha.convertToFormat(QImage::Format_Grayscale8));
            painter.save();
            painter.setClipRect(pane(0));
            painter.setOpacity(0.5);
            painter.drawImage(firstTarget(), tint);
            painter.restore();
        }
        if (underMouse()) {
            const double radius = m_brush * firstTarget().width() / m_a.pixmap.width();
            painter.setBrush(Qt::NoBrush);
            painter.setPen(QPen(theme.color(ColorRole::Text), 1.5));
            painter.drawEllipse(m_lastAt, radius, radius);
        }
    }
    if (m_mask && (!m_a.imaginedMask.isNull() || !m_b.imaginedMask.isNull())) {
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
}

void CompareView::mousePressEvent(QMouseEvent* event)
{
    if (m_brushing && (event->button() == Qt::LeftButton || event->button() == Qt::RightButton)) {
        m_unmarking = event->button() == Qt::RightButton || (event->modifiers() & Qt::ShiftModifier);
        m_marking = !m_unmarking;
        m_lastAt = event->position();
        brushTo(m_lastAt, m_lastAt, m_marking);
        return;
    }
    if (event->button() != Qt::LeftButton)
        return;
    m_pressAt = event->position();
    m_pressCenter = m_center;
    m_draggingWipe = m_mode == Mode::Wipe && (m_zoom <= 1.001 || std::abs(event->position().x() - m_wipe * width()) < kWipeReach);
    m_panning = !m_draggingWipe;
    if (m_draggingWipe) {
        m_wipe = std::clamp(event->position().x() / width(), 0.0, 1.0);
        update();
    }
}

void CompareView::mouseMoveEvent(QMouseEvent* event)
{
    if (m_brushing) {
        const QPointF before = std::exchange(m_lastAt, event->position());
        if (m_marking || m_unmarking)
            brushTo(before, m_lastAt, m_marking);
        else
            update();
    } else if (m_draggingWipe) {
        m_wipe = std::clamp(event->position().x() / width(), 0.0, 1.0);
        update();
    } else if (m_panning && !m_a.pixmap.isNull()) {
        const QRectF at = target(pane(0), m_a.pixmap);
        const QPointF moved = event->position() - m_pressAt;
        const double reach = 0.5 / m_zoom;
        m_center = {std::clamp(m_pressCenter.x() - moved.x() / at.width(), reach, 1 - reach),
                    std::clamp(m_pressCenter.y() - moved.y() / at.height(), reach, 1 - reach)};
        update();
    } else {
        const bool overWipe = m_mode == Mode::Wipe && std::abs(event->position().x() - m_wipe * width()) < kWipeReach;
        setCursor(overWipe ? Qt::SplitHCursor : Qt::ArrowCursor);
    }
}

void CompareView::mouseReleaseEvent(QMouseEvent*)
{
    m_draggingWipe = m_panning = m_marking = m_unmarking = false;
}

void CompareView::mouseDoubleClickEvent(QMouseEvent*)
{
    fit();
}

void CompareView::wheelEvent(QWheelEvent* event)
{
    if (m_a.pixmap.isNull())
        return;
    const QRectF area = m_mode == Mode::Side && event->position().x() > pane(1).left() ? pane(1) : pane(0);
    const QRectF before = target(area, m_a.pixmap);
    const QPointF cursor = event->position();
    const QPointF under((cursor.x() - before.x()) / before.width(), (cursor.y() - before.y()) / before.height());
    const double zoom = std::clamp(m_zoom * std::pow(1.0015, event->angleDelta().y()), 1.0, kMaxZoom);
    const double ratio = zoom / m_zoom, reach = 0.5 / zoom;
    m_zoom = zoom;
    m_center = {std::clamp(under.x() - (cursor.x() - area.center().x()) / (before.width() * ratio), reach, 1 - reach),
                std::clamp(under.y() - (cursor.y() - area.center().y()) / (before.height() * ratio), reach, 1 - reach)};
    update();
    event->accept();
}

} // namespace w2v
