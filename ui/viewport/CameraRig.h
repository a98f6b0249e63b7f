#pragma once
#include <Eigen/Geometry>

#include "core/geometry/Camera.h"

namespace w2v {

/// The sides of the world to look from: Front looks along z, Right along -x, Top down.
enum class StandardView { Front, Back, Left, Right, Top, Bottom };

/// An eye that orbits a target, pans, zooms and flies. World axes as everywhere: y down. Angles in radians; a positive
/// pitch looks down. No Qt, no drawing.
class CameraRig {
public:
    Rigid3d worldFromCamera() const;
    Eigen::Vector3d eye() const;
    Eigen::Vector3d forward() const;
    const Eigen::Vector3d& target() const { return m_target; }
    double distance() const { return m_distance; }

    /// Turns around the target; pixels of mouse movement.
    void orbit(double dx, double dy);
    /// Turns around the eye.
    void look(double dx, double dy);
    /// Moves with the mouse so that the target stays under it. `viewHeight` in the same pixels.
    void pan(double dx, double dy, double viewHeight, double fovYDegrees);
    /// Factor below 1 comes closer. With an anchor (world) the eye moves on the line to it.
    void zoom(double factor, const Eigen::Vector3d* anchor = nullptr);
    /// Moves eye and target by (right, down, forward) metres of the camera, level with the floor.
    void fly(const Eigen::Vector3d& step);
    /// Looks at a point from the present direction at this distance.
    void focus(const Eigen::Vector3d& point, double distance);
    /// Sees all of the box from the present direction, or from a good default one.
    void frame(const Eigen::AlignedBox3d& box, double fovYDegrees, double aspect, bool keepDirection = false);
    /// Takes the place and direction of a camera; the target lies `distance` ahead.
    void adopt(const Rigid3d& worldFromCamera, double distance);
    void setAngles(double yaw, double pitch);
    /// Looks at the present target from a side.
    void lookFrom(StandardView side);
    /// Fits the nearest and farthest distances to a scene of this size (diagonal, metres).
    void setScale(double diagonal);
    /// Height of a parallel view that shows the target as large as the perspective one, metres.
    double orthoHeight(double fovYDegrees) const;

private:
    Eigen::Vector3d m_target = Eigen::Vector3d::Zero();
    double m_yaw = 0.7, m_pitch = 0.7, m_distance = 6;
    double m_nearest = 0.05, m_farthest = 500;
};

} // namespace w2v
