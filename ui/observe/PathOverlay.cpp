#include "ui/observe/PathOverlay.h"

#include "ui/viewport/ThemeColors.h"

namespace w2v {

namespace {

constexpr double kAboveFloor = 0.02;  ///< metres; keeps the line out of the carpet
constexpr double kWalkerRadius = 0.2; ///< metres

/// The floor point under a camera: straight down along the start camera's own y axis.
Eigen::Vector3f footOf(const Rigid3d& worldFromStart, const Rigid3d& startFromCamera, double floorBelow)
{
    const Eigen::Vector3d foot = startFromCamera.translation() + Eigen::Vector3d(0, floorBelow - kAboveFloor, 0);
    return (worldFromStart * foot).cast<float>();
}

bool isBlocked(const Scene* scene, const Eigen::Vector3d& world)
{
    return scene && scene->room && !scene->isFree(world.x(), world.z(), kWalkerRadius);
}

/// Red where a walker would bump into something.
void addStrip(ViewportScene& content, const PathDraft& draft, const CameraTrajectory& path, int from, int to,
              const PathOverlayOptions& options, const Rgba& color, float width)
{
    const double floorBelow = options.floorBelow;
    Rgba blocked = viewportColor(ColorRole::Contradicts);
    blocked.w() = color.w();
    PathStrip strip;
    strip.width = width;
    for (int i = from; i <= to; ++i) {
        const Eigen::Vector3f foot = footOf(draft.worldFromStart(), path.startFromCamera[std::size_t(i)], floorBelow);
        if (strip.vertices.empty() || (strip.vertices.back().position - foot).norm() > 1e-4f)
            strip.vertices.push_back({foot, isBlocked(options.scene, foot.cast<double>()) ? blocked : color});
    }
    if (strip.vertices.size() > 1)
        content.paths.push_back(strip);
}

} // namespace

int firstBlockedPose(const PathDraft& draft, const Scene* scene)
{
    for (int i = 0; draft.isOpen() && i < draft.poses(); ++i) {
        if (isBlocked(scene, draft.worldFromPose(i).translation()))
            return i;
    }
    return -1;
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
    addStrip(content, draft, path, 0, head, options, viewportColor(ColorRole::Accent), 4 * scale);
    addStrip(content, draft, path, head, last, options, viewportColor(ColorRole::Accent, 0.45), 4 * scale);

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
    if (!options.ghost.empty()) {
        std::vector<Action> all = draft.actions();
        all.insert(all.end(), options.ghost.begin(), options.ghost.end());
        const CameraTrajectory ghost = followActions(all, {}, path.camera);
        const int end = int(ghost.startFromCamera.size()) - 1;
        addStrip(content, draft, ghost, last, end, options, viewportColor(ColorRole::Text, 0.6), 2.5f * scale);
        PointMark ball;
        ball.position = footOf(start, ghost.startFromCamera.back(), options.floorBelow);
        ball.minPixels = 4 * scale;
        ball.color = viewportColor(ColorRole::Text, 0.8);
        content.marks.push_back(ball);
    }
}

} // namespace w2v
