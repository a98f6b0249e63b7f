#pragma once
#include "core/scene/SceneRenderer.h"

namespace w2v {

/// Which pixels of a view show something that the first view saw: each pixel's point is projected into the first view and
/// its depth compared there with the four nearest pixels (2 cm + 2%). Pixels without depth (sky) count as seen where the
/// first view looks into the same direction and sees nothing either.
Mask observedFrom(const ViewRequest& first, const DepthMap& firstDepth, const ViewRequest& view, const DepthMap& depth);

/// Share of pixels that are 255, in [0, 1]; 0 for an empty mask.
double observedShare(const Mask& observed);

} // namespace w2v
