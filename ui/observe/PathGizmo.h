#pragma once
#include <optional>

#include "core/motion/Waypoint.h"
#include "render/scene/ViewportRenderer.h"
#include "ui/observe/PathDraft.h"
#include "ui/viewport/Viewport.h"

namespace w2v {

/// Three handles at the playhead, in the walker's own terms: forward, sidestep, turn. Dragging one adds that action there (or
/// grows and shrinks the one that ends there), on the grid, with the numbers shown while it is dragged.
class PathGizmo {
public:
    enum class Handle { None, Forward, Strafe, Yaw };

    PathGizmo(const PathDraft& draft, const Viewport& viewport) : m_draft(draft), m_viewport(viewport) {}

    /// Metres from the start camera down to the floor.
    void setFloorBelow(double meters) { m_floorBelow = meters; }
    /// The handle under a point of the viewport.
    Handle at(QPointF widget) const;
    void setHovered(Handle handle) { m_hovered = handle; }
    Handle hovered() const { return m_hovered; }
    /// Where a handle is drawn, world.
    Eigen::Vector3d position(Handle handle) const;

    void press(Handle handle, const Eigen::Vector3d& floorPoint);
    bool isDragging() const { return m_dragged != Handle::None; }
    /// The action that the drag to this floor point stands for; none within half a grid step.
    std::optional<Action> drag(const Eigen::Vector3d& floorPoint, const SnapSteps& snap) const;
    /// The whole path with that action at the playhead, and where the playhead goes (index of the action, -1: end).
    std::pair<std::vector<Action>, int> applied(const Action& action) const;
    void release() { m_dragged = Handle::None; }

    void draw(ViewportScene& content, float pixelRatio) const;

private:
    Rigid3d worldFromWalker() const; ///< at the playhead, on the floor
    Eigen::Vector3d local(const Eigen::Vector3d& world) const { return worldFromWalker().inverse() * world; }

    const PathDraft& m_draft;
    const Viewport& m_viewport;
    double m_floorBelow = 1.5;
    Handle m_hovered = Handle::None, m_dragged = Handle::None;
    Eigen::Vector3d m_pressed = Eigen::Vector3d::Zero(); ///< in the walker's frame
};

} // namespace w2v
