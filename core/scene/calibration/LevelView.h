#pragma once
#include <optional>

#include "core/geometry/Camera.h"
#include "core/image/Raster.h"

namespace w2v {

/// A view turned about its own centre, which changes no ray: the picture a level camera with a shifted lens would have taken.
struct LevelView {
    Intrinsics camera;   ///< the old focal length; the principal point is usually off the middle
    ColorImage color;
    DepthMap depth;      ///< empty when there was none
};

/// Camera of the levelled view: the largest frame of the picture's shape around its middle that the picture fills.
Intrinsics levelCamera(const Intrinsics& camera, const Eigen::Matrix3d& levelFromCamera);

/// Colour is interpolated (cubic), depth within surfaces as inverse depth, in which planes are linear.
LevelView levelView(const ColorImage& color, const DepthMap& depth, const Intrinsics& camera, const Eigen::Matrix3d& levelFromCamera);

/// Depth at a pixel position (corner convention): inverse depth between the four nearest readings, or the nearest where they
/// belong to different surfaces. None where nothing is known.
std::optional<double> depthAt(const DepthMap& depth, double x, double y);

} // namespace w2v
