#pragma once
#include <array>

#include "core/geometry/Camera.h"
#include "core/image/Raster.h"
#include "core/worldmodel/Inpainter.h"

namespace w2v {

/// A frame that is repaired, or one that helps. All rasters have the camera's size; depth in metres, 0 = unknown, may be empty.
struct RepairView {
    ColorImage color;
    DepthMap depth;
    Mask observed; ///< 255 = seen in the observation; may be empty
    Rigid3d startFromCamera = Rigid3d::Identity();
};

/// Paints the region (not 0) anew from what surrounds it; it counts as invented afterwards. Throws Error when the region is empty,
/// is the whole picture or has another size.
void refillRegion(RepairView& view, const Mask& region, const Intrinsics& camera, Inpainter& inpainter);

/// Takes the region from another view, moved by its depth to where this camera sees it, nearest surface first; what that view does
/// not show is painted anew. Returns the share of the region that was taken. Throws Error when that is less than a hundredth.
double takeRegion(RepairView& view, const Mask& region, const RepairView& from, const Intrinsics& camera, Inpainter& inpainter);

/// Gives the view the brightness of another one: a gain per channel in linear light, the median over what both see (depth within
/// 5 %). Returns the gains (R, G, B). Throws Error when they share too little.
std::array<double, 3> matchExposure(RepairView& view, const RepairView& reference, const Intrinsics& camera);

} // namespace w2v
