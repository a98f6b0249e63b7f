#pragma once
#include <string>
#include <vector>

#include "core/geometry/Box2d.h"
#include "core/scene/SceneRenderer.h"

namespace w2v {

/// An askable object as one view shows it.
struct VisibleObject {
    int instance = 0;
    std::string label;
    Box2d box;              ///< bounding box of its visible pixels, normalised 0..1000 per axis
    Box2d fullBox;          ///< box of the whole projected bounds, 0..1000 units, may leave the image; empty if behind
    int visiblePixels = 0;
    double visibleShare = 0; ///< visible pixels / pixels of the clipped projected bounds, a lower bound of the unoccluded share
    double depth = 0;       ///< median depth of its visible pixels, metres
    bool unique = true;     ///< no other visible object of this view has the same label
};

/// Every non-structure instance with at least `minPixels` visible pixels. Works from the rendered ids and depth.
std::vector<VisibleObject> visibleObjects(const Scene& scene, const ViewRequest& request, const RenderedView& view,
                                          int minPixels = 1);

} // namespace w2v
