#pragma once
#include "core/image/Raster.h"

namespace w2v {

/// 255 where a picture has content, 0 on a uniform white or black border that belongs to no scene (some RGB-D captures have
/// one): a run of such pixels from the edge, at least 2 deep in most rows or columns of that side and at most 3% of the size,
/// and the two mixed pixels beside it. Comparisons with a photograph should leave the border out.
Mask contentMask(const ColorImage& color);

} // namespace w2v
