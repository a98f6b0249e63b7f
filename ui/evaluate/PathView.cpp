#include "ui/evaluate/PathView.h"

#include <QMouseEvent>
#include <QPainter>

#include <algorithm>
#include <cmath>

#include "ui/theme/Theme.h"

namespace w2v {
namespace {

constexpr double kYaw = 0.6, kPitch = 0.75, kEyeHeight = 1.5, kFrustum = 0.35, kLeastReach = 1.2;

} // namespace

PathView::PathView(QWidget* parent) : QWidget(parent)
{
    setObjectName(QStringLiteral("path"));
    setAccessibleName(tr("Path in space"));
    setToolTip(tr("The camera's path. Drag to turn, wheel to come nearer, double click to look as before."));
    setMinimumSize(140, 110);
    resetView();
    connect(&Theme::instance(), &Theme::changed, this, qOverload<>(&QWidget::update));
}

void PathView::resetView()
{
    m_yaw = kYaw;
    m_pitch = kPitch;
    m_zoom = 1;
    update();
}

void PathView::set(const CameraTrajectory& path)
{
    m_path = path;
    Eigen::AlignedBox3d box;
    for (const Rigid3d& pose : path.startFromCamera)
        box.extend(pose.translation());
    m_center = box.isEmpty() ? Eigen::Vector3d::Zero() : Eigen::Vector3d(box.center());
    m_reach = kLeastReach + (box.isEmpty() ? 0 : box.diagonal().norm() / 2);
    update();
}

void PathView::clear()
{
    m_path = {};
    update();
}

QPointF PathView::project(const Eigen::Vector3d& point) const
{
    const Eigen::Matrix3d turn = (Eigen::AngleAxisd(m_pitch, Eigen::Vector3d::UnitX()) * Eigen::AngleAxisd(m_yaw, Eigen::Vector3d::UnitY())).toRotationMatrix();
    const Eigen::Vector3d seen = turn * (point - m_center);
    const double distance = 3 * m_reach, scale = m_zoom * std::min(width(), height()) / (2 * m_reach) * distance / std::max(0.2 * distance, distance + seen.z());
    return {width() / 2.0 + scale * seen.x(), height() / 2.0 + scale * seen.y()};
}

void PathView::paintEvent(QPaintEvent*)
{
    const Theme& theme = Theme::instance();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.fillRect(rect(), theme.color(ColorRole::Stage));
    if (isEmpty()) {
        painter.setPen(theme.color(ColorRole::Muted));
        painter.setFont(theme.font(TextStyle::Small));
        painter.drawText(rect(), Qt::AlignCenter | Qt::TextWordWrap, tr("no path is known"));
        return;
    }
    painter.setPen(QPen(theme.color(ColorRole::Line), 1));
    const double floor = kEyeHeight, cell = 0.5, x0 = std::floor((m_center.x() - m_reach) / cell) * cell, z0 = std::floor((m_center.z() - m_reach) / cell) * cell;
    const int lines = static_cast<int>(std::ceil(2 * m_reach / cell)) + 1;
    for (int i = 0; i <= lines; ++i) {
        painter.drawLine(project({x0 + i * cell, floor, z0}), project({x0 + i * cell, floor, z0 + lines * cell}));
        painter.drawLine(project({x0, floor, z0 + i * cell}), project({x0 + lines * cell, floor, z0 + i * cell}));
    }
    QPolygonF way, shadow;
    for (const Rigid3d& pose : m_path.startFromCamera) {
        const Eigen::Vector3d at = pose.translation();
        way << project(at);
        shadow << project({at.x(), floor, at.z()});
    }
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(theme.color(ColorRole::Muted), 1, Qt::DotLine));
    painter.drawPolyline(shadow);
    painter.setPen(QPen(theme.color(ColorRole::Accent), 2));
    painter.drawPolyline(way);
    const double halfWidth = m_path.camera.valid() ? m_path.camera.width / (2.0 * m_path.camera.fx) : 0.7;
    const double halfHeight = m_path.camera.valid() ? m_path.camera.height / (2.0 * m_path.camera.fy) : 0.7;
    for (std::size_t k = 0; k < m_path.keyFrames.size(); ++k) {
        const auto frame = static_cast<std::size_t>(m_path.keyFrames[k]);
        if (frame >= m_path.startFromCamera.size())
            continue;
        const Rigid3d& pose = m_path.startFromCamera[frame];
        painter.setPen(QPen(theme.color(k ? ColorRole::Imagined : ColorRole::Observed), 1.5));
        QPolygonF rim;
        for (const auto& [x, y] : {std::pair{-1, -1}, {1, -1}, {1, 1}, {-1, 1}}) {
            rim << project(pose * (kFrustum * Eigen::Vector3d(x * halfWidth, y * halfHeight, 1)));
            painter.drawLine(project(pose.translation()), rim.back());
        }
        painter.drawPolygon(rim);
        painter.setFont(theme.font(TextStyle::Small));
        painter.drawText(project(pose.translation()) + QPointF(4, -4), QString::number(k + 1));
    }
}

void PathView::mousePressEvent(QMouseEvent* event)
{
    m_pressed = event->position();
}

void PathView::mouseMoveEvent(QMouseEvent* event)
{
    constexpr double kRadiansPerPixel = 0.01;
    if (!(event->buttons() & Qt::LeftButton))
        return;
    const QPointF moved = event->position() - m_pressed;
    m_pressed = event->position();
    m_yaw += kRadiansPerPixel * moved.x();
    m_pitch = std::clamp(m_pitch - kRadiansPerPixel * moved.y(), -0.1, 1.57);
    update();
}

void PathView::mouseDoubleClickEvent(QMouseEvent*)
{
    resetView();
}

void PathView::wheelEvent(QWheelEvent* event)
{
    m_zoom = std::clamp(m_zoom * std::pow(1.0015, event->angleDelta().y()), 0.3, 5.0);
    update();
    event->accept();
}

} // namespace w2v
