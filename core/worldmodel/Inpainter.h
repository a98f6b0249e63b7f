#pragma once
#include <memory>
#include <string>

#include "core/geometry/Camera.h"
#include "core/image/Raster.h"
#include "core/worldmodel/geometric/RoomPlanes.h"

namespace w2v {

/// Gives the pixels of a view that were never seen a colour and a depth.
class Inpainter {
public:
    virtual ~Inpainter() = default;

    /// What painted, for a rollout's provenance: "classical", or "learned" with the digest of its weights.
    virtual std::string name() const = 0;

    /// Changes `color` and `depth` (metres, 0 = unknown) where `missing` is not 0 and nowhere else; afterwards every pixel has a
    /// depth. All have the camera's size; at least one pixel must be known. `planes` of the room, in the camera's frame, help where
    /// they are known. Deterministic. Throws Error when sizes differ.
    virtual void fill(ColorImage& color, DepthMap& depth, const Mask& missing, const Intrinsics& camera, const RoomPlanes& planes) = 0;
};

/// Depth from behind silhouettes, colour by Navier-Stokes inpainting at a resolution at which the hole is small
/// (core/worldmodel/geometric/Fill.h). Needs no weights.
std::unique_ptr<Inpainter> createClassicalInpainter();

} // namespace w2v
