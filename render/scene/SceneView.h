#pragma once
#include <array>

#include "render/scene/GpuScene.h"
#include "render/scene/ViewportRenderer.h"

namespace w2v {

/// Nearest visible distance where none is given, metres. Depth is reversed (1 at the near plane, 0 at infinity), so that
/// its precision is relative to the distance whatever the near plane: depth along z = near plane / stored value.
inline constexpr float kNearPlane = 0.03f;

/// A camera as the shaders and the culling see it.
struct SceneView {
    ViewConstants constants{};
    std::array<Eigen::Vector4f, 5> planes; ///< world; a point is inside when plane . (p, 1) >= 0 for all: four sides, near
    Eigen::Vector3f eye = Eigen::Vector3f::Zero();
    float nearPlane = kNearPlane; ///< metres; of perspective views
    float orthoReach = 0;         ///< metres seen behind and before the eye; 0: perspective

    /// Camera-from-clip, so that (x, y, depth, 1) of a pixel becomes its point in homogeneous camera coordinates.
    Eigen::Matrix4d cameraFromClip = Eigen::Matrix4d::Identity();

    bool sees(const Eigen::AlignedBox3f& box) const;
};

/// Vulkan clip space from camera axes: both have y down, so nothing is flipped; z = near, w = depth.
SceneView perspectiveView(const Rigid3d& worldFromCamera, const Intrinsics& camera, double nearPlane = kNearPlane);

/// The view of a ViewCamera on a target of this size.
SceneView viewOf(const ViewCamera& camera, int width, int height);

} // namespace w2v
