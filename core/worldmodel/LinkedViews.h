#pragma once
#include <memory>
#include <optional>

#include "core/geometry/Camera.h"
#include "core/image/Raster.h"
#include "core/worldmodel/Rollout.h"

namespace w2v {

/// A view whose pixels have a place in space. Views that are linked have one common frame, metres.
struct PlacedView {
    std::shared_ptr<const DepthMap> depth; ///< of the camera's size, metres, 0 = unknown; null or empty: nothing is known
    Intrinsics camera;                     ///< not valid: the view has no known place
    Rigid3d commonFromCamera = Rigid3d::Identity();
};

enum class LinkKind {
    Seen,      ///< the point is the surface that the other view shows there
    Unproven,  ///< it falls on that pixel, but the other view has no depth there
    Hidden,    ///< the other view shows something nearer there
    Elsewhere, ///< the other view shows something farther there: it does not have this surface
    Outside,   ///< beside or behind the other view; `pixel` lies in that direction outside of it
    SamePixel, ///< without depth or place: the same relative place of the picture
};

/// Where something of one view is in another.
struct LinkedPixel {
    LinkKind kind = LinkKind::SamePixel;
    Eigen::Vector2d pixel = Eigen::Vector2d::Zero(); ///< corner convention of Intrinsics
    double depth = 0;                                ///< of the point in that view, metres along z; 0 = unknown
};

/// The place of what a view shows at a pixel, in the common frame; none without depth there.
std::optional<Eigen::Vector3d> pointAt(const PlacedView& view, const Eigen::Vector2d& pixel);

/// Where a point of the common frame is in a placed view. Depths within 5 % of those of the pixel and its neighbours are the same surface.
LinkedPixel findPoint(const PlacedView& view, const Eigen::Vector3d& point);

/// Where the surface at a pixel of one view is in the other; SamePixel where that cannot be said.
LinkedPixel linkPixel(const PlacedView& from, const Eigen::Vector2d& pixel, const PlacedView& to);

/// The start of `other` in the frame of the start of `rollout`; none when it is not known: another observation or frame without poses in
/// the world, or lengths that are not metres in only one of them.
std::optional<Rigid3d> startFromOtherStart(const RolloutRecord& rollout, const RolloutRecord& other);

} // namespace w2v
