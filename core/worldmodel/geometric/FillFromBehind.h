#pragma once
#include "core/image/Raster.h"

namespace w2v {

using FloatColor = Raster<float, 3>; ///< RGB in 0..255

inline constexpr float kNearer = 0.88f; ///< share of a hole's depth below which a neighbour is in front of it

/// Gives every pixel with depth 0 a depth and, unless `color` is empty, a colour, coarse to fine: the farther side of a silhouette
/// wins, because what opens up beside an object is what is behind it. Unchanged when nothing is known.
void fillFromBehind(DepthMap& depth, FloatColor& color);

} // namespace w2v
