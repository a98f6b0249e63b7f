#include <algorithm>
#include <cmath>

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

void addGizmo(Builder& builder, const ViewCamera& camera, int height)
{
    const Eigen::Matrix3f toCamera = camera.worldFromCamera.linear().transpose().cast<float>();
    const Eigen::Vector3f origin(44, static_cast<float>(height) - 44, 0);
    struct Axis {
        Eigen::Vector3f direction;
        Rgba color;
        std::vector<std::array<Eigen::Vector2f, 2>> letter; // strokes within [-1, 1]
    };
    using Stroke = std::array<Eigen::Vector2f, 2>;
    const auto stroke = [](float a, float b, float c, float d) { return Stroke{Eigen::Vector2f(a, b), Eigen::Vector2f(c, d)}; };
    // World y points down; the gizmo shows up.
    std::vector<Axis> axes = {
        {toCamera.col(0), Rgba(0.90f, 0.32f, 0.32f, 1), {stroke(-1, -1, 1, 1), stroke(-1, 1, 1, -1)}},
        {-toCamera.col(1), Rgba(0.45f, 0.75f, 0.30f, 1), {stroke(-1, -1, 0, 0), stroke(1, -1, 0, 0), stroke(0, 0, 0, 1)}},
        {toCamera.col(2), Rgba(0.33f, 0.55f, 0.95f, 1), {stroke(-1, -1, 1, -1), stroke(1, -1, -1, 1), stroke(-1, 1, 1, 1)}}};
    std::ranges::sort(axes, [](const Axis& a, const Axis& b) { return a.direction.z() > b.direction.z(); });
    for (const Axis& axis : axes) {
        const Eigen::Vector3f flat(axis.direction.x(), axis.direction.y(), 0);
        builder.segment(origin, origin + 24 * flat, axis.color, axis.color, 2.5f);
        const Eigen::Vector3f middle = origin + 33 * flat;
        for (const Stroke& s : axis.letter)
            builder.segment(middle + Eigen::Vector3f(3.2f * s[0].x(), 4 * s[0].y(), 0),
                            middle + Eigen::Vector3f(3.2f * s[1].x(), 4 * s[1].y(), 0), axis.color, axis.color, 1.4f);
    }
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

OverlayGeometry buildOverlay(const ViewportScene& scene, const ViewCamera& camera, int, int height)
{
    OverlayGeometry out;
    Builder builder(out);
    if (scene.grid.visible)
        addGrid(builder, scene.grid, camera);
    out.grid = builder.since(0);
    std::uint32_t first = builder.count();
    for (const FrustumMark& mark : scene.frusta)
        addFrustum(builder, out, mark);
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
    out.paths = builder.since(first);
    for (const PointMark& mark : scene.marks)
        builder.mark(mark);
    first = builder.count();
    if (scene.axisGizmo && height > 160)
        addGizmo(builder, camera, height);
    if (scene.inset && scene.inset->width > 0 && scene.inset->height > 0)
        addInset(builder, out, *scene.inset);
    out.screenSegments = builder.since(first);
    return out;
}

} // namespace w2v
