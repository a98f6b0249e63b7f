#include "ui/chat/AttachmentStrip.h"

#include <QApplication>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>
#include <QToolButton>

#include <algorithm>

#include "ui/chat/PictureLoader.h"
#include "ui/theme/Theme.h"
#include "ui/widgets/FlowLayout.h"
#include "ui/widgets/Labels.h"

namespace w2v {
namespace {

constexpr int kTile = 64, kCross = 20;

} // namespace

AttachmentTile::AttachmentTile(const Attachment& attachment, PictureLoader& pictures, bool editable, QWidget* parent)
    : QFrame(parent), m_attachment(attachment), m_pictures(pictures), m_editable(editable)
{
    setFixedSize(sizeHint());
    setFocusPolicy(Qt::StrongFocus);
    setCursor(Qt::PointingHandCursor);
    if (editable) {
        m_remove = makeIconButton(QStringLiteral("close"), tr("Remove %1").arg(attachment.name), this);
        m_remove->setObjectName(QStringLiteral("removeAttachment"));
        m_remove->setFixedSize(kCross, kCross);
        m_remove->setIconSize({kCross - space::kGap, kCross - space::kGap});
        m_remove->setFocusPolicy(Qt::NoFocus); // Delete does it
        m_remove->setAutoFillBackground(true);
        connect(m_remove, &QToolButton::clicked, this, &AttachmentTile::removeRequested);
    }
    connect(&pictures, &PictureLoader::ready, this, [this](const QString& source) {
        if (source == m_attachment.source)
            update();
    });
    setPlace(0, 1);
}

QSize AttachmentTile::sizeHint() const
{
    return {kTile, kTile};
}

void AttachmentTile::setPlace(int place, int count)
{
    m_place = place;
    m_count = count;
    setAccessibleName(tr("Picture %1 of %2: %3").arg(place + 1).arg(count).arg(m_attachment.name));
    const QString keys = m_editable ? tr("Click or Space: as the model sees it. Delete removes it, Alt+Left and Alt+Right or dragging moves it.")
                                    : tr("Click or Space: as the model sees it.");
    setAccessibleDescription(keys);
    setToolTip(m_attachment.name + QLatin1Char('\n') + keys);
    update();
}

void AttachmentTile::setShown(bool shown)
{
    m_shown = shown;
    update();
}

void AttachmentTile::paintEvent(QPaintEvent*)
{
    const Theme& theme = Theme::instance();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setRenderHint(QPainter::SmoothPixmapTransform);
    const QRectF area = QRectF(rect()).adjusted(1, 1, -1, -1);
    QPainterPath shape;
    shape.addRoundedRect(area, space::kRadius, space::kRadius);
    painter.fillPath(shape, theme.color(ColorRole::Stage));
    const QPixmap picture = m_pictures.picture(m_attachment.source);
    if (!picture.isNull()) {
        QSizeF size = picture.deviceIndependentSize();
        size.scale(area.size(), Qt::KeepAspectRatioByExpanding);
        QRectF target({}, size);
        target.moveCenter(area.center());
        painter.setClipPath(shape);
        painter.drawPixmap(target, picture, QRectF(picture.rect()));
        painter.setClipping(false);
    } else {
        painter.setPen(theme.color(ColorRole::Muted));
        painter.setFont(theme.font(TextStyle::Small));
        painter.drawText(area, Qt::AlignCenter | Qt::TextWordWrap, m_pictures.isBroken(m_attachment.source) ? tr("cannot be read") : tr("loading"));
    }
    if (m_count > 1) {
        const QRectF corner(area.left() + 2, area.bottom() - 18, 16, 16);
        painter.setPen(Qt::NoPen);
        painter.setBrush(theme.color(ColorRole::Surface, 0.85));
        painter.drawRoundedRect(corner, 4, 4);
        painter.setPen(theme.color(ColorRole::Text));
        painter.setFont(theme.font(TextStyle::Small));
        painter.drawText(corner, Qt::AlignCenter, QString::number(m_place + 1));
    }
    const bool marked = hasFocus() || m_shown;
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(theme.color(marked ? ColorRole::Accent : ColorRole::Line), marked ? 2 : 1));
    painter.drawPath(shape);
}

void AttachmentTile::keyPressEvent(QKeyEvent* event)
{
    const bool alt = event->modifiers() & Qt::AltModifier;
    if (event->key() == Qt::Key_Space || event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter)
        Q_EMIT activated();
    else if (m_editable && (event->key() == Qt::Key_Delete || event->key() == Qt::Key_Backspace))
        Q_EMIT removeRequested();
    else if (m_editable && alt && (event->key() == Qt::Key_Left || event->key() == Qt::Key_Right))
        Q_EMIT moveRequested(event->key() == Qt::Key_Left ? -1 : 1);
    else
        QFrame::keyPressEvent(event);
}

void AttachmentTile::mousePressEvent(QMouseEvent* event)
{
    if (event->button() == Qt::LeftButton)
        m_pressAt = event->pos();
}

void AttachmentTile::mouseMoveEvent(QMouseEvent* event)
{
    if (!m_editable || !(event->buttons() & Qt::LeftButton))
        return;
    if (!m_dragging && (event->pos() - m_pressAt).manhattanLength() < QApplication::startDragDistance())
        return;
    m_dragging = true;
    setCursor(Qt::ClosedHandCursor);
}

void AttachmentTile::mouseReleaseEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton)
        return;
    setCursor(Qt::PointingHandCursor);
    if (std::exchange(m_dragging, false))
        Q_EMIT dragged(event->globalPosition().toPoint());
    else if (rect().contains(event->pos()))
        Q_EMIT activated();
}

void AttachmentTile::resizeEvent(QResizeEvent*)
{
    if (m_remove)
        m_remove->move(width() - kCross - 2, 2);
}

AttachmentStrip::AttachmentStrip(PictureLoader& pictures, bool editable, QWidget* parent)
    : QWidget(parent), m_pictures(pictures), m_editable(editable), m_layout(new FlowLayout(this, space::kHalf))
{
    QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Minimum);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
    hide();
}

void AttachmentStrip::set(const QList<Attachment>& attachments)
{
    if (attachments == m_attachments)
        return;
    m_attachments = attachments;
    rebuild(-1);
}

void AttachmentStrip::add(const QList<Attachment>& attachments)
{
    if (attachments.isEmpty())
        return;
    m_attachments += attachments;
    rebuild(-1);
}

void AttachmentStrip::setShown(const QString& source)
{
    m_shown = source;
    for (AttachmentTile* tile : m_tiles)
        tile->setShown(!source.isEmpty() && tile->attachment().source == source);
}

void AttachmentStrip::rebuild(int focused)
{
    for (AttachmentTile* tile : m_tiles) {
        m_layout->removeWidget(tile);
        tile->hide();
        tile->deleteLater(); // it may be the sender
    }
    m_tiles.clear();
    for (const Attachment& attachment : m_attachments) {
        auto* tile = new AttachmentTile(attachment, m_pictures, m_editable, this);
        tile->setObjectName(QStringLiteral("attachment%1").arg(m_tiles.size()));
        tile->setPlace(static_cast<int>(m_tiles.size()), static_cast<int>(m_attachments.size()));
        const int index = static_cast<int>(m_tiles.size());
        connect(tile, &AttachmentTile::activated, this, [this, index] { Q_EMIT activated(Attachment(m_attachments.at(index))); });
        connect(tile, &AttachmentTile::removeRequested, this, [this, index] { remove(index); });
        connect(tile, &AttachmentTile::moveRequested, this, [this, index](int places) { move(index, index + places); });
        connect(tile, &AttachmentTile::dragged, this, [this, index](const QPoint& global) {
            const QPoint at = mapFromGlobal(global);
            int target = 0;
            for (const AttachmentTile* other : m_tiles)
                if (other->y() + other->height() < at.y() || (at.y() >= other->y() && other->geometry().center().x() < at.x()))
                    ++target;
            move(index, target > index ? target - 1 : target);
        });
        m_layout->addWidget(tile);
        tile->show();
        m_tiles.append(tile);
    }
    setVisible(!m_tiles.isEmpty());
    setShown(m_shown);
    if (AttachmentTile* tile = m_tiles.value(focused))
        tile->setFocus();
    updateGeometry();
    Q_EMIT changed();
}

void AttachmentStrip::remove(int index)
{
    m_attachments.removeAt(index);
    rebuild(std::min(index, static_cast<int>(m_attachments.size()) - 1));
}

void AttachmentStrip::move(int from, int to)
{
    to = std::clamp(to, 0, static_cast<int>(m_attachments.size()) - 1);
    if (to == from)
        return;
    m_attachments.move(from, to);
    rebuild(to);
}

} // namespace w2v
