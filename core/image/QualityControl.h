#pragma once
#include <optional>
#include <span>

#include "core/image/Raster.h"

namespace w2v {

/// Grey as the reference's OpenCV computes it from 8-bit RGB: fixed-point BT.601 weights, truncated. Other builds of OpenCV
/// round instead, so this does not ask the library.
GrayImage grayOf(const ColorImage& image);

/// Sharpness: variance of the 4-neighbour Laplacian of the grey image, borders mirrored without repeating the edge (OpenCV's
/// reflect-101). 0 for an empty image.
double laplacianVariance(const GrayImage& gray);

/// The same with wrap-around borders in float32 on the reference fallback's own grey (used where OpenCV is missing).
double laplacianVarianceWrapped(const ColorImage& image);

inline constexpr double kBlurThreshold = 100.0;

/// The reference calls an image blurry below the threshold.
inline bool isBlurry(double variance, double threshold = kBlurThreshold) { return variance < threshold; }

struct TemporalCheck {
    bool passed = true;
    std::optional<double> minDifference, maxDifference; ///< mean |RGB difference| of neighbours in 0..1; none under two frames
};

/// Frames must neither stand still (min difference) nor jump (max difference). Frames must share one size.
TemporalCheck checkTemporal(std::span<const ColorImage> frames, double minDifference = 0.01, double maxDifference = 0.4);

} // namespace w2v
