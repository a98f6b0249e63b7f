#pragma once
#include "core/image/Raster.h"

namespace w2v {

/// Bicubic resampling (a = -0.5) with antialiasing on 8-bit data: two passes, horizontal first, each rounded to 8 bit with
/// 22-bit fixed-point weights. Bit-exact with Pillow's BICUBIC. Sizes at least 1.
ColorImage resizeBicubic(const ColorImage& image, int width, int height);

} // namespace w2v
