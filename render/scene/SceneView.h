#pragma once
#include <array>

#include "render/scene/GpuScene.h"
#include "render/scene/ViewportRenderer.h"

namespace w2v {

/// Nearest visible distance, metres. Depth is reversed (1 at the near plane, 0 at infinity), so the far side keeps precision:
/// depth along z = kNearPlane / stored value.
inline constexpr float kNearPlane = 0.03f;

/// A camera as the shaders and the culling see it.
struct SceneView {
    ViewConstants constants{};
    std::array<Eigen::Vector4f, 5> planes; ///< world; a point is inside when plane . (p, 1) >= 0 for all: four sides, near
    Eigen::Vector3f eye = Eigen::Vector3f::Zero();

    bool sees(const Eigen::AlignedBox3f& box) const;
};

/// Vulkan clip space from camera axes: both have y down, so nothing is flipped; z = near, w = depth.
SceneView perspectiveView(const Rigid3d& worldFromCamera, const Intrinsics& camera);

/// The view of a ViewCamera on a target of this size. Orthographic views see from 500 m behind the eye to 500 m before it.
SceneView viewOf(const ViewCamera& camera, int width, int height);

} // namespace w2v
