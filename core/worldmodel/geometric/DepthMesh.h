#pragma once
#include <cstdint>

#include "core/image/Raster.h"
#include "core/geometry/Camera.h"
#include "core/scene/Scene.h"
#include "core/worldmodel/geometric/Outlines.h"

namespace w2v {

/// How a pixel's depth is known.
enum class DepthKind : std::uint8_t { None = 0, Measured = 1, Guessed = 2 };
using DepthKinds = Raster<std::uint8_t, 1>; ///< DepthKind values

struct DepthMeshOptions {
    double tolerance = 0.0008;      ///< 1/metre: how far inverse depth may stray from the map (0.4 px of parallax at 1 m for f = 500)
    double grazingDegrees = 86.5;   ///< surfaces steeper to the ray than this are cut: rubber sheets at silhouettes
    int measuredInstance = 1, guessedInstance = 2;
};

/// How much depth may change from pixel to pixel, relative to the nearer one, within one surface.
float steepestSurface(const Intrinsics& camera, double grazingDegrees = DepthMeshOptions{}.grazingDegrees);

/// 255 for pixels within `reach` (at least 1) of a place where meshFromDepth() cuts: a step too steep to be one surface, or unknown depth.
Mask silhouettes(const DepthMap& depth, const Intrinsics& camera, int reach);

/// A depth map as surfaces in the camera's frame: coarse triangles where inverse depth is flat (planes are), pixel-sized ones
/// at silhouettes and borders, without cracks. Where a surface ends its pixels cover their own squares, each in its own colour.
/// uv addresses the picture of the same size.
/// Returns one mesh of measured triangles and one of guessed ones, each possibly empty. Adaptive triangulation of a
/// right-triangulated irregular network (Evans, Kirkpatrick and Townsend 2001).
/// With `outlines` measured surfaces end there instead of at their pixels' borders; what lies beyond the border are strips of
/// their own, because the picture has another surface's colour there: see grownColor().
struct DepthMeshes {
    Mesh measured, guessed;
    Mesh nearStrips, farStrips; ///< of the nearer and of the farther surfaces beside silhouettes; measured
};
DepthMeshes meshFromDepth(const DepthMap& depth, const DepthKinds& kinds, const Intrinsics& camera, const DepthMeshOptions& options,
                          const Outlines* outlines = nullptr);

} // namespace w2v
