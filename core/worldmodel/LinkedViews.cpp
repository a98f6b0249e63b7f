#include "core/worldmodel/LinkedViews.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/base/Error.h"
#include "core/motion/Trajectory.h"

namespace w2v {

namespace {

constexpr double kSameDepth = 0.05; ///< share of the depth
constexpr double kNearest = 1e-3;   ///< metres before the camera

bool hasDepth(const PlacedView& view)
{
    return view.camera.valid() && view.depth && view.depth->width() == view.camera.width && view.depth->height() == view.camera.height;
}

/// A pixel far out in the direction of a point that is behind the camera.
Eigen::Vector2d outward(const Intrinsics& camera, const Eigen::Vector3d& local)
{
    const Eigen::Vector2d side = local.head<2>();
    const double norm = side.norm(), reach = 2.0 * (camera.width + camera.height);
    return Eigen::Vector2d(camera.cx, camera.cy) + (norm > 1e-9 ? Eigen::Vector2d(side / norm) : Eigen::Vector2d::UnitY()) * reach;
}

std::optional<Rigid3d> worldFromStart(const RolloutRecord& rollout)
{
    const auto found = rollout.provenance.find("world_from_start");
    if (found == rollout.provenance.end() || !found->is_array())
        return std::nullopt;
    try {
        return poseFromJson(*found, "world_from_start");
    } catch (const Error&) {
        return std::nullopt;
    }
}

} // namespace

std::optional<Eigen::Vector3d> pointAt(const PlacedView& view, const Eigen::Vector2d& pixel)
{
    if (!hasDepth(view) || !(pixel.x() >= 0 && pixel.y() >= 0 && pixel.x() < view.camera.width && pixel.y() < view.camera.height))
        return std::nullopt;
    const float depth = view.depth->at(static_cast<int>(pixel.x()), static_cast<int>(pixel.y()));
    if (!(depth > 0))
        return std::nullopt;
    return view.commonFromCamera * unproject(view.camera, pixel.x(), pixel.y(), depth);
}

LinkedPixel findPoint(const PlacedView& view, const Eigen::Vector3d& point)
{
    const Intrinsics& camera = view.camera;
    const Eigen::Vector3d local = view.commonFromCamera.inverse() * point;
    if (local.z() < kNearest)
        return {LinkKind::Outside, outward(camera, local), 0};
    LinkedPixel found{LinkKind::Unproven, project(camera, local), local.z()};
    if (!(found.pixel.x() >= 0 && found.pixel.y() >= 0 && found.pixel.x() < camera.width && found.pixel.y() < camera.height)) {
        found.kind = LinkKind::Outside;
        return found;
    }
    if (!hasDepth(view))
        return found;
    // A pixel's neighbours too: the point falls between pixels, and silhouettes are a pixel wide.
    float nearest = std::numeric_limits<float>::infinity(), farthest = 0;
    const int x = static_cast<int>(found.pixel.x()), y = static_cast<int>(found.pixel.y());
    for (int v = std::max(0, y - 1); v <= std::min(camera.height - 1, y + 1); ++v)
        for (int u = std::max(0, x - 1); u <= std::min(camera.width - 1, x + 1); ++u)
            if (const float depth = view.depth->at(u, v); depth > 0) {
                nearest = std::min(nearest, depth);
                farthest = std::max(farthest, depth);
            }
    if (farthest > 0)
        found.kind = local.z() > farthest * (1 + kSameDepth) ? LinkKind::Hidden
            : local.z() < nearest * (1 - kSameDepth)         ? LinkKind::Elsewhere
                                                             : LinkKind::Seen;
    return found;
}

LinkedPixel linkPixel(const PlacedView& from, const Eigen::Vector2d& pixel, const PlacedView& to)
{
    if (to.camera.valid())
        if (const auto point = pointAt(from, pixel))
            return findPoint(to, *point);
    const double sx = from.camera.valid() && to.camera.valid() ? double(to.camera.width) / from.camera.width : 1;
    const double sy = from.camera.valid() && to.camera.valid() ? double(to.camera.height) / from.camera.height : 1;
    return {LinkKind::SamePixel, {pixel.x() * sx, pixel.y() * sy}, 0};
}

std::optional<Rigid3d> startFromOtherStart(const RolloutRecord& rollout, const RolloutRecord& other)
{
    if (rollout.metric != other.metric || rollout.observation != other.observation)
        return std::nullopt;
    const auto ours = worldFromStart(rollout), theirs = worldFromStart(other);
    if (ours && theirs)
        return ours->inverse() * *theirs;
    const auto frameOf = [](const RolloutRecord& record) { return record.provenance.value("frame", nlohmann::ordered_json()); };
    if (!ours && !theirs && frameOf(rollout) == frameOf(other))
        return Rigid3d::Identity();
    return std::nullopt;
}

} // namespace w2v
