#include "ui/widgets/ImageView.h"

#include <algorithm>
#include <cmath>

#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>
#include <QWheelEvent>

namespace w2v {

namespace {

constexpr double kMaxZoom = 40;

void drawTag(QPainter& painter, QPointF at, const QString& text, const QColor& back, const QColor& ink)
{
    const QFontMetrics metrics = painter.fontMetrics();
    const QRectF box(at.x(), at.y(), metrics.horizontalAdvance(text) + 12, metrics.height() + 4);
    painter.setPen(Qt::NoPen);
    painter.setBrush(back);
    painter.drawRoundedRect(box, 4, 4);
    painter.setPen(ink);
    painter.drawText(box, Qt::AlignCenter, text);
}

} // namespace

ImageView::ImageView(QWidget* parent) : QWidget(parent)
{
    setMouseTracking(true);
    setMinimumSize(80, 60);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
    connect(&Theme::instance(), &Theme::changed, this, [this] {
        setMask(m_mask, m_maskRole, m_maskOpacity);
        update();
    });
}

void ImageView::setPixmap(const QPixmap& pixmap)
{
    if (pixmap.size() != m_pixmap.size() && !m_pixmap.isNull() && !pixmap.isNull()
        && std::abs(double(pixmap.width()) / pixmap.height() - double(m_pixmap.width()) / m_pixmap.height()) > 0.01) {
        m_zoom = 1;
        m_center = {0.5, 0.5};
    }
    m_pixmap = pixmap;
    update();
}

void ImageView::setPlaceholder(const QString& text)
{
    m_placeholder = text;
    update();
}

void ImageView::setCaption(const QString& text, ColorRole role)
{
    m_caption = text;
    m_captionRole = role;
    update();
}

void ImageView::setMarks(const QList<ImageMark>& marks)
{
    m_marks = marks;
    update();
}

void ImageView::setMask(const QPixmap& mask, ColorRole role, double opacity)
{
    m_mask = mask;
    m_maskRole = role;
    m_maskOpacity = opacity;
    m_tinted = {};
    if (!mask.isNull()) {
        m_tinted = mask;
        QPainter painter(&m_tinted);
        painter.setCompositionMode(QPainter::CompositionMode_SourceIn);
        painter.fillRect(m_tinted.rect(), Theme::instance().color(role));
    }
    update();
}

void ImageView::setFrameRole(std::optional<ColorRole> role)
{
    m_frame = role;
    update();
}

void ImageView::fit()
{
    setView(1, {0.5, 0.5});
    Q_EMIT viewChanged(m_zoom, m_center);
}

void ImageView::setView(double zoom, QPointF center)
{
    m_zoom = std::clamp(zoom, 1.0, kMaxZoom);
    const double reach = 0.5 / m_zoom;
    m_center = {std::clamp(center.x(), reach, 1 - reach), std::clamp(center.y(), reach, 1 - reach)};
    update();
}

QRectF ImageView::imageRect() const
{
    if (m_pixmap.isNull())
        return {};
    const QSizeF natural = m_pixmap.size();
    const double scale = std::min(width() / natural.width(), height() / natural.height()) * m_zoom;
    const QSizeF size = natural * scale;
    const QPointF middle(width() / 2.0, height() / 2.0);
    return {middle.x() - m_center.x() * size.width(), middle.y() - m_center.y() * size.height(), size.width(), size.height()};
}

void ImageView::paintEvent(QPaintEvent*)
{
    const Theme& theme = Theme::instance();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.fillRect(rect(), theme.color(ColorRole::Stage));
    painter.setFont(theme.font(TextStyle::Small));
    if (m_pixmap.isNull()) {
        painter.setPen(theme.color(ColorRole::Muted));
        painter.drawText(rect(), Qt::AlignCenter | Qt::TextWordWrap, m_placeholder);
    } else {
        const QRectF target = imageRect();
        const bool crisp = target.width() * devicePixelRatioF() >= 4 * m_pixmap.width();
        painter.setRenderHint(QPainter::SmoothPixmapTransform, !crisp);
        painter.drawPixmap(target, m_pixmap, m_pixmap.rect());
        if (!m_tinted.isNull()) {
            painter.setOpacity(m_maskOpacity);
            painter.drawPixmap(target, m_tinted, m_tinted.rect());
            painter.setOpacity(1);
        }
        if (m_frame) {
            painter.setBrush(Qt::NoBrush);
            painter.setPen(QPen(theme.color(*m_frame), 2));
            painter.drawRect(target.adjusted(1, 1, -1, -1));
        }
        for (const ImageMark& mark : m_marks) {
            const QRectF box(target.x() + mark.box.x() / 1000 * target.width(), target.y() + mark.box.y() / 1000 * target.height(),
                             mark.box.width() / 1000 * target.width(), mark.box.height() / 1000 * target.height());
            const QColor color = theme.color(mark.role);
            // A dark hairline under the coloured one keeps boxes readable on any picture.
            painter.setBrush(mark.highlighted ? QColor(color.red(), color.green(), color.blue(), 50) : QColor(Qt::transparent));
            painter.setPen(QPen(QColor(0, 0, 0, 110), 3.5));
            painter.drawRect(box);
            painter.setBrush(Qt::NoBrush);
            painter.setPen(QPen(color, mark.highlighted ? 2.5 : 1.75, mark.dashed ? Qt::DashLine : Qt::SolidLine));
            painter.drawRect(box);
            if (!mark.label.isEmpty()) {
                const QPointF at(std::max(box.left(), 0.0), std::max(0.0, box.top() - painter.fontMetrics().height() - 6));
                drawTag(painter, at, mark.label, color, Theme::color(ColorRole::OnAccent, theme.mode()));
            }
        }
    }
    if (!m_caption.isEmpty()) {
        QColor back = theme.color(ColorRole::Surface, 0.86);
        drawTag(painter, {8, 8}, m_caption, back, theme.color(m_captionRole));
    }
}

void ImageView::wheelEvent(QWheelEvent* event)
{
    if (m_pixmap.isNull())
        return;
    const QRectF before = imageRect();
    const QPointF cursor = event->position();
    const QPointF under((cursor.x() - before.x()) / before.width(), (cursor.y() - before.y()) / before.height());
    const double zoom = std::clamp(m_zoom * std::pow(1.0015, event->angleDelta().y()), 1.0, kMaxZoom);
    const double ratio = zoom / m_zoom;
    // Keep the point under the cursor in place.
    const QPointF middle(width() / 2.0, height() / 2.0);
    const QPointF center(under.x() - (cursor.x() - middle.x()) / (before.width() * ratio),
                         under.y() - (cursor.y() - middle.y()) / (before.height() * ratio));
    setView(zoom, center);
    Q_EMIT viewChanged(m_zoom, m_center);
    event->accept();
}

void ImageView::mousePressEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton)
        return;
    m_pressAt = event->position();
    m_pressCenter = m_center;
    m_panning = false;
}

void ImageView::mouseMoveEvent(QMouseEvent* event)
{
    if (event->buttons() & Qt::LeftButton) {
        const QPointF moved = event->position() - m_pressAt;
        if (m_panning || moved.manhattanLength() > 4) {
            m_panning = true;
            const QRectF target = imageRect();
            if (target.isEmpty())
                return;
            setView(m_zoom, m_pressCenter - QPointF(moved.x() / target.width(), moved.y() / target.height()));
            Q_EMIT viewChanged(m_zoom, m_center);
        }
        return;
    }
    Q_EMIT hovered(toNormalised(event->position()));
}

void ImageView::mouseReleaseEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton || m_panning || m_pixmap.isNull())
        return;
    const int mark = markAt(event->position());
    if (mark >= 0)
        Q_EMIT markClicked(mark);
    Q_EMIT clicked(toNormalised(event->position()));
}

void ImageView::mouseDoubleClickEvent(QMouseEvent*)
{
    fit();
}

void ImageView::leaveEvent(QEvent*)
{
    Q_EMIT hovered({-1, -1});
}

QPointF ImageView::toNormalised(QPointF widget) const
{
    const QRectF target = imageRect();
    if (!target.contains(widget))
        return {-1, -1};
    return {(widget.x() - target.x()) / target.width() * 1000, (widget.y() - target.y()) / target.height() * 1000};
}

int ImageView::markAt(QPointF widget) const
{
    const QPointF at = toNormalised(widget);
    int best = -1;
    double bestArea = 1e18;
    for (int i = 0; i < m_marks.size(); ++i) {
        const QRectF box = m_marks.at(i).box;
        if (box.contains(at) && box.width() * box.height() < bestArea) {
            bestArea = box.width() * box.height();
            best = i;
        }
    }
    return best;
}

} // namespace w2v
