#include "ui/widgets/PictureRowDelegate.h"

#include <QPainter>
#include <QPainterPath>

#include "ui/theme/IconSet.h"

namespace w2v {

namespace {

constexpr QSize kThumbnail(72, 54);

} // namespace

PictureRowDelegate::PictureRowDelegate(ImageCache& images, QObject* parent) : QStyledItemDelegate(parent), m_images(images) {}

QSize PictureRowDelegate::sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const
{
    return {160, kThumbnail.height() + 12};
}

void PictureRowDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    const Theme& theme = Theme::instance();
    painter->save();
    painter->setRenderHints(QPainter::Antialiasing | QPainter::SmoothPixmapTransform);
    const bool selected = option.state & QStyle::State_Selected, hovered = option.state & QStyle::State_MouseOver;
    const QRect row = option.rect.adjusted(4, 1, -4, -1);
    if (selected || hovered) {
        painter->setPen(Qt::NoPen);
        painter->setBrush(theme.color(selected ? ColorRole::Selection : ColorRole::Raised));
        painter->drawRoundedRect(row, 6, 6);
    }
    const QRect frame(row.left() + 5, row.top() + (row.height() - kThumbnail.height()) / 2, kThumbnail.width(), kThumbnail.height());
    const double ratio = painter->device()->devicePixelRatioF();
    const QPixmap picture = m_images.request(index.data(ThumbnailRole).toString(), QSize(256, 256));
    QPainterPath clip;
    clip.addRoundedRect(frame, 4, 4);
    painter->fillPath(clip, theme.color(ColorRole::Stage));
    if (picture.isNull()) {
        const QString icon = index.data(IconRole).toString();
        painter->drawPixmap(frame.center().x() - 9, frame.center().y() - 9,
                            iconPixmap(icon.isEmpty() ? "image" : icon, 20, ColorRole::Faint, ratio));
    } else {
        painter->setClipPath(clip);
        const double scale = std::max(double(frame.width()) / picture.width(), double(frame.height()) / picture.height());
        const QSizeF size(picture.width() * scale, picture.height() * scale);
        painter->drawPixmap(QRectF(frame.center().x() + 0.5 - size.width() / 2, frame.center().y() + 0.5 - size.height() / 2,
                                   size.width(), size.height()),
                            picture, picture.rect());
        painter->setClipping(false);
    }
    QRect text(frame.right() + 10, frame.top() + 6, row.right() - frame.right() - 18, 20);
    painter->setFont(theme.font(TextStyle::Body));
    painter->setPen(theme.color(ColorRole::Text));
    painter->drawText(text, Qt::AlignVCenter | Qt::AlignLeft,
                      painter->fontMetrics().elidedText(index.data().toString(), Qt::ElideRight, text.width()));
    text.translate(0, 21);
    painter->setFont(theme.font(TextStyle::Small));
    painter->setPen(theme.color(ColorRole::Muted));
    painter->drawText(text, Qt::AlignVCenter | Qt::AlignLeft,
                      painter->fontMetrics().elidedText(index.data(DetailRole).toString(), Qt::ElideRight, text.width()));
    painter->restore();
}

} // namespace w2v
