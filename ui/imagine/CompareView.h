#pragma once
#include <array>
#include <optional>

#include <QPixmap>
#include <QTimer>
#include <QWidget>

#include "ui/imagine/CloneBrush.h"
#include "ui/imagine/LinkCross.h"
#include "ui/theme/Theme.h"

namespace w2v {

/// Two pictures held against each other: side by side, with a wipe, blinking, or as their difference. The wheel zooms at the pointer and
/// dragging pans (or moves the wipe; the middle button always pans). What lies under the pointer is followed in the other picture by its
/// place in space: it has a crosshair there and stays beside the pointer when zoomed and panned, or as far as pixels go when nothing is
/// known of its place.
class CompareView : public QWidget {
    Q_OBJECT
public:
    enum class Mode { Single, Side, Wipe, Blink, Difference };
    enum class Brush { None, Mark, Clone };

    struct Picture {
        QPixmap pixmap;
        QPixmap imaginedMask;          ///< opaque where imagined; empty = unknown
        QString caption;
        ColorRole role = ColorRole::Text;
        double observedShare = -1;     ///< 0..1, below 0 = unknown
        PlacedView place = {};         ///< in the frame common to both pictures
        bool metric = false;           ///< its lengths are metres
        FrameKey key = {};
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
    double zoom() const { return m_zoom; } ///< 1 = fitted

    /// Mark: dragging over the first picture marks a region of it; with Shift or the right button it unmarks. Clone: dragging copies
    /// pixels from where Alt and a click were, in either picture.
    void setBrush(Brush brush);
    Brush brush() const { return m_brush; }
    void setBrushRadius(double pixels) { m_radius = pixels; update(); } ///< of the picture
    void setBrushLocked(bool locked) { m_locked = locked; }             ///< what is painted is being applied
    /// White where marked, of the first picture's size; null when nothing is.
    QImage region() const;
    void clearRegion();
    const CloneBrush& clone() const { return m_clone; }
    void clearClone();
    void followRepair(const FrameKey& repaired, const QString& rollout) { m_clone.follow(repaired, rollout); }

    /// Where a pixel of a picture (0 or 1) is, in this widget.
    QPointF placeOf(QPointF pixel, int which = 0) const;
    QPointF pixelAt(int which, QPointF place) const;
    QRectF visibleArea(int which) const;      ///< where that picture may show; empty: nowhere
    int pictureAt(QPointF place) const;
    QSizeF pictureSize(int which) const { return picture(which).pixmap.size(); } ///< pixels
    /// The crosshair in a picture; none while the pointer is elsewhere or the picture is not to be seen.
    std::optional<LinkCross> cross(int which) const;

Q_SIGNALS:
    void modeChanged();
    void regionChanged();
    void cloneChanged();  ///< something was painted, a source was set, or it was cleared
    void cloneLeft();     ///< another frame is about to be shown: what was painted is still there
    void cloneRefused();  ///< painted without a source

protected:
    void paintEvent(QPaintEvent*) override;
    void mousePressEvent(QMouseEvent*) override;
    void mouseMoveEvent(QMouseEvent*) override;
    void mouseReleaseEvent(QMouseEvent*) override;
    void mouseDoubleClickEvent(QMouseEvent*) override;
    void wheelEvent(QWheelEvent*) override;
    void leaveEvent(QEvent*) override;

private:
    /// A place of a picture that stays where it is in the widget, and takes the other picture along.
    struct Anchor {
        int which = 0;
        QPointF pixel;                        ///< of that picture
        QPointF at;                           ///< from the middle of its pane
        std::optional<Eigen::Vector3d> point; ///< in the common frame, where it is known
    };
    struct Hover {
        int which = 0;
        QPointF pixel;
    };

    // Geometry
    const Picture& picture(int which) const { return which == 0 ? m_a : m_b; }
    QRectF pane(int which) const;
    QRectF target(int which) const;
    LinkedPixel linked(const Hover& from) const;
    void setAnchor(int which, QPointF pixel, QPointF place);
    void holdAnchor();
    void centerOn(int which, QPointF pixel, QPointF at, bool filled);

    // Input
    void dragMark(QPointF from, QPointF to, bool mark);
    void dragClone(QPointF from, QPointF to);
    void hover(QPointF place);
    QRegion crossRegion() const;

    // Painting
    void paintPicture(QPainter& painter, int which, const QRectF& area, const QPixmap& pixmap, bool tinted) const;
    void paintCaption(QPainter& painter, const QRectF& area, const Picture& picture, bool right) const;
    void paintModes(QPainter& painter);
    void paintWipeLine(QPainter& painter) const;
    void paintBrush(QPainter& painter) const;
    void paintLegend(QPainter& painter) const;
    void computeDifference();

    Picture m_a, m_b;
    QPixmap m_difference;
    double m_meanDifference = 0;
    Mode m_mode = Mode::Side;
    bool m_mask = false, m_showB = false, m_draggingWipe = false, m_panning = false;
    double m_wipe = 0.5, m_zoom = 1;
    std::array<QPointF, 2> m_centers{QPointF(0.5, 0.5), QPointF(0.5, 0.5)}; ///< of the panes, 0..1 of their pictures
    std::optional<Anchor> m_anchor;
    std::optional<Hover> m_hover;
    QImage m_region; ///< grey, of the first picture's size
    CloneBrush m_clone;
    Brush m_brush = Brush::None;
    bool m_marking = false, m_unmarking = false, m_locked = false;
    double m_radius = 12;
    QPointF m_lastAt;
    QString m_placeholder;
    QTimer m_blink;
};

} // namespace w2v
