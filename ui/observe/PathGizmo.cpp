#include "ui/observe/PathGizmo.h"

#include <cmath>
#include <numbers>

#include "core/motion/PlanarPose.h"
#include "ui/viewport/ThemeColors.h"

namespace w2v {

namespace {

constexpr double kReach = 0.7, kRing = 0.55, kYawAt = 42; ///< metres, metres, degrees to the right
constexpr double kAbove = 0.03;                            ///< metres over the floor
constexpr double kGrab = 13;                               ///< pixels
constexpr PathGizmo::Handle kHandles[] = {PathGizmo::Handle::Forward, PathGizmo::Handle::Strafe, PathGizmo::Handle::Yaw};

Eigen::Vector3d onRing(double degrees)
{
    const double a = degrees * std::numbers::pi / 180;
    return {kRing * std::sin(a), -kAbove, kRing * std::cos(a)};
}

Eigen::Vector3d placeOf(PathGizmo::Handle handle)
{
    switch (handle) {
    case PathGizmo::Handle::Forward: return {0, -kAbove, kReach};
    case PathGizmo::Handle::Strafe: return {kReach, -kAbove, 0};
    case PathGizmo::Handle::Yaw: return onRing(kYawAt);
    case PathGizmo::Handle::None: break;
    }
    return {0, -kAbove, 0};
}

double snapped(double value, double step)
{
    return step > 0 ? std::round(value / step) * step : value;
}

} // namespace

Rigid3d PathGizmo::worldFromWalker() const
{
    Rigid3d pose = m_draft.worldFromPose(m_draft.playhead());
    pose.translation() += m_draft.worldFromStart().linear().col(1) * m_floorBelow;
    return pose;
}

Eigen::Vector3d PathGizmo::position(Handle handle) const
{
    return worldFromWalker() * placeOf(handle);
}

PathGizmo::Handle PathGizmo::at(QPointF widget) const
{
    Handle best = Handle::None;
    double nearest = kGrab;
    for (const Handle handle : kHandles) {
        const auto shown = m_viewport.widgetAt(position(handle));
        const double away = shown ? std::hypot(shown->x() - widget.x(), shown->y() - widget.y()) : kGrab;
        if (away < nearest) {
            nearest = away;
            best = handle;
        }
    }
    return best;
}

void PathGizmo::press(Handle handle, const Eigen::Vector3d& floorPoint)
{
    m_dragged = handle;
    m_pressed = local(floorPoint);
}

std::optional<Action> PathGizmo::drag(const Eigen::Vector3d& floorPoint, const SnapSteps& snap) const
{
    const Eigen::Vector3d now = local(floorPoint);
    const auto bearing = [](const Eigen::Vector3d& p) { return std::atan2(p.x(), p.z()) * 180 / std::numbers::pi; };
    double amount = 0;
    ActionKind positive = ActionKind::Forward;
    switch (m_dragged) {
    case Handle::Forward: amount = snapped(now.z() - m_pressed.z(), snap.meters); break;
    case Handle::Strafe:
        amount = snapped(now.x() - m_pressed.x(), snap.meters);
        positive = ActionKind::ShiftRight;
        break;
    case Handle::Yaw:
        amount = snapped(wrappedDegrees(bearing(now) - bearing(m_pressed)), snap.degrees);
        positive = ActionKind::TurnRight;
        break;
    case Handle::None: return std::nullopt;
    }
    const std::vector<Action> written = asWritten(std::vector<Action>{{amount < 0 ? opposite(positive) : positive, std::abs(amount)}});
    return written.empty() ? std::nullopt : std::optional(written.front());
}

std::pair<std::vector<Action>, int> PathGizmo::applied(const Action& action) const
{
    const std::vector<Action>& actions = m_draft.actions();
    const PathPosition place = m_draft.playheadPosition();
    const bool between = place.done == 0 && place.action > 0 && place.action <= actions.size();
    const ActionKind before = between ? actions[place.action - 1].kind : action.kind;
    if (between && (before == action.kind || before == opposite(action.kind))) {
        // What ends here grows or shrinks; what follows stays as it is.
        const std::vector<Action> head(actions.begin(), actions.begin() + std::ptrdiff_t(place.action));
        std::vector<Action> result = walked(head, action);
        const int playhead = int(result.size()) - 1;
        result = appended(result, std::span(actions).subspan(place.action));
        return {result, playhead};
    }
    const std::vector<Action> result = insertAt(actions, place, {&action, 1});
    const bool inside = result.size() > actions.size() + 1;
    return {result, int(place.action) + (inside ? 1 : 0)};
}

void PathGizmo::draw(ViewportScene& content, float pixelRatio) const
{
    const Rigid3d walker = worldFromWalker();
    const auto line = [&](const std::vector<Eigen::Vector3d>& points, ColorRole role, double opacity) {
        PathStrip strip;
        strip.width = 2.5f * pixelRatio;
        for (const Eigen::Vector3d& point : points)
            strip.vertices.push_back({(walker * point).cast<float>(), viewportColor(role, opacity)});
        content.paths.push_back(strip);
    };
    const auto strength = [this](Handle handle) { return m_hovered == handle || m_dragged == handle ? 1.0 : 0.75; };
    const auto role = [this](Handle handle) { return m_hovered == handle || m_dragged == handle ? ColorRole::Accent : ColorRole::Text; };
    const Eigen::Vector3d middle(0, -kAbove, 0);
    line({middle, placeOf(Handle::Forward)}, role(Handle::Forward), strength(Handle::Forward));
    line({middle, placeOf(Handle::Strafe)}, role(Handle::Strafe), strength(Handle::Strafe));
    std::vector<Eigen::Vector3d> ring;
    for (int a = -60; a <= 60; a += 6)
        ring.push_back(onRing(a));
    line(ring, role(Handle::Yaw), strength(Handle::Yaw));
    // Arrow heads: the two straight handles point where they lead, the ring's is a ball on its line.
    const auto head = [&](Handle handle, const Eigen::Vector3d& along, const Eigen::Vector3d& across) {
        const Eigen::Vector3d tip = placeOf(handle);
        line({tip - along * 0.14 + across * 0.08, tip, tip - along * 0.14 - across * 0.08}, role(handle), strength(handle));
    };
    head(Handle::Forward, Eigen::Vector3d::UnitZ(), Eigen::Vector3d::UnitX());
    head(Handle::Strafe, Eigen::Vector3d::UnitX(), Eigen::Vector3d::UnitZ());
    for (const Handle handle : kHandles) {
        PointMark ball;
        ball.position = position(handle).cast<float>();
        ball.radius = 0.04f;
        ball.minPixels = (m_hovered == handle || m_dragged == handle ? 7.0f : 5.0f) * pixelRatio;
        ball.color = viewportColor(role(handle), strength(handle));
        content.marks.push_back(ball);
    }
}

} // namespace w2v
