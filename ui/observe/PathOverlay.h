#pragma once
#include <optional>
#include <vector>

#include "render/scene/ViewportRenderer.h"
#include "ui/observe/PathDraft.h"

namespace w2v {

/// What of a path lies in the viewport: the line on the floor, a frustum at the start and at every key frame, the walker at
/// the playhead, and a ghost of the moves a click would add.
struct PathOverlayOptions {
    double floorBelow = 1.5;                     ///< metres from the start camera down to the floor
    std::vector<Action> ghost;                   ///< moves a click would add
    const Scene* scene = nullptr;                ///< a room to bump into; may be null
    std::shared_ptr<const ViewportImage> image;  ///< the observed picture, on the start frustum; may be null
    float pixelRatio = 1;
};

/// The first pose of the path that leaves the room or stands in furniture, -1 when all is free or nothing is known.
int firstBlockedPose(const PathDraft& draft, const Scene* scene);

/// Replaces paths, frusta and marks of `content`. The id of a mark or frustum is its pose.
void drawPath(ViewportScene& content, const PathDraft& draft, const PathOverlayOptions& options);

} // namespace w2v
