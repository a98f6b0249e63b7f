#pragma once
#include <vector>

#include "core/geometry/Camera.h"
#include "core/image/Raster.h"

namespace w2v::nn {

/// What the dense auxiliary head of the vision tower learns, for a grid of patches in raster order: where each patch of the first
/// view lands in the second (displacement in half image widths and heights) and the logarithm of its depth.
struct AuxiliaryTargets {
    int side = 0;                     ///< patches a row and a column
    std::vector<float> flow;          ///< [side * side][x, y]
    std::vector<float> logDepth;      ///< natural logarithm of metres, minus 1
    std::vector<float> flowKnown, depthKnown; ///< 1 or 0

    /// Of the views flipped left to right.
    AuxiliaryTargets mirrored() const;
};

/// `camera` belongs to the view; the depth map may have another resolution. Averages over a few pixels of each patch that have a depth. Without `secondFromFirst` there is no flow; points behind the second
/// camera or far outside its image have none.
AuxiliaryTargets auxiliaryTargets(const DepthMap& depth, const Intrinsics& camera, const Rigid3d* secondFromFirst, int side);

} // namespace w2v::nn
