#pragma once
#include "core/geometry/Camera.h"
#include "core/image/Raster.h"

namespace w2v {

/// Which pixels of a generated view lie where something of the start view would be: the start view's points are projected into it
/// and each covers the pixels it would grow to. No surface hides another here, so this is an upper bound. `startDepth` belongs to
/// `startCamera`; pixels without depth are left out.
Mask seenFromStart(const DepthMap& startDepth, const Intrinsics& startCamera, const Rigid3d& startFromView, const Intrinsics& view);

/// The depth map of `camera` as a camera at the same place with another lens or size has it (nearest pixel; 0 outside).
DepthMap sameViewDepth(const DepthMap& depth, const Intrinsics& camera, const Intrinsics& view);

/// The median of the depths that are known in the middle half (in both directions) of a picture, else of the whole one; 0 when there is none.
double middleDepth(const DepthMap& depth);

} // namespace w2v
