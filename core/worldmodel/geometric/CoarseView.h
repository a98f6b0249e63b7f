#pragma once
#include "core/worldmodel/geometric/FillFromBehind.h"

namespace w2v {

/// A view at a lower resolution, with a first guess where nothing is known: what the learned inpainter sees.
struct CoarseView {
    FloatColor color; ///< means of the known pixels; where none are, spread from behind silhouettes
    DepthMap depth;   ///< harmonic means, filled in the same way
    Mask missing;     ///< 255 where less than half of the pixels below are known
};

/// `shrink` pixels a side become one; the last row and column may cover less. Sizes of the three must agree; something must be known.
CoarseView coarsen(const ColorImage& color, const DepthMap& depth, const Mask& missing, int shrink);

/// Brings a complete coarse view up into the pixels where `missing` is not 0, so that it meets what is known beside them without
/// a seam; what lies clearly in front of the hole does not bleed into it.
void refine(ColorImage& color, DepthMap& depth, const Mask& missing, const CoarseView& coarse, int shrink);

} // namespace w2v
