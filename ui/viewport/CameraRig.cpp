#include "ui/viewport/CameraRig.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace w2v {

namespace {

constexpr double kRadiansPerPixel = 0.0055, kSteepest = std::numbers::pi / 2;
constexpr double kUsualNearest = 0.05, kUsualFarthest = 500; ///< metres, for rooms and yards

Eigen::Matrix3d rotationOf(double yaw, double pitch)
{
    const double c = std::cos(pitch), s = std::sin(pitch);
    Eigen::Matrix3d tilt;
    tilt << 1, 0, 0, 0, c, s, 0, -s, c;
    return yawRotation(yaw) * tilt;
}

} // namespace

Rigid3d CameraRig::worldFromCamera() const
{
    Rigid3d pose = Rigid3d::Identity();
    pose.linear() = rotationOf(m_yaw, m_pitch);
    pose.translation() = eye();
    return pose;
}

Eigen::Vector3d CameraRig::forward() const
{
    return rotationOf(m_yaw, m_pitch).col(2);
}

Eigen::Vector3d CameraRig::eye() const
{
    return m_target - forward() * m_distance;
}

void CameraRig::setAngles(double yaw, double pitch)
{
    m_yaw = yaw;
    m_pitch = std::clamp(pitch, -kSteepest, kSteepest);
}

void CameraRig::lookFrom(StandardView side)
{
    constexpr double kQuarter = std::numbers::pi / 2;
    switch (side) {
    case StandardView::Front: return setAngles(0, 0);
    case StandardView::Back: return setAngles(2 * kQuarter, 0);
    case StandardView::Left: return setAngles(kQuarter, 0);
    case StandardView::Right: return setAngles(-kQuarter, 0);
    case StandardView::Top: return setAngles(0, kQuarter);
    case StandardView::Bottom: return setAngles(0, -kQuarter);
    }
}

void CameraRig::setScale(double diagonal)
{
    m_nearest = std::min(kUsualNearest, 0.01 * diagonal);
    m_farthest = std::max(kUsualFarthest, 20 * diagonal);
}

double CameraRig::orthoHeight(double fovYDegrees) const
{
    return 2 * m_distance * std::tan(fovYDegrees * std::numbers::pi / 360);
}

void CameraRig::orbit(double dx, double dy)
{
    setAngles(m_yaw + dx * kRadiansPerPixel, m_pitch + dy * kRadiansPerPixel);
}

void CameraRig::look(double dx, double dy)
{
    const Eigen::Vector3d at = eye();
    setAngles(m_yaw + dx * kRadiansPerPixel * 0.7, m_pitch + dy * kRadiansPerPixel * 0.7);
    m_target = at + forward() * m_distance;
}

void CameraRig::pan(double dx, double dy, double viewHeight, double fovYDegrees)
{
    const double metersPerPixel = 2 * m_distance * std::tan(fovYDegrees * std::numbers::pi / 360) / std::max(1.0, viewHeight);
    const Eigen::Matrix3d axes = rotationOf(m_yaw, m_pitch);
    m_target -= (axes.col(0) * dx + axes.col(1) * dy) * metersPerPixel;
}

void CameraRig::zoom(double factor, const Eigen::Vector3d* anchor)
{
    const double next = std::clamp(m_distance * factor, m_nearest, m_farthest);
    const double applied = next / m_distance;
    if (anchor)
        m_target = *anchor + (m_target - *anchor) * applied;
    m_distance = next;
}

void CameraRig::fly(const Eigen::Vector3d& step)
{
    Eigen::Vector3d ahead = forward();
    ahead.y() = 0;
    ahead = ahead.norm() > 1e-6 ? ahead.normalized() : Eigen::Vector3d(yawRotation(m_yaw).col(2));
    m_target += yawRotation(m_yaw).col(0) * step.x() + Eigen::Vector3d(0, step.y(), 0) + ahead * step.z();
}

void CameraRig::focus(const Eigen::Vector3d& point, double distance)
{
    m_target = point;
    m_distance = std::clamp(distance, m_nearest, m_farthest);
}

void CameraRig::frame(const Eigen::AlignedBox3d& box, double fovYDegrees, double aspect, bool keepDirection)
{
    if (box.isEmpty())
        return;
    if (!keepDirection)
        setAngles(-0.6, 0.75);
    const double half = fovYDegrees * std::numbers::pi / 360;
    const double narrow = std::min(half, std::atan(std::tan(half) * aspect));
    // The sphere around the box touches the sides of the view, so the whole box is seen from any direction.
    focus(box.center(), 0.5 * box.diagonal().norm() / std::sin(narrow));
}

void CameraRig::adopt(const Rigid3d& worldFromCamera, double distance)
{
    const Eigen::Vector3d ahead = worldFromCamera.linear().col(2);
    setAngles(std::atan2(ahead.x(), ahead.z()), std::asin(std::clamp(ahead.y(), -1.0, 1.0)));
    m_distance = std::clamp(distance, m_nearest, m_farthest);
    m_target = worldFromCamera.translation() + forward() * m_distance;
}

} // namespace w2v
