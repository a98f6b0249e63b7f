#pragma once
#include "core/geometry/Camera.h"
#include "core/image/Raster.h"

namespace w2v {

/// Where surfaces end between pixel centres. At a border between two pixels of different surfaces: how far the nearer one reaches into
/// the farther one's pixel (negative: how far it stays behind the border), in pixels from -0.5 to 0.5. 0 at all other borders.
struct Outlines {
    Raster<float, 1> right, down; ///< borders to the pixel on the right and to the one below
};

/// Read from the mixed colours beside silhouettes: a pixel that shows a quarter of the nearer colour is covered by it to a
/// quarter. `unmixed` is the picture with each surface's own colours (see unmixedColor).
Outlines findOutlines(const ColorImage& picture, const ColorImage& unmixed, const DepthMap& depth, const Intrinsics& camera);

/// The picture with the nearer (or the farther) side of every silhouette grown by one pixel.
ColorImage grownColor(const ColorImage& unmixed, const DepthMap& depth, const Intrinsics& camera, bool nearer);

} // namespace w2v
