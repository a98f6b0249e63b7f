#pragma once
#include "core/image/Raster.h"

namespace w2v {

/// Peak signal-to-noise ratio in decibels over all channels: 10 log10(255^2 / mean squared error); infinity when equal.
/// With a mask only pixels where it is not 0 count; NaN when there are none. Images and mask must be of one size.
double psnr(const ColorImage& a, const ColorImage& b, const Mask* mask = nullptr);

/// Mean structural similarity (Wang et al. 2004): Gaussian window of 11 pixels, sigma 1.5, C1 = (0.01*255)^2,
/// C2 = (0.03*255)^2, averaged over channels and pixels, in [-1, 1]. With a mask the average is over its pixels.
double ssim(const ColorImage& a, const ColorImage& b, const Mask* mask = nullptr);

} // namespace w2v
