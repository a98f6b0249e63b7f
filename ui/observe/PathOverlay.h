#pragma once
#include <optional>
#include <vector>

#include "core/lookahead/LookAhead.h"
#include "render/scene/ViewportRenderer.h"
#include "ui/observe/PathDraft.h"

namespace w2v {

/// What of a path lies in the viewport: the line on the floor, a frustum at the start and at every key frame, the walker at
/// the playhead, and a ghost of the moves a click would add.
struct PathOverlayOptions {
    double floorBelow = 1.5;                     ///< metres from the start camera down to the floor
    std::vector<Action> ghost;                   ///< moves a click would add
    const std::vector<Action>* preview = nullptr;///< the whole path as a drag would make it; may be null
    std::vector<Eigen::Vector3d> curve;          ///< a freehand curve being drawn, world
    const FloorMap* floor = nullptr;             ///< what a walker bumps into; may be null
    const std::vector<LookAheadFrame>* ahead = nullptr; ///< one per pose, colours the path; may be null
    std::shared_ptr<const ViewportImage> image;  ///< the observed picture, on the start frustum; may be null
    float pixelRatio = 1;
};

inline constexpr double kWalkerRadius = 0.2; ///< metres

/// For each pose whether a walker would bump into something or leave there; empty when nothing is known.
std::vector<bool> blockedPoses(const PathDraft& draft, const FloorMap* floor);

/// Replaces paths, frusta and marks of `content`. The id of a mark or frustum is its pose.
void drawPath(ViewportScene& content, const PathDraft& draft, const PathOverlayOptions& options);

} // namespace w2v
