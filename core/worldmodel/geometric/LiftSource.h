#pragma once
#include "core/scene/Observation.h"
#include "core/worldmodel/geometric/DepthMesh.h"

namespace w2v {

/// One view made ready to be lifted: complete depth, and for each pixel how it is known. Pixels of kind None are not lifted.
struct LiftSource {
    ColorImage color;
    DepthMap depth;
    DepthKinds kinds;
    Mask content;       ///< 0 where the picture shows nothing: a white or black border
    Intrinsics camera;
    double grain = 0;   ///< contrast in grey levels below which fine structure is the sensor's; it is not carried to other views
};

/// From a camera's picture and depth map: impossible readings dropped, uniform black or white borders left out, sensor noise
/// smoothed within surfaces, sensor holes filled (Guessed), and a thin rim behind silhouettes, where a depth camera mixes
/// surfaces, left out. Throws Error when sizes differ or no depth is usable.
LiftSource sourceFromCamera(const ObservationFrame& frame, const std::string& subject);

/// From exact depth, such as a rendered view's. Pixels without depth are Guessed.
LiftSource sourceFromRender(ColorImage color, DepthMap depth, const Intrinsics& camera);

/// The source's picture without the mixed colours beside its silhouettes: each takes that of the nearest pixel inside its own
/// surface. Moved to another view, a mixed pixel would be a halo.
ColorImage unmixedColor(const LiftSource& source);

/// A picture whose fine structure of less than `grain` grey levels is smoothed (bilateral filter, Tomasi and Manduchi 1998). Seen from
/// elsewhere it would lie a pixel beside its place, as depth is only known to that, and count twice as error.
ColorImage withoutGrain(const ColorImage& color, double grain);

/// The source's picture as another camera at the same place sees it. `depth` is 0 and `seen` 0 where the source does not
/// reach; also where it shows nothing, but for a camera that sees no more than the source: that one gets the picture as it is.
struct SourceView {
    ColorImage color;
    DepthMap depth;
    Mask seen;
};
SourceView viewOfSource(const LiftSource& source, const Intrinsics& camera);

} // namespace w2v
