#include "render/scene/AxisGizmo.h"

#include <algorithm>

namespace w2v {
namespace {

constexpr float kMargin = 48, kArm = 32; // logical pixels

} // namespace

AxisGizmo::AxisGizmo(const Rigid3d& worldFromCamera, int height, float pixelRatio)
    : m_ratio(pixelRatio), m_middle(kMargin * pixelRatio, static_cast<float>(height) - kMargin * pixelRatio)
{
    const Eigen::Matrix3f toCamera = worldFromCamera.linear().transpose().cast<float>();
    constexpr Part kParts[3][2] = {{Part::Right, Part::Left}, {Part::Down, Part::Up}, {Part::Ahead, Part::Back}};
    for (int axis = 0; axis < 3; ++axis)
        for (int side = 0; side < 2; ++side) {
            const Eigen::Vector3f d = toCamera.col(axis) * (side ? -1.0f : 1.0f);
            m_ends[static_cast<std::size_t>(2 * axis + side)] = {kParts[axis][side], m_middle + d.head<2>() * kArm * m_ratio, -d.z()};
        }
    std::ranges::stable_sort(m_ends, {}, &End::toward);
}

std::optional<AxisGizmo::Part> AxisGizmo::hit(float x, float y) const
{
    const Eigen::Vector2f at(x, y);
    for (auto end = m_ends.rbegin(); end != m_ends.rend(); ++end)
        if ((end->at - at).norm() <= endRadius() + m_ratio && (end->at - m_middle).norm() > endRadius())
            return end->part;
    // An axis seen along itself covers the middle: its near end is meant.
    if ((m_middle - at).norm() <= endRadius() + m_ratio)
        return m_ends.back().toward > 0.97f ? m_ends.back().part : Part::Middle;
    return std::nullopt;
}

} // namespace w2v
