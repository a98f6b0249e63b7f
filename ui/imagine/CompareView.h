#pragma once
#include <QPixmap>
#include <QTimer>
#include <QWidget>

#include "ui/theme/Theme.h"

namespace w2v {

/// Two pictures held against each other: side by side, with a wipe, blinking, or as their difference. The wheel zooms both
/// at the same place, dragging pans them (or moves the wipe).
class CompareView : public QWidget {
    Q_OBJECT
public:
    enum class Mode { Single, Side, Wipe, Blink, Difference };

    struct Picture {
        QPixmap pixmap;
        QPixmap imaginedMask;          ///< opaque where imagined; empty = unknown
        QString caption;
        ColorRole role = ColorRole::Text;
        double observedShare = -1;     ///< 0..1, below 0 = unknown
    };

    explicit CompareView(QWidget* parent = nullptr);
    void setPictures(const Picture& a, const Picture& b);
    void setMode(Mode mode);
    Mode mode() const { return m_mode; }
    void setMaskShown(bool shown);
    bool isMaskShown() const { return m_mask; }
    double wipe() const { return m_wipe; }
    void setPlaceholder(const QString& text);
    void fit();

    /// With the brush on, dragging over the first picture marks a region of it; with Shift or the right button it unmarks.
    void setBrushing(bool on);
    bool isBrushing() const { return m_brushing; }
    void setBrushRadius(double pixels) { m_brush = pixels; update(); } ///< of the picture
    /// White where marked, of the first picture's size; null when nothing is.
    QImage region() const;
    void clearRegion();
    /// Where a pixel of the first picture is, in this widget.
    QPointF placeOf(QPointF pixel) const;

Q_SIGNALS:
    void modeChanged();
    void regionChanged();

protected:
    void paintEvent(QPaintEvent*) override;
    void mousePressEvent(QMouseEvent*) override;
    void mouseMoveEvent(QMouseEvent*) override;
    void mouseReleaseEvent(QMouseEvent*) override;
    void mouseDoubleClickEvent(QMouseEvent*) override;
    void wheelEvent(QWheelEvent*) override;

private:
    QRectF pane(int which) const;
    QRectF target(const QRectF& pane, const QPixmap& pixmap) const;
    void paintPicture(QPainter& painter, const QRectF& pane, const Picture& picture) const;
    void paintCaption(QPainter& painter, const QRectF& pane, const Picture& picture, bool right) const;
    void computeDifference();
    QRectF firstTarget() const;
    void brushTo(QPointF from, QPointF to, bool mark);

    Picture m_a, m_b;
    QPixmap m_difference;
    double m_meanDifference = 0;
    Mode m_mode = Mode::Side;
    bool m_mask = false, m_showB = false, m_draggingWipe = false, m_panning = false;
    double m_wipe = 0.5, m_zoom = 1;
    QPointF m_center{0.5, 0.5}, m_pressAt, m_pressCenter;
    QImage m_region; ///< grey, of the first picture's size
    bool m_brushing = false, m_marking = false, m_unmarking = false;
    double m_brush = 12;
    QPointF m_lastAt;
    QString m_placeholder;
    QTimer m_blink;
};

} // namespace w2v
