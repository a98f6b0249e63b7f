#pragma once
#include "core/image/Raster.h"

namespace w2v {

/// Mean of the covered source pixels: for making images smaller without aliasing. Sizes in pixels, at least 1.
ColorImage resizeArea(const ColorImage& image, int width, int height);
GrayImage resizeArea(const GrayImage& image, int width, int height);

/// Bilinear between pixel centres (centres at +0.5), edges clamped: for making images larger or slightly smaller.
ColorImage resizeBilinear(const ColorImage& image, int width, int height);

/// The nearest pixel, for values that must not be mixed.
DepthMap resizeNearest(const DepthMap& depth, int width, int height);
Mask resizeNearest(const Mask& mask, int width, int height);
IdMap resizeNearest(const IdMap& ids, int width, int height);

} // namespace w2v
