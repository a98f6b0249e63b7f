#pragma once
#include <vector>

#include "core/scene/Scene.h"
#include "core/scene/room/Builder.h"

namespace w2v::room {

/// A glowing rectangle: centre, half-extent vectors and the direction it shines to; world coordinates.
struct AreaLight {
    Vec3 center, u, v, normal;
    float power = 1; ///< scales what arrives; 1 is a 1.5 m2 window on a bright day
};

/// Multiplies every vertex' light by what reaches it: window and lamp light with soft shadows, sky light from above and
/// ambient light dimmed in corners and near furniture (occlusion by the builder's boxes and the room's own faces).
void bakeLight(Scene& scene, const std::vector<Occluder>& occluders, const std::vector<AreaLight>& windows);

} // namespace w2v::room
