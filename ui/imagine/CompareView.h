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

Q_SIGNALS:
    void modeChanged();

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

    Picture m_a, m_b;
    QPixmap m_difference;
    double m_meanDifference = 0;
    Mode m_mode = Mode::Side;
    bool m_mask = false, m_showB = false, m_draggingWipe = false, m_panning = false;
    double m_wipe = 0.5, m_zoom = 1;
    QPointF m_center{0.5, 0.5}, m_pressAt, m_pressCenter;
    QString m_placeholder;
    QTimer m_blink;
};

} // namespace w2v
