#pragma once
#include <QStyledItemDelegate>

#include "ui/session/ImageCache.h"

namespace w2v {

/// A row of a list of pictures: thumbnail, name, one quiet line. Items hold the roles below; DisplayRole is the name.
class PictureRowDelegate : public QStyledItemDelegate {
    Q_OBJECT
public:
    enum Role { IdRole = Qt::UserRole + 1, ThumbnailRole, IconRole, DetailRole };

    PictureRowDelegate(ImageCache& images, QObject* parent);
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;

private:
    ImageCache& m_images;
};

} // namespace w2v
