#pragma once
#include "core/image/Raster.h"

namespace w2v {

/// Gives every pixel with depth 0 a depth: smooth, and taken from the farther side of a silhouette, because what opens up
/// beside an object is what is behind it. Unchanged when nothing is known.
DepthMap fillDepth(const DepthMap& depth);

/// Paints the pixels where `missing` is not 0 from their surroundings. `depth` is complete; pixels clearly nearer than the
/// hole beside them are not painted from. Navier-Stokes inpainting (OpenCV) at a resolution at which the hole is small,
/// brought up smoothly so that it meets its border without a seam; bounded time however big the hole.
void fillColor(ColorImage& color, const Mask& missing, const DepthMap& depth);

} // namespace w2v
