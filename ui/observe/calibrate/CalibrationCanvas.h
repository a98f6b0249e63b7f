#pragma once
#include "ui/observe/calibrate/CalibrationDraft.h"
#include "ui/widgets/ImageView.h"

namespace w2v {

/// The picture with its marks. A drag draws what the tool marks or moves the end it begins on; the wheel zooms, a drag with the
/// right button pans. Keys: Page Up and Down choose an end, arrows move it by a pixel (Shift: 10), Insert adds a mark in the
/// middle, Delete removes it. The screen reader hears which end is chosen and where it is.
class CalibrationCanvas : public ImageView {
    Q_OBJECT
public:
    explicit CalibrationCanvas(CalibrationDraft& draft, QWidget* parent = nullptr);

    QPointF widgetOf(const Eigen::Vector2d& pixel) const;
    Eigen::Vector2d pixelOf(QPointF widget) const;
    static QString describe(const MarkHandle& handle); ///< "line 2 of direction A, end"

Q_SIGNALS:
    void leaveRequested();
    void lengthDrawn();                    ///< its number comes next

protected:
    bool event(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent*) override {} // a quick second click is a second mark
    void keyPressEvent(QKeyEvent* event) override;

private:
    int handleAt(QPointF widget) const;
    void addInTheMiddle();
    void announce();
    void paintRoom(QPainter& painter) const;
    void paintHorizon(QPainter& painter) const;
    void paintMarks(QPainter& painter) const;

    CalibrationDraft& m_draft;
    int m_dragged = -1;
    QPointF m_grip;                        ///< from the cursor to the end that is dragged
    std::optional<PictureSegment> m_drawn; ///< the line that is being dragged
    std::optional<QPointF> m_pan;
};

} // namespace w2v
