#pragma once
#include "core/geometry/Box2d.h"
#include "core/image/Raster.h"

namespace w2v {

/// How a picture is put into a detector's input: scaled as a whole, centred, grey around it, as the YOLO family is trained.
struct Letterbox {
    int width = 0, height = 0;             ///< of the input
    int innerWidth = 0, innerHeight = 0;   ///< of the scaled picture in it
    int left = 0, top = 0;                 ///< where it begins
    double scale = 1;                      ///< input pixels a picture pixel

    /// For a picture of width x height in an input of inputWidth x inputHeight; all positive.
    static Letterbox fit(int width, int height, int inputWidth, int inputHeight);

    ColorImage apply(const ColorImage& picture) const;
    /// From pixels of the input to pixels of the picture, not clipped.
    Box2d toPicture(const Box2d& input) const;
};

} // namespace w2v
