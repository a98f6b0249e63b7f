#include "ui/imagine/Filmstrip.h"

#include <algorithm>

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>
#include <QScrollBar>

#include "ui/session/Units.h"
#include "ui/theme/Theme.h"

namespace w2v {

namespace {

constexpr int kGapBetween = 6, kBar = 5, kLabel = 18, kMargin = 12;

} // namespace

Filmstrip::Filmstrip(ImageCache& images, QWidget* parent) : QAbstractScrollArea(parent), m_images(images)
{
    setObjectName("imagine.filmstrip");
    setAccessibleName(tr("Filmstrip"));
    setFrameShape(QFrame::NoFrame);
    setProperty("look", "plain");
    setFocusPolicy(Qt::StrongFocus);
    setMinimumHeight(92);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    viewport()->setMouseTracking(true);
    connect(&images, &ImageCache::ready, viewport(), qOverload<>(&QWidget::update));
    connect(&Theme::instance(), &Theme::changed, viewport(), qOverload<>(&QWidget::update));
    connect(horizontalScrollBar(), &QScrollBar::valueChanged, this, &Filmstrip::scrolled);
}

void Filmstrip::setFrames(const QList<FilmFrame>& frames)
{
    m_frames = frames;
    m_current = std::clamp(m_current, 0, std::max(0, count() - 1));
    updateScroll();
    viewport()->update();
}

void Filmstrip::setVerdicts(const QList<QStringList>& verdicts)
{
    m_verdicts = verdicts;
    viewport()->update();
}

void Filmstrip::setCurrent(int index)
{
    m_current = std::clamp(index, 0, std::max(0, count() - 1));
    const QRect area = cell(m_current);
    QScrollBar* bar = horizontalScrollBar();
    if (area.left() < kMargin)
        bar->setValue(bar->value() + area.left() - kMargin);
    else if (area.right() > viewport()->width() - kMargin)
        bar->setValue(bar->value() + area.right() - viewport()->width() + kMargin);
    viewport()->update();
}

int Filmstrip::cellWidth() const
{
    return std::max(40, int((viewport()->height() - kBar - kLabel - 8) * m_aspect));
}

QRect Filmstrip::cell(int index) const
{
    return {kMargin + index * (cellWidth() + kGapBetween) - horizontalScrollBar()->value(), 2, cellWidth(), viewport()->height() - 4};
}

int Filmstrip::indexAt(QPoint at) const
{
    const int x = at.x() + horizontalScrollBar()->value() - kMargin;
    const int index = x / (cellWidth() + kGapBetween);
    return x >= 0 && index < count() ? index : -1;
}

void Filmstrip::updateScroll()
{
    const int whole = 2 * kMargin + count() * (cellWidth() + kGapBetween);
    horizontalScrollBar()->setRange(0, std::max(0, whole - viewport()->width()));
    horizontalScrollBar()->setPageStep(viewport()->width());
    horizontalScrollBar()->setSingleStep(cellWidth());
    Q_EMIT scrolled();
}

void Filmstrip::resizeEvent(QResizeEvent* event)
{
    QAbstractScrollArea::resizeEvent(event);
    updateScroll();
}

void Filmstrip::paintEvent(QPaintEvent*)
{
    const Theme& theme = Theme::instance();
    QPainter painter(viewport());
    painter.setRenderHints(QPainter::Antialiasing | QPainter::SmoothPixmapTransform);
    painter.setFont(theme.font(TextStyle::Small));
    if (m_frames.isEmpty()) {
        painter.setPen(theme.color(ColorRole::Muted));
        painter.drawText(viewport()->rect(), Qt::AlignCenter, tr("The frames appear here as they are made"));
        return;
    }
    double aspect = m_aspect;
    for (int i = 0; i < count(); ++i) {
        const QRect area = cell(i);
        if (area.right() < 0 || area.left() > viewport()->width())
            continue;
        const FilmFrame& frame = m_frames.at(i);
        const QRect picture(area.left(), area.top(), area.width(), area.height() - kBar - kLabel - 4);
        const QPixmap pixmap = frame.pixmap.isNull() ? m_images.request(frame.reference, QSize(256, 256)) : frame.pixmap;
        QPainterPath clip;
        clip.addRoundedRect(picture, 4, 4);
        painter.fillPath(clip, theme.color(ColorRole::Stage));
        if (!pixmap.isNull()) {
            aspect = double(pixmap.width()) / pixmap.height();
            painter.save();
            painter.setClipPath(clip);
            painter.drawPixmap(picture, pixmap, pixmap.rect());
            painter.restore();
        }
        if (i == m_current) {
            painter.setPen(QPen(theme.color(ColorRole::Accent), 2));
            painter.setBrush(Qt::NoBrush);
            painter.drawRoundedRect(QRectF(picture).adjusted(-1, -1, 1, 1), 5, 5);
        }
        if (i < m_verdicts.size() && !m_verdicts[i].isEmpty()) {
            painter.fillPath(clip, theme.color(ColorRole::Stage, 0.45));
            const QRectF badge(picture.right() - 21, picture.top() + 4, 17, 17);
            painter.setPen(Qt::NoPen);
            painter.setBrush(theme.color(ColorRole::Contradicts));
            painter.drawEllipse(badge);
            painter.setPen(QPen(theme.color(ColorRole::OnAccent), 1.6));
            const QRectF cross = badge.adjusted(5.2, 5.2, -5.2, -5.2);
            painter.drawLine(cross.topLeft(), cross.bottomRight());
            painter.drawLine(cross.topRight(), cross.bottomLeft());
        }
        const QRectF bar(picture.left(), picture.bottom() + 5, picture.width(), kBar);
        painter.setPen(Qt::NoPen);
        if (frame.observedShare >= 0) {
            const double split = bar.width() * frame.observedShare;
            painter.fillRect(QRectF(bar.left(), bar.top(), split, kBar), theme.color(ColorRole::Observed));
            painter.fillRect(QRectF(bar.left() + split, bar.top(), bar.width() - split, kBar), theme.color(ColorRole::Imagined));
        } else {
            painter.fillRect(bar, theme.color(ColorRole::Raised));
        }
        painter.setPen(theme.color(i == m_current ? ColorRole::Text : ColorRole::Muted));
        const QRectF label(area.left(), bar.bottom() + 1, area.width(), kLabel);
        painter.drawText(label, Qt::AlignLeft | Qt::AlignVCenter, (frame.keyFrame ? QStringLiteral("◆ ") : QString()) + QString::number(i));
        if (frame.observedShare >= 0 && area.width() > 64)
            painter.drawText(label, Qt::AlignRight | Qt::AlignVCenter, formatPercent(frame.observedShare));
    }
    if (std::abs(aspect - m_aspect) > 0.01) {
        m_aspect = aspect;
        updateScroll();
        viewport()->update();
    }
}

void Filmstrip::mousePressEvent(QMouseEvent* event)
{
    const int index = indexAt(event->pos());
    if (index >= 0 && event->button() == Qt::LeftButton)
        Q_EMIT chosen(index);
}

void Filmstrip::mouseMoveEvent(QMouseEvent* event)
{
    const int index = indexAt(event->pos());
    if (index >= 0 && (event->buttons() & Qt::LeftButton) && index != m_current)
        Q_EMIT chosen(index);
    if (index < 0)
        return;
    QStringList lines;
    if (const double share = m_frames.at(index).observedShare; share >= 0)
        lines << tr("Frame %1: %2 observed, %3 imagined").arg(index).arg(formatPercent(share), formatPercent(1 - share));
    if (index < m_verdicts.size() && !m_verdicts[index].isEmpty())
        lines << tr("Rejected: %1").arg(m_verdicts[index].join(", "));
    viewport()->setToolTip(lines.join('\n'));
}

void Filmstrip::keyPressEvent(QKeyEvent* event)
{
    int next = m_current;
    switch (event->key()) {
    case Qt::Key_Left:
        --next;
        break;
    case Qt::Key_Right:
        ++next;
        break;
    case Qt::Key_Home:
        next = 0;
        break;
    case Qt::Key_End:
        next = count() - 1;
        break;
    default:
        QAbstractScrollArea::keyPressEvent(event);
        return;
    }
    if (next >= 0 && next < count())
        Q_EMIT chosen(next);
}

void Filmstrip::wheelEvent(QWheelEvent* event)
{
    const QPoint delta = event->angleDelta();
    horizontalScrollBar()->setValue(horizontalScrollBar()->value() - (delta.x() != 0 ? delta.x() : delta.y()));
}

} // namespace w2v
