#pragma once
#include "core/worldmodel/surfaces/SurfacePainter.h"

namespace w2v {

/// A picture as a texture. Colours of different surfaces are kept apart: where depth breaks off (see steepestSurface) or is 0 nothing
/// is mixed across. `zoom` above 1: so many times as large by cubic interpolation, so that the painter's bilinear filter keeps detail.
/// Picture and depth have the camera's size.
SurfaceTexture surfaceTexture(const ColorImage& color, const DepthMap& depth, const Intrinsics& camera, int zoom);

/// A picture as a texture of which no two texels are ever mixed.
SurfaceTexture unmixedTexture(const ColorImage& color);

} // namespace w2v
