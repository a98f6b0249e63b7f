#pragma once
#include <vector>

#include "render/scene/SceneLayer.h"

namespace w2v {

/// The background of a view as horizontal bands: a plain gradient, or the sky by the elevation of each band's middle.
std::vector<BackgroundBand> backgroundBands(const ViewportScene& scene, const ViewCamera& camera, int width, int height);

} // namespace w2v
