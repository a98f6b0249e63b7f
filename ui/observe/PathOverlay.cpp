#include "ui/observe/PathOverlay.h"

#include "ui/viewport/ThemeColors.h"

namespace w2v {

namespace {

constexpr double kAboveFloor = 0.02;  ///< metres; keeps the line out of the carpet

/// The floor point under a camera: straight down along the start camera's own y axis.
Eigen::Vector3f footOf(const Rigid3d& worldFromStart, const Rigid3d& startFromCamera, double floorBelow)
{
    const Eigen::Vector3d foot = startFromCamera.translation() + Eigen::Vector3d(0, floorBelow - kAboveFloor, 0);
    return (worldFromStart * foot).cast<float>();
}

bool isBlocked(const FloorMap* floor, const Eigen::Vector3d& world)
{
    if (!floor)
        return false;
    const FloorMap::Place place = floor->at(world, kWalkerRadius);
    return place.blocked || place.outside;
}

/// Red where a walker would bump into something; otherwise from teal (observed) to amber (to be imagined) where that is known.
void addStrip(ViewportScene& content, const PathDraft& draft, const CameraTrajectory& path, int from, int to,
              const PathOverlayOptions& options, const Rgba& color, float width, bool judged)
{
    Rgba blocked = viewportColor(ColorRole::Contradicts), seen = viewportColor(ColorRole::Observed), invented = viewportColor(ColorRole::Imagined);
    blocked.w() = seen.w() = invented.w() = color.w();
    PathStrip strip;
    strip.width = width;
    for (int i = from; i <= to; ++i) {
        const auto index = std::size_t(i);
        const Eigen::Vector3f foot = footOf(draft.worldFromStart(), path.startFromCamera[index], options.floorBelow);
        if (!strip.vertices.empty() && (strip.vertices.back().position - foot).norm() <= 1e-4f)
            continue;
        Rgba here = color;
        if (isBlocked(options.floor, foot.cast<double>()))
            here = blocked;
        else if (judged && options.ahead && index < options.ahead->size())
            here = seen + (invented - seen) * float((*options.ahead)[index].imagined);
        strip.vertices.push_back({foot, here});
    }
    if (strip.vertices.size() > 1)
        content.paths.push_back(strip);
}

} // namespace

std::vector<bool> blockedPoses(const PathDraft& draft, const FloorMap* floor)
{
    std::vector<bool> blocked;
    for (int i = 0; floor && floor->isKnown() && draft.isOpen() && i < draft.poses(); ++i)
        blocked.push_back(isBlocked(floor, draft.worldFromPose(i).translation()));
    return blocked;
}

void drawPath(ViewportScene& content, const PathDraft& draft, const PathOverlayOptions& options)
{
    content.paths.clear();
    content.frusta.clear();
    content.marks.clear();
    if (!draft.isOpen())
        return;
    const CameraTrajectory& path = draft.path();
    const Rigid3d start = draft.worldFromStart();
    const int last = draft.poses() - 1, head = draft.playhead();
    const float scale = options.pixelRatio;

    // Walked part solid, the rest quieter.
    addStrip(content, draft, path, 0, head, options, viewportColor(ColorRole::Accent), 4 * scale, true);
    addStrip(content, draft, path, head, last, options, viewportColor(ColorRole::Accent, 0.45), 4 * scale, true);

    const auto mark = [&](int pose, ColorRole role, float radius) {
        PointMark ball;
        ball.position = footOf(start, path.startFromCamera[std::size_t(pose)], options.floorBelow);
        ball.radius = radius;
        ball.minPixels = 3.5f * scale;
        ball.color = viewportColor(role);
        ball.id = pose;
        content.marks.push_back(ball);
    };
    const auto frustum = [&](int pose, ColorRole role, float size, double opacity, float width) {
        FrustumMark pyramid;
        pyramid.worldFromCamera = start * path.startFromCamera[std::size_t(pose)];
        pyramid.camera = path.camera.valid() ? path.camera : intrinsicsFromFov(576, 576, 54);
        pyramid.size = size;
        pyramid.color = viewportColor(role, opacity);
        pyramid.lineWidth = width * scale;
        pyramid.id = pose;
        content.frusta.push_back(pyramid);
        return &content.frusta.back();
    };
    // Teal: seen; amber: to be imagined.
    FrustumMark* first = frustum(0, ColorRole::Observed, 0.4f, 1, 2);
    first->image = options.image;
    first->imageOpacity = 0.9f;
    mark(0, ColorRole::Observed, 0.06f);
    for (std::size_t i = 1; i < path.keyFrames.size(); ++i) {
        frustum(path.keyFrames[i], ColorRole::Imagined, 0.25f, 0.8, 1.5f);
        mark(path.keyFrames[i], ColorRole::Imagined, 0.045f);
    }
    if (head > 0) {
        frustum(head, ColorRole::Accent, 0.32f, 1, 2.25f);
        mark(head, ColorRole::Accent, 0.07f);
    }
    const auto ghost = [&](const std::vector<Action>& actions, int from) {
        const CameraTrajectory trajectory = followActions(actions, {}, path.camera);
        const int end = int(trajectory.startFromCamera.size()) - 1;
        addStrip(content, draft, trajectory, std::min(from, end), end, options, viewportColor(ColorRole::Text, 0.6), 2.5f * scale, false);
        PointMark ball;
        ball.position = footOf(start, trajectory.startFromCamera.back(), options.floorBelow);
        ball.minPixels = 4 * scale;
        ball.color = viewportColor(ColorRole::Text, 0.8);
        content.marks.push_back(ball);
    };
    if (options.preview) {
        ghost(*options.preview, 0);
    } else if (!options.ghost.empty()) {
        std::vector<Action> all = draft.actions();
        all.insert(all.end(), options.ghost.begin(), options.ghost.end());
        ghost(all, last);
    }
    if (options.curve.size() > 1) {
        PathStrip drawn;
        drawn.width = 1.5f * scale;
        const Eigen::Vector3d up = start.linear().col(1) * -kAboveFloor;
        for (const Eigen::Vector3d& point : options.curve)
            drawn.vertices.push_back({(point + up).cast<float>(), viewportColor(ColorRole::Muted)});
        content.paths.push_back(drawn);
    }
}

} // namespace w2v
