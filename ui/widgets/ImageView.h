#pragma once
#include <optional>

#include <QImage>
#include <QList>
#include <QPixmap>
#include <QString>
#include <QWidget>

#include "ui/theme/Theme.h"

namespace w2v {

/// A box on an image: 0..1000 per axis.
struct ImageMark {
    QRectF box;
    QString label;
    ColorRole role = ColorRole::Accent;
    bool dashed = false;      ///< predicted or estimated
    bool highlighted = false; ///< hovered in a linked view
};

/// A large picture: fitted, wheel zooms at the cursor, dragging pans, a double click fits again. Small images are scaled
/// without blur from 4x on. Marks and a mask may lie on top; a caption in the corner.
class ImageView : public QWidget {
    Q_OBJECT
public:
    explicit ImageView(QWidget* parent = nullptr);

    void setPixmap(const QPixmap& pixmap);          ///< keeps the zoom when the size is the same
    const QPixmap& pixmap() const { return m_pixmap; }
    void setPlaceholder(const QString& text);        ///< shown while there is no picture
    void setCaption(const QString& text, ColorRole role = ColorRole::Text);
    void setMarks(const QList<ImageMark>& marks);
    /// A mask of any size (alpha = where), tinted in the role's colour over the picture.
    void setMask(const QPixmap& mask, ColorRole role = ColorRole::Imagined, double opacity = 0.45);
    void setFrameRole(std::optional<ColorRole> role); ///< a 2 px frame, for example around the right answer

    void fit();
    double zoom() const { return m_zoom; }           ///< 1 = fitted
    QPointF center() const { return m_center; }      ///< 0..1 of the image
    void setView(double zoom, QPointF center);       ///< for linked views; emits nothing
    /// Where the picture lies in the widget.
    QRectF imageRect() const;
    QSize sizeHint() const override { return {320, 320}; }

Q_SIGNALS:
    void viewChanged(double zoom, QPointF center);
    void hovered(QPointF normalised);                ///< 0..1000 per axis; (-1,-1) on leaving
    void markClicked(int index);
    void clicked(QPointF normalised);

protected:
    void paintEvent(QPaintEvent*) override;
    void wheelEvent(QWheelEvent*) override;
    void mousePressEvent(QMouseEvent*) override;
    void mouseMoveEvent(QMouseEvent*) override;
    void mouseReleaseEvent(QMouseEvent*) override;
    void mouseDoubleClickEvent(QMouseEvent*) override;
    void leaveEvent(QEvent*) override;

private:
    QPointF toNormalised(QPointF widget) const;
    int markAt(QPointF widget) const;

    QPixmap m_pixmap, m_mask, m_tinted;
    ColorRole m_maskRole = ColorRole::Imagined;
    double m_maskOpacity = 0.45;
    QString m_placeholder, m_caption;
    ColorRole m_captionRole = ColorRole::Text;
    QList<ImageMark> m_marks;
    std::optional<ColorRole> m_frame;
    double m_zoom = 1;
    QPointF m_center{0.5, 0.5}, m_pressAt, m_pressCenter;
    bool m_panning = false;
};

} // namespace w2v
