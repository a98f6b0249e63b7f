#pragma once
#include <QWidget>

#include "core/motion/Trajectory.h"

namespace w2v {

/// A camera path in space: the floor's grid in half metres, the path and a frustum at each key frame, the first in the colour of what was
/// observed, later ones in that of what was imagined. Dragging turns, the wheel moves nearer, a double click looks as in the beginning.
class PathView : public QWidget {
    Q_OBJECT
public:
    explicit PathView(QWidget* parent = nullptr);
    void set(const CameraTrajectory& path);
    void clear();
    bool isEmpty() const { return m_path.startFromCamera.empty(); }
    double turned() const { return m_yaw; }
    QSize sizeHint() const override { return {200, 160}; }

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;

private:
    void resetView();
    QPointF project(const Eigen::Vector3d& point) const; ///< of the start camera's world to the widget

    CameraTrajectory m_path;
    Eigen::Vector3d m_center = Eigen::Vector3d::Zero();
    double m_reach = 1;        ///< metres around the centre that are shown
    double m_yaw = 0, m_pitch = 0, m_zoom = 1;
    QPointF m_pressed;
};

} // namespace w2v
