#include "render/scene/SceneView.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace w2v {
namespace {

/// Constants and culling planes of clip-from-camera; row 2 (depth) is bounded below by `nearRow`.
SceneView makeView(const Rigid3d& worldFromCamera, const Eigen::Matrix4d& clipFromCamera)
{
    const Eigen::Matrix4d clip = clipFromCamera * worldFromCamera.inverse().matrix();
    SceneView view;
    for (int column = 0; column < 4; ++column)
        for (int row = 0; row < 4; ++row)
            view.constants.clipFromWorld[4 * column + row] = static_cast<float>(clip(row, column));
    view.cameraFromClip = clipFromCamera.inverse();
    view.eye = worldFromCamera.translation().cast<float>();
    for (int k = 0; k < 3; ++k)
        view.constants.eye[k] = view.eye[k];
    view.constants.selection[0] = -1;
    const Eigen::Matrix4f rows = clip.cast<float>();
    view.planes = {(rows.row(3) + rows.row(0)).transpose(), (rows.row(3) - rows.row(0)).transpose(),
                   (rows.row(3) + rows.row(1)).transpose(), (rows.row(3) - rows.row(1)).transpose(),
                   (rows.row(3) - rows.row(2)).transpose()}; // reversed depth: z <= w is the near side
    return view;
}

} // namespace

bool SceneView::sees(const Eigen::AlignedBox3f& box) const
{
    const Eigen::Vector3f center = box.center(), half = box.sizes() * 0.5f;
    for (const Eigen::Vector4f& plane : planes) {
        const Eigen::Vector3f n = plane.head<3>();
        if (n.dot(center) + plane[3] + n.cwiseAbs().dot(half) < 0)
            return false;
    }
    return true;
}

SceneView perspectiveView(const Rigid3d& worldFromCamera, const Intrinsics& camera, double nearPlane)
{
    Eigen::Matrix4d clip = Eigen::Matrix4d::Zero();
    clip(0, 0) = 2 * camera.fx / camera.width;
    clip(0, 2) = 2 * camera.cx / camera.width - 1;
    clip(1, 1) = 2 * camera.fy / camera.height;
    clip(1, 2) = 2 * camera.cy / camera.height - 1;
    clip(2, 3) = nearPlane;
    clip(3, 2) = 1;
    SceneView view = makeView(worldFromCamera, clip);
    view.nearPlane = static_cast<float>(nearPlane);
    return view;
}

Intrinsics viewIntrinsics(const ViewCamera& camera, int width, int height)
{
    const double fov = std::clamp(camera.fovYDegrees, 1.0, 170.0);
    const double f = 0.5 * height / std::tan(fov * std::numbers::pi / 360.0);
    return {f, f, width / 2.0, height / 2.0, width, height};
}

SceneView viewOf(const ViewCamera& camera, int width, int height)
{
    if (camera.orthoHeight <= 0)
        return perspectiveView(camera.worldFromCamera, viewIntrinsics(camera, width, height), camera.nearPlane);
    Eigen::Matrix4d clip = Eigen::Matrix4d::Zero();
    clip(1, 1) = 2 / camera.orthoHeight;
    clip(0, 0) = clip(1, 1) * height / width;
    clip(2, 2) = -0.5 / camera.orthoReach; // 1 at -reach, 0 at +reach
    clip(2, 3) = 0.5;
    clip(3, 3) = 1;
    SceneView view = makeView(camera.worldFromCamera, clip);
    view.orthoReach = static_cast<float>(camera.orthoReach);
    return view;
}

} // namespace w2v
