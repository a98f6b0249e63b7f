#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

namespace w2v {

inline constexpr int kSamples = 4;                     ///< per pixel
inline constexpr std::uint32_t kNoPatch = 0xffffffffu; ///< nothing is known there
inline constexpr std::uint32_t kMixed = 0xfffffffeu;   ///< the samples of a pixel lie on more than one surface

/// Where the samples lie in a pixel, from its centre: each in a row and a column of its own, the mean is the centre.
inline constexpr float kSampleX[kSamples] = {-0.125f, 0.375f, -0.375f, 0.125f};
inline constexpr float kSampleY[kSamples] = {-0.375f, -0.125f, 0.125f, 0.375f};

/// A triangle in a picture. Edges are positive inside; with inverse depth they are affine in pixels from the centre of (x0, y0).
struct PictureTriangle {
    float a[3], b[3], c[3];
    float inverse, inverseX, inverseY, low, high; ///< inverse depth there, its slopes, and its bounds
    int x0, y0, x1, y1;                           ///< pixels it may touch, both ends included
    std::uint32_t patch;
};

/// Samples of some rows of a picture: [row][stride][sample].
struct SampleRows {
    int width, stride, firstRow, rows; ///< stride in pixels, a multiple of 8
    float* inverse;       ///< 1/metre, 0 where nothing is
    std::uint32_t* patch; ///< undefined where nothing is
};

/// Texels of a picture: red, green, blue from the lowest byte; the highest is not 0 where a texel must not be mixed with the ones right
/// of it and below.
struct Texels {
    const std::uint32_t* data;
    int stride;
};

/// Where a patch's colours are: homogeneous texel position = rows of `map` times (x, y, 1, inverse depth), x and y in pixels
/// of the view.
struct PatchPlace {
    float map[3][4];
    float left, top, right, bottom; ///< bounds of the texel position, in texels from the centre of the first
    float widest; ///< squared texels a pixel may span, see PaintKernels::span
    Texels texels;
};

struct PaintKernels {
    const char* name;
    void (*draw)(const PictureTriangle* triangles, const std::uint32_t* which, std::size_t count, const SampleRows& rows);
    /// One row's pixels: patch (or kNoPatch, kMixed) and the centre's inverse depth. `steepest`: relative change of depth within a
    /// pixel that is still one surface. `inverse` and `patch` have a stride's length.
    void (*resolve)(const SampleRows& rows, int row, float steepest, float* inverse, std::uint32_t* patch);
    /// For every eight pixels of a row: the squared texels that one of them spans (the first that lies on one patch), as a share of the
    /// patch's `widest`; 0 where none does. `patch` as resolve() gave it.
    void (*span)(const PatchPlace* places, const SampleRows& rows, int row, const std::uint32_t* patch, float* spans);
    /// Colours of points of the view; where patch is kNoPatch or kMixed the colour is 0. `count` is a multiple of 8.
    void (*paint)(const PatchPlace* places, const float* x, const float* y, const float* inverse, const std::uint32_t* patch,
                  std::uint32_t* color, int count);
};

/// The fastest for this processor; all give the same bits.
const PaintKernels& paintKernels();
/// Those that this processor can run.
std::vector<const PaintKernels*> paintKernelBuilds();

} // namespace w2v
