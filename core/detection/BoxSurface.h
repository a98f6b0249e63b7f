#pragma once
#include <cstddef>
#include <string>
#include <vector>

#include "core/geometry/Box2d.h"
#include "core/image/Raster.h"
#include "core/scene/VisibleObjects.h"

namespace w2v {

/// The surface that a box of a picture stands for: the pixels of the box that are about as far away as its middle.
struct BoxSurface {
    std::vector<std::size_t> pixels; ///< y * width + x; the whole box where nothing is known of its depth
    double depth = 0;                ///< metres, of the middle; 0 = unknown
};

/// `box` in pixels of a picture of width x height, also where it leaves it. A `depth` of another size counts as none.
BoxSurface surfaceIn(const Box2d& box, int width, int height, const DepthMap& depth);

/// What another view shows of a surface: `pixels` (at least one) of `depth`'s map are it. Its box, in 0..1000 units, is around the middle
/// 96 % of them in each axis; its visible share is what is to be expected of a surface that filled `sourcePixels` at `sourceDepth` metres.
VisibleObject objectOfSurface(const std::vector<std::size_t>& pixels, const DepthMap& depth, std::size_t sourcePixels, double sourceDepth);

/// 0..1000 units to pixels and back.
Box2d boxInPixels(const Box2d& box, int width, int height);
Box2d boxInUnits(const Box2d& pixels, int width, int height);

/// Sets `unique` of each: whether no other object of the view has its name.
void markUniqueNames(std::vector<VisibleObject>& objects);

} // namespace w2v
