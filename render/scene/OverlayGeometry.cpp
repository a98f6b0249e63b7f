#include <algorithm>
#include <array>
#include <cmath>
#include <functional>

#include "render/scene/AxisGizmo.h"
#include "render/scene/Overlay.h"

namespace w2v {
namespace {

constexpr std::size_t kMaxOverlay = 4u << 20; // instances of a kind; more would not be readable anyway

void setColor(std::uint8_t (&target)[4], const Rgba& color, float opacity = 1)
{
    for (int k = 0; k < 4; ++k)
        target[k] = static_cast<std::uint8_t>(std::lround(std::clamp(color[k] * (k == 3 ? opacity : 1.0f), 0.0f, 1.0f) * 255.0f));
}

class Builder {
public:
    explicit Builder(OverlayGeometry& out) : m_out(out) {}

    void segment(const Eigen::Vector3f& a, const Eigen::Vector3f& b, const Rgba& colorA, const Rgba& colorB, float width)
    {
        if (m_out.segments.size() >= kMaxOverlay || !a.allFinite() || !b.allFinite())
            return;
        SegmentInstance s;
        std::copy_n(a.data(), 3, s.from);
        std::copy_n(b.data(), 3, s.to);
        setColor(s.colorFrom, colorA);
        setColor(s.colorTo, colorB);
        s.width = width;
        m_out.segments.push_back(s);
    }

    void mark(const PointMark& mark)
    {
        if (m_out.marks.size() >= kMaxOverlay || !mark.position.allFinite())
            return;
        MarkInstance m;
        std::copy_n(mark.position.data(), 3, m.center);
        m.size[0] = mark.radius;
        m.size[1] = mark.minPixels;
        setColor(m.color, mark.color);
        m_out.marks.push_back(m);
    }

    /// Corners clockwise from the picture's top left.
    void picture(std::vector<PictureQuad>& list, const GpuPicture& picture, const Eigen::Vector3f (&corners)[4], float opacity)
    {
        list.push_back({&picture, static_cast<std::uint32_t>(m_out.imageVertices.size()), opacity});
        constexpr float kUv[4][2] = {{0, 0}, {1, 0}, {1, 1}, {0, 1}};
        for (const int k : {0, 1, 2, 0, 2, 3})
            m_out.imageVertices.push_back({{corners[k].x(), corners[k].y(), corners[k].z()}, {kUv[k][0], kUv[k][1]}});
    }

    std::uint32_t count() const { return static_cast<std::uint32_t>(m_out.segments.size()); }
    InstanceRange since(std::uint32_t first) const { return {first, count() - first}; }

private:
    OverlayGeometry& m_out;
};

void addGrid(Builder& builder, const GroundGrid& grid, const ViewCamera& camera)
{
    // Centred where the eye looks at the floor, or below the eye; each line in pieces so that it can fade.
    const Eigen::Vector3d eye = camera.worldFromCamera.translation(), forward = camera.worldFromCamera.linear().col(2);
    Eigen::Vector2d center(eye.x(), eye.z());
    if (camera.orthoHeight > 0 && std::abs(forward.y()) > 1e-3)
        center -= Eigen::Vector2d(forward.x(), forward.z()) * (eye.y() / forward.y());
    const double reach = std::clamp<double>(std::max<double>(grid.fadeDistance, camera.orthoHeight), 2, 60);
    const int lines = static_cast<int>(reach);
    constexpr int kPieces = 8;
    const auto opacity = [&](const Eigen::Vector2d& p) {
        const double t = std::clamp(1 - (p - center).norm() / reach, 0.0, 1.0);
        return static_cast<float>(t * (2 - t));
    };
    for (int axis = 0; axis < 2; ++axis) {
        const int middle = static_cast<int>(std::lround(center[axis]));
        for (int i = middle - lines; i <= middle + lines; ++i) {
            const double offset = i - center[axis];
            const double half = std::sqrt(std::max(0.0, reach * reach - offset * offset));
            if (half < 0.5)
                continue;
            const Rgba& color = i % 5 == 0 ? grid.major : grid.line;
            for (int piece = 0; piece < kPieces; ++piece) {
                Eigen::Vector2d ends[2];
                Rgba colors[2];
                for (int e = 0; e < 2; ++e) {
                    ends[e][axis] = i;
                    ends[e][1 - axis] = center[1 - axis] + half * (2.0 * (piece + e) / kPieces - 1);
                    colors[e] = color;
                    colors[e][3] *= opacity(ends[e]);
                }
                builder.segment({static_cast<float>(ends[0].x()), 0, static_cast<float>(ends[0].y())},
                                {static_cast<float>(ends[1].x()), 0, static_cast<float>(ends[1].y())}, colors[0], colors[1], 1.0f);
            }
        }
    }
}

void addFrustum(Builder& builder, OverlayGeometry& out, const FrustumMark& mark)
{
    if (!mark.camera.valid() || !isValidPose(mark.worldFromCamera))
        return;
    const auto corner = [&](double x, double y, double z) {
        return Eigen::Vector3f((mark.worldFromCamera * unproject(mark.camera, x, y, z)).cast<float>());
    };
    const double w = mark.camera.width, h = mark.camera.height, z = mark.size;
    const Eigen::Vector3f apex = mark.worldFromCamera.translation().cast<float>();
    const Eigen::Vector3f corners[4] = {corner(0, 0, z), corner(w, 0, z), corner(w, h, z), corner(0, h, z)};
    for (int k = 0; k < 4; ++k) {
        builder.segment(corners[k], corners[(k + 1) % 4], mark.color, mark.color, mark.lineWidth);
        builder.segment(apex, corners[k], mark.color, mark.color, mark.lineWidth);
    }
    // A small roof says which side is up.
    const Eigen::Vector3f roof = corner(w / 2, -0.12 * h, z);
    builder.segment(corner(0.38 * w, 0, z), roof, mark.color, mark.color, mark.lineWidth);
    builder.segment(corner(0.62 * w, 0, z), roof, mark.color, mark.color, mark.lineWidth);
    if (const auto* picture = dynamic_cast<const GpuPicture*>(mark.image.get()); picture && mark.imageOpacity > 0)
        builder.picture(out.worldPictures, *picture, corners, mark.imageOpacity);
}

/// Farther pictures first: they are drawn over each other without depth.
void sortPictures(OverlayGeometry& out, const Eigen::Vector3d& eye)
{
    const Eigen::Vector3f from = eye.cast<float>();
    const auto distance = [&](const PictureQuad& quad) {
        const auto corner = [&](std::uint32_t k) { return Eigen::Vector3f(out.imageVertices[quad.firstVertex + k].position); };
        return (0.5f * (corner(0) + corner(2)) - from).squaredNorm(); // opposite corners
    };
    std::ranges::stable_sort(out.worldPictures, std::ranges::greater(), distance);
}

void addGizmo(Builder& builder, const ViewCamera& camera, int height, float ratio)
{
    const AxisGizmo gizmo(camera.worldFromCamera, height, ratio);
    using Stroke = std::array<Eigen::Vector2f, 2>;
    const auto stroke = [](float a, float b, float c, float d) { return Stroke{Eigen::Vector2f(a, b), Eigen::Vector2f(c, d)}; };
    static const Rgba kColors[3] = {Rgba(0.90f, 0.32f, 0.32f, 1), Rgba(0.45f, 0.75f, 0.30f, 1), Rgba(0.33f, 0.55f, 0.95f, 1)};
    static const std::vector<Stroke> kLetters[3] = {{stroke(-1, -1, 1, 1), stroke(-1, 1, 1, -1)},
                                                    {stroke(-1, -1, 0, 0), stroke(1, -1, 0, 0), stroke(0, 0, 0, 1)},
                                                    {stroke(-1, -1, 1, -1), stroke(1, -1, -1, 1), stroke(-1, 1, 1, 1)}};
    const auto at = [](const Eigen::Vector2f& p) { return Eigen::Vector3f(p.x(), p.y(), 0); };
    const auto disc = [&](const Eigen::Vector2f& p, float radius, const Rgba& color) { builder.segment(at(p), at(p), color, color, 2 * radius); };
    for (const AxisGizmo::End& end : gizmo.ends()) {
        int axis = 0;
        bool named = false;
        switch (end.part) {
        case AxisGizmo::Part::Right: named = true; [[fallthrough]];
        case AxisGizmo::Part::Left: break;
        case AxisGizmo::Part::Up: named = true; [[fallthrough]]; // world y points down; the gizmo names up
        case AxisGizmo::Part::Down: axis = 1; break;
        case AxisGizmo::Part::Ahead: named = true; [[fallthrough]];
        case AxisGizmo::Part::Back: axis = 2; break;
        case AxisGizmo::Part::Middle: continue;
        }
        Rgba color = kColors[axis];
        color.head<3>() *= 0.8f + 0.2f * std::max(0.0f, end.toward); // what points away is darker
        if (named) {
            builder.segment(at(gizmo.middle()), at(end.at), color, color, 2.5f * ratio);
            disc(end.at, gizmo.endRadius(), color);
            const Rgba ink(0.08f, 0.09f, 0.10f, 1);
            for (const Stroke& s : kLetters[axis])
                builder.segment(at(end.at + Eigen::Vector2f(2.8f * s[0].x(), 3.6f * s[0].y()) * ratio),
                                at(end.at + Eigen::Vector2f(2.8f * s[1].x(), 3.6f * s[1].y()) * ratio), ink, ink, 1.5f * ratio);
        } else {
            color[3] = 0.45f;
            disc(end.at, 0.7f * gizmo.endRadius(), color);
        }
    }
}

/// A pictogram of thick strokes whose widths are metres.
void addFigure(Builder& builder, const FigureMark& figure, const ViewCamera& camera, double pixelsPerMetreAtOne)
{
    const Eigen::Vector3d local = camera.worldFromCamera.inverse() * figure.foot.cast<double>();
    const double scale = camera.orthoHeight > 0 ? pixelsPerMetreAtOne : local.z() > camera.nearPlane ? pixelsPerMetreAtOne / local.z() : 0;
    if (scale <= 0)
        return;
    Eigen::Vector3f side = camera.worldFromCamera.linear().col(0).cast<float>();
    side.y() = 0;
    side = side.norm() > 1e-3f ? Eigen::Vector3f(side.normalized()) : Eigen::Vector3f::UnitX();
    const float h = figure.height;
    const auto limb = [&](float x0, float y0, float x1, float y1, float width) {
        const auto place = [&](float x, float y) { return Eigen::Vector3f(figure.foot + side * (x * h) - Eigen::Vector3f(0, y * h, 0)); };
        builder.segment(place(x0, y0), place(x1, y1), figure.color, figure.color, std::max(1.0f, static_cast<float>(scale) * width * h));
    };
    limb(0, 0.78f, 0, 0.52f, 0.16f);
    for (const float s : {-1.0f, 1.0f}) {
        limb(0.04f * s, 0.50f, 0.05f * s, 0.04f, 0.07f);
        limb(0.11f * s, 0.78f, 0.14f * s, 0.45f, 0.05f);
    }
    limb(0, 0.93f, 0, 0.93f, 0.13f);
}

/// Quads of pictures at their own size, on whole pixels so that texts stay sharp.
void addScreenPicture(Builder& builder, OverlayGeometry& out, const ViewportImage* image, float x, float y)
{
    const auto* picture = dynamic_cast<const GpuPicture*>(image);
    if (!picture)
        return;
    const float x0 = std::round(x), y0 = std::round(y), x1 = x0 + static_cast<float>(picture->width()), y1 = y0 + static_cast<float>(picture->height());
    const Eigen::Vector3f corners[4] = {{x0, y0, 0}, {x1, y0, 0}, {x1, y1, 0}, {x0, y1, 0}};
    builder.picture(out.screenPictures, *picture, corners, 1);
}

void addLabel(Builder& builder, OverlayGeometry& out, const LabelMark& label, const ViewCamera& camera, int width, int height)
{
    const Eigen::Vector3d local = camera.worldFromCamera.inverse() * label.anchor.cast<double>();
    const auto* picture = dynamic_cast<const GpuPicture*>(label.image.get());
    if (!picture || (camera.orthoHeight <= 0 && local.z() < camera.nearPlane))
        return;
    const Intrinsics intrinsics = viewIntrinsics(camera, width, height);
    const Eigen::Vector2d at = camera.orthoHeight > 0
        ? Eigen::Vector2d(intrinsics.cx + local.x() * height / camera.orthoHeight, intrinsics.cy + local.y() * height / camera.orthoHeight)
        : project(intrinsics, local);
    if (!at.allFinite() || at.cwiseAbs().maxCoeff() > 1e5)
        return;
    addScreenPicture(builder, out, picture, static_cast<float>(at.x()) + label.dx - 0.5f * static_cast<float>(picture->width()),
                     static_cast<float>(at.y()) + label.dy - 0.5f * static_cast<float>(picture->height()));
}

void addInset(Builder& builder, OverlayGeometry& out, const InsetView& inset)
{
    const auto x0 = static_cast<float>(inset.x), y0 = static_cast<float>(inset.y);
    const float x1 = x0 + static_cast<float>(inset.width), y1 = y0 + static_cast<float>(inset.height);
    const Eigen::Vector3f corners[4] = {{x0, y0, 0}, {x1, y0, 0}, {x1, y1, 0}, {x0, y1, 0}};
    if (const auto* picture = dynamic_cast<const GpuPicture*>(inset.image.get()))
        builder.picture(out.screenPictures, *picture, corners, 1);
    if (inset.borderWidth > 0)
        for (int k = 0; k < 4; ++k)
            builder.segment(corners[k], corners[(k + 1) % 4], inset.border, inset.border, inset.borderWidth);
}

} // namespace

Eigen::Matrix4f clipFromPixels(int width, int height)
{
    Eigen::Matrix4f clip = Eigen::Matrix4f::Zero();
    clip(0, 0) = 2.0f / static_cast<float>(width);
    clip(1, 1) = 2.0f / static_cast<float>(height);
    clip(0, 3) = clip(1, 3) = -1;
    clip(2, 3) = 0.5f;
    clip(3, 3) = 1;
    return clip;
}

OverlayGeometry buildOverlay(const ViewportScene& scene, const ViewCamera& camera, int width, int height)
{
    OverlayGeometry out;
    Builder builder(out);
    if (scene.grid.visible)
        addGrid(builder, scene.grid, camera);
    out.grid = builder.since(0);
    std::uint32_t first = builder.count();
    for (const FrustumMark& mark : scene.frusta)
        addFrustum(builder, out, mark);
    sortPictures(out, camera.worldFromCamera.translation());
    out.frusta = builder.since(first);
    first = builder.count();
    for (const bool through : {true, false}) {
        for (const PathStrip& strip : scene.paths)
            if (strip.throughWalls == through)
                for (std::size_t i = 0; i + 1 < strip.vertices.size(); ++i)
                    builder.segment(strip.vertices[i].position, strip.vertices[i + 1].position, strip.vertices[i].color,
                                    strip.vertices[i + 1].color, strip.width);
        if (through)
            out.hiddenPaths = builder.since(first);
    }
    const double scale = camera.orthoHeight > 0 ? height / camera.orthoHeight : viewIntrinsics(camera, width, height).fy;
    for (const FigureMark& figure : scene.figures)
        addFigure(builder, figure, camera, scale);
    out.paths = builder.since(first);
    for (const PointMark& mark : scene.marks)
        builder.mark(mark);
    for (const LabelMark& label : scene.labels)
        addLabel(builder, out, label, camera, width, height);
    first = builder.count();
    if (scene.axisGizmo && static_cast<float>(height) > 160 * scene.pixelRatio)
        addGizmo(builder, camera, height, scene.pixelRatio);
    if (scene.inset && scene.inset->width > 0 && scene.inset->height > 0)
        addInset(builder, out, *scene.inset);
    for (const ScreenPicture& picture : scene.pictures)
        addScreenPicture(builder, out, picture.image.get(), static_cast<float>(picture.x), static_cast<float>(picture.y));
    out.screenSegments = builder.since(first);
    return out;
}

} // namespace w2v
