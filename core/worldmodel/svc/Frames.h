#pragma once
#include "core/image/Raster.h"
#include "core/worldmodel/svc/Cameras.h"

namespace w2v::svc {

using FloatImage = Raster<float, 3>; ///< RGB in [-1, 1]

enum class FitMode { Crop, Pad, Stretch };

/// How a picture becomes one of the model's size: resized to (resizedWidth, resizedHeight), then cut at (left, top) or, with
/// negative left and top, surrounded.
struct FitPlan {
    int width = 0, height = 0;               ///< result
    int resizedWidth = 0, resizedHeight = 0;
    int left = 0, top = 0;

    /// The lens (pixels) of a sourceWidth x sourceHeight picture after the same treatment, in pixels of the result.
    Lens lens(const Lens& pixels, int sourceWidth, int sourceHeight) const;
};

/// Size by the shorter side: that becomes `shortSide`, the other int(shortSide * long / short), both rounded to the nearest
/// multiple of 64. Throws Error unless shortSide is a multiple of 8.
std::pair<int, int> sizeForShortSide(int width, int height, int shortSide);

/// The picture covers the box (Crop, cut around the middle), lies within it (Pad) or is stretched. scale < 1 zooms in.
FitPlan planFit(int sourceWidth, int sourceHeight, int width, int height, FitMode mode = FitMode::Crop, double scale = 1);

/// RGBA, 8 bit, to the model's input: over white, mean of the covered source pixels (also when enlarging), cut, to [-1, 1];
/// 0 (mid grey) where padded.
FloatImage fitPicture(const Raster<std::uint8_t, 4>& picture, const FitPlan& plan);
FloatImage fitPicture(const ColorImage& picture, const FitPlan& plan);

/// uint8(clamp((x + 1) / 2 * 255, 0, 255)), truncating.
ColorImage toBytes(const FloatImage& image);

} // namespace w2v::svc
