#pragma once
#include "core/geometry/Camera.h"
#include "core/image/Raster.h"

namespace w2v {

/// The labelled view that others were imagined from. Maps have the camera's size.
struct LabelledView {
    const DepthMap& depth;    ///< metres
    const IdMap& instances;   ///< 0 = none
    Intrinsics camera;
};

/// Instance ids of an imagined view: each pixel that was observed takes the id of the source pixel its point projects to, where the
/// depths there agree within 5 %. Invented pixels get 0: what a world model made up has no name.
/// `startFromView` is the imagined view's pose in the source's camera; `depth` and `observed` are the imagined view's.
IdMap carriedInstances(const LabelledView& source, const Rigid3d& startFromView, const Intrinsics& view, const DepthMap& depth, const Mask& observed);

} // namespace w2v
