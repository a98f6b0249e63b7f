#include "core/worldmodel/surfaces/SurfacePainter.h"

#include <algorithm>
#include <cmath>

#include "core/base/Error.h"
#include "core/base/ParallelJobs.h"
#include "core/worldmodel/geometric/DepthMesh.h"
#include "core/worldmodel/surfaces/SampleBand.h"

namespace w2v {
namespace {

constexpr int kBandRows = 8;            // samples of that many rows stay in the processor's cache
constexpr std::size_t kChunk = 4096;    // triangles or corners of one job
constexpr double kWidest = 1.3;         // pixels of a picture that one of a view may span before its samples are averaged
constexpr double kOverlap = 0.01;       // pixels by which the touched range is widened against rounding

struct Corner2 {
    double x, y, inverse;
};

/// Nothing when it touches no sample of the picture.
void addTriangle(const Corner2& p, const Corner2& q, const Corner2& r, std::uint32_t patch, const Intrinsics& camera,
                 std::vector<PictureTriangle>& made)
{
    PictureTriangle t;
    const auto first = [](double low) { return static_cast<int>(std::clamp(std::ceil(low - 0.875 - kOverlap), 0.0, 1e6)); };
    const auto last = [](double high, int size) { return static_cast<int>(std::clamp(std::floor(high - 0.125 + kOverlap), -1.0, size - 1.0)); };
    t.x0 = first(std::min({p.x, q.x, r.x}));
    t.y0 = first(std::min({p.y, q.y, r.y}));
    t.x1 = last(std::max({p.x, q.x, r.x}), camera.width);
    t.y1 = last(std::max({p.y, q.y, r.y}), camera.height);
    if (t.x0 > t.x1 || t.y0 > t.y1)
        return;
    const double area = (q.x - p.x) * (r.y - p.y) - (r.x - p.x) * (q.y - p.y);
    if (!(std::abs(area) > 1e-9))
        return;
    const double atX = t.x0 + 0.5, atY = t.y0 + 0.5;
    const Corner2* corners[4] = {&p, &q, &r, &p};
    for (int i = 0; i < 3; ++i) {
        const Corner2 &from = *corners[i], &to = *corners[i + 1];
        double a = from.y - to.y, b = to.x - from.x;
        const double scale = (area > 0 ? 1 : -1) / std::max({std::abs(a), std::abs(b), 1e-12});
        a *= scale;
        b *= scale;
        t.a[i] = static_cast<float>(a);
        t.b[i] = static_cast<float>(b);
        t.c[i] = static_cast<float>(a * (atX - from.x) + b * (atY - from.y));
    }
    const double slopeX = ((q.inverse - p.inverse) * (r.y - p.y) - (r.inverse - p.inverse) * (q.y - p.y)) / area;
    const double slopeY = ((r.inverse - p.inverse) * (q.x - p.x) - (q.inverse - p.inverse) * (r.x - p.x)) / area;
    t.inverse = static_cast<float>(p.inverse + slopeX * (atX - p.x) + slopeY * (atY - p.y));
    t.inverseX = static_cast<float>(slopeX);
    t.inverseY = static_cast<float>(slopeY);
    t.low = static_cast<float>(std::min({p.inverse, q.inverse, r.inverse}));
    t.high = static_cast<float>(std::max({p.inverse, q.inverse, r.inverse}));
    t.patch = patch;
    made.push_back(t);
}

int jobsFor(std::size_t count)
{
    return static_cast<int>((count + kChunk - 1) / kChunk);
}

} // namespace

void SurfacePainter::clear()
{
    *this = {};
}

int SurfacePainter::addTexture(SurfaceTexture texture)
{
    if (texture.width < 2 || texture.height < 2
        || texture.texels.size() != static_cast<std::size_t>(texture.width) * static_cast<std::size_t>(texture.height))
        throw Error("surface texture", "its size does not fit its texels");
    m_textures.push_back(std::move(texture));
    return static_cast<int>(m_textures.size()) - 1;
}

std::uint32_t SurfacePainter::addPatch(const SurfacePatch& patch)
{
    if (patch.texture < 0 || patch.texture >= static_cast<int>(m_textures.size()))
        throw Error("surface patch", "its texture does not exist");
    const SurfaceTexture& texture = m_textures[static_cast<std::size_t>(patch.texture)];
    if (patch.left < 0 || patch.top < 0 || patch.right > texture.width || patch.bottom > texture.height || patch.right - patch.left < 1
        || patch.bottom - patch.top < 1)
        throw Error("surface patch", "it does not lie in its texture");
    m_patches.push_back(patch);
    return static_cast<std::uint32_t>(m_patches.size() - 1);
}

void SurfacePainter::addTriangles(const std::vector<Eigen::Vector3f>& positions, const std::vector<std::uint32_t>& indices,
                                  std::uint32_t patch)
{
    const auto first = static_cast<std::uint32_t>(m_positions.size());
    m_positions.insert(m_positions.end(), positions.begin(), positions.end());
    for (std::size_t i = 0; i + 2 < indices.size(); i += 3)
        m_corners.push_back({first + indices[i], first + indices[i + 1], first + indices[i + 2]});
    m_patchOfTriangle.resize(m_corners.size(), patch);
}

void SurfacePainter::project(const ViewRequest& view, std::vector<Corner>& corners, std::size_t begin, std::size_t end) const
{
    const Rigid3d inverse = view.worldFromCamera.inverse();
    const Eigen::Matrix3f turn = inverse.linear().cast<float>();
    const Eigen::Vector3f move = inverse.translation().cast<float>();
    const auto fx = static_cast<float>(view.camera.fx), fy = static_cast<float>(view.camera.fy);
    const auto cx = static_cast<float>(view.camera.cx), cy = static_cast<float>(view.camera.cy);
    for (std::size_t i = begin; i < end; ++i) {
        const Eigen::Vector3f& p = m_positions[i];
        const float x = turn(0, 0) * p.x() + turn(0, 1) * p.y() + turn(0, 2) * p.z() + move.x();
        const float y = turn(1, 0) * p.x() + turn(1, 1) * p.y() + turn(1, 2) * p.z() + move.y();
        const float z = turn(2, 0) * p.x() + turn(2, 1) * p.y() + turn(2, 2) * p.z() + move.z();
        const float over = 1 / z;
        corners[i] = {fx * x * over + cx, fy * y * over + cy, over, z};
    }
}

void SurfacePainter::setUp(const ViewRequest& view, const std::vector<Corner>& corners, std::size_t begin, std::size_t end,
                           Triangles& made) const
{
    const auto nearPlane = static_cast<float>(view.nearPlane);
    const auto width = static_cast<float>(view.camera.width), height = static_cast<float>(view.camera.height);
    for (std::size_t i = begin; i < end; ++i) {
        const Corner &a = corners[m_corners[i][0]], &b = corners[m_corners[i][1]], &c = corners[m_corners[i][2]];
        const float nearest = std::min({a.z, b.z, c.z});
        if (nearest < nearPlane) {
            if (std::max({a.z, b.z, c.z}) > nearPlane)
                setUpClipped(view, i, made);
            continue;
        }
        if (std::max({a.x, b.x, c.x}) < 0 || std::min({a.x, b.x, c.x}) > width || std::max({a.y, b.y, c.y}) < 0
            || std::min({a.y, b.y, c.y}) > height)
            continue;
        addTriangle({a.x, a.y, a.inverse}, {b.x, b.y, b.inverse}, {c.x, c.y, c.inverse}, m_patchOfTriangle[i], view.camera, made);
    }
}

void SurfacePainter::setUpClipped(const ViewRequest& view, std::size_t triangle, Triangles& made) const
{
    const Rigid3d cameraFromWorld = view.worldFromCamera.inverse();
    Eigen::Vector3d p[3];
    for (std::size_t i = 0; i < 3; ++i)
        p[i] = cameraFromWorld * m_positions[m_corners[triangle][i]].cast<double>();
    std::array<Corner2, 4> kept;
    std::size_t count = 0;
    const auto keep = [&](const Eigen::Vector3d& at) {
        const Eigen::Vector2d pixel = w2v::project(view.camera, at);
        kept[count++] = {pixel.x(), pixel.y(), 1 / at.z()};
    };
    for (int i = 0; i < 3; ++i) {
        const Eigen::Vector3d &from = p[i], &to = p[(i + 1) % 3];
        const bool in = from.z() >= view.nearPlane, next = to.z() >= view.nearPlane;
        if (in)
            keep(from);
        if (in != next)
            keep(from + (view.nearPlane - from.z()) / (to.z() - from.z()) * (to - from));
    }
    for (std::size_t i = 2; i < count; ++i)
        addTriangle(kept[0], kept[i - 1], kept[i], m_patchOfTriangle[triangle], view.camera, made);
}

std::vector<PatchPlace> SurfacePainter::places(const ViewRequest& view) const
{
    std::vector<PatchPlace> places;
    for (const SurfacePatch& patch : m_patches) {
        const SurfaceTexture& texture = m_textures[static_cast<std::size_t>(patch.texture)];
        const Rigid3d patchFromView = patch.cameraFromWorld * view.worldFromCamera;
        // Of (x, y, 1, inverse depth): the ray of a pixel centre times depth is a point, all divided by depth.
        Eigen::Matrix<double, 3, 4> ray;
        ray << 1 / view.camera.fx, 0, -view.camera.cx / view.camera.fx, 0, 0, 1 / view.camera.fy, -view.camera.cy / view.camera.fy, 0, 0, 0,
            1, 0;
        Eigen::Matrix<double, 3, 4> point = patchFromView.linear() * ray;
        point.col(3) += patchFromView.translation();
        Eigen::Matrix3d lens = Eigen::Matrix3d::Identity();
        lens(0, 0) = patch.camera.fx;
        lens(1, 1) = patch.camera.fy;
        lens(0, 2) = patch.camera.cx - 0.5;
        lens(1, 2) = patch.camera.cy - 0.5;
        const Eigen::Matrix<double, 3, 4> map = lens * point;
        PatchPlace place{};
        for (int i = 0; i < 3; ++i)
            for (int k = 0; k < 4; ++k)
                place.map[i][k] = static_cast<float>(map(i, k));
        constexpr float kInside = 1e-3f; // the texels right of and below a place must exist
        place.left = static_cast<float>(patch.left);
        place.top = static_cast<float>(patch.top);
        place.right = std::max(place.left, static_cast<float>(patch.right) - 1 - kInside);
        place.bottom = std::max(place.top, static_cast<float>(patch.bottom) - 1 - kInside);
        if (patch.right - patch.left < 2)
            place.right = place.left = std::min(place.left, static_cast<float>(texture.width) - 1 - kInside);
        if (patch.bottom - patch.top < 2)
            place.bottom = place.top = std::min(place.top, static_cast<float>(texture.height) - 1 - kInside);
        place.texels = {texture.texels.data(), texture.width};
        place.widest = static_cast<float>(kWidest * kWidest * texture.zoom * texture.zoom);
        places.push_back(place);
    }
    return places;
}

PaintedView SurfacePainter::draw(const ViewRequest& view, int threads, const PaintKernels& kernels) const
{
    PaintedView result;
    result.color = ColorImage(view.camera.width, view.camera.height);
    result.depth = DepthMap(view.camera.width, view.camera.height);
    result.instances = IdMap(view.camera.width, view.camera.height);
    result.coverage = Mask(view.camera.width, view.camera.height);
    std::vector<Corner> corners(m_positions.size());
    inParallel(threads, jobsFor(corners.size()), [&](int job) {
        const std::size_t begin = static_cast<std::size_t>(job) * kChunk;
        project(view, corners, begin, std::min(begin + kChunk, corners.size()));
    });
    std::vector<Triangles> chunks(static_cast<std::size_t>(jobsFor(m_corners.size())));
    inParallel(threads, static_cast<int>(chunks.size()), [&](int job) {
        const std::size_t begin = static_cast<std::size_t>(job) * kChunk;
        setUp(view, corners, begin, std::min(begin + kChunk, m_corners.size()), chunks[static_cast<std::size_t>(job)]);
    });
    const int bands = (view.camera.height + kBandRows - 1) / kBandRows;
    // Which triangles touch which band, in the order of the scene, so that the result is always the same.
    std::vector<std::vector<std::uint32_t>> lists(static_cast<std::size_t>(bands) * chunks.size());
    inParallel(threads, static_cast<int>(chunks.size()), [&](int job) {
        const auto& chunk = chunks[static_cast<std::size_t>(job)];
        for (std::size_t i = 0; i < chunk.size(); ++i)
            for (int band = chunk[i].y0 / kBandRows; band <= chunk[i].y1 / kBandRows; ++band)
                lists[static_cast<std::size_t>(band) * chunks.size() + static_cast<std::size_t>(job)].push_back(static_cast<std::uint32_t>(i));
    });
    const std::vector<PatchPlace> placesOfPatches = places(view);
    std::vector<std::int32_t> instances;
    for (const SurfacePatch& patch : m_patches)
        instances.push_back(patch.instance);
    const float steepest = steepestSurface(view.camera);
    inParallel(threads, bands, [&](int band) {
        SampleBand samples(view.camera.width, band * kBandRows, std::min(kBandRows, view.camera.height - band * kBandRows));
        for (std::size_t c = 0; c < chunks.size(); ++c) {
            const auto& list = lists[static_cast<std::size_t>(band) * chunks.size() + c];
            kernels.draw(chunks[c].data(), list.data(), list.size(), samples.rows());
        }
        samples.finish(kernels, placesOfPatches, instances, steepest, result);
    });
    return result;
}

} // namespace w2v
