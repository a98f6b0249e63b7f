#pragma once
#include <QFrame>
#include <QPixmap>
#include <QWidget>

#include "ui/chat/ChatTypes.h"

class QToolButton;

namespace w2v {

class FlowLayout;
class PictureLoader;

/// One attachment: its picture, its place, a cross to remove it. With the keyboard: Space shows it as the model sees it,
/// Delete removes it, Alt with left and right moves it.
class AttachmentTile : public QFrame {
    Q_OBJECT
public:
    AttachmentTile(const Attachment& attachment, PictureLoader& pictures, bool editable, QWidget* parent = nullptr);
    const Attachment& attachment() const { return m_attachment; }
    void setPlace(int place, int count);
    void setShown(bool shown);            ///< its view is open
    QSize sizeHint() const override;

Q_SIGNALS:
    void activated();
    void removeRequested();
    void moveRequested(int places);       ///< -1 = one to the left
    void dragged(const QPoint& globalPosition);

protected:
    void paintEvent(QPaintEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    Attachment m_attachment;
    PictureLoader& m_pictures;
    QToolButton* m_remove = nullptr;
    int m_place = 0, m_count = 1;
    bool m_editable, m_shown = false, m_dragging = false;
    QPoint m_pressAt;
};

/// The attachments of a question in the order the model reads them.
class AttachmentStrip : public QWidget {
    Q_OBJECT
public:
    explicit AttachmentStrip(PictureLoader& pictures, bool editable, QWidget* parent = nullptr);
    const QList<Attachment>& attachments() const { return m_attachments; }
    void set(const QList<Attachment>& attachments);
    void add(const QList<Attachment>& attachments);
    void setShown(const QString& source);  ///< whose view is open; "" = none
    AttachmentTile* tile(int index) const { return m_tiles.value(index); }

Q_SIGNALS:
    void changed();
    void activated(const w2v::Attachment& attachment);

private:
    void rebuild(int focused);
    void remove(int index);
    void move(int from, int to);

    PictureLoader& m_pictures;
    bool m_editable;
    FlowLayout* m_layout;
    QList<Attachment> m_attachments;
    QList<AttachmentTile*> m_tiles;
    QString m_shown;
};

} // namespace w2v
