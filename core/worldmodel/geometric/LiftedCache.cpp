#include "core/worldmodel/geometric/LiftedCache.h"

#include <algorithm>
#include <utility>
#include <vector>

#include <opencv2/imgproc.hpp>

#include "core/base/ParallelJobs.h"
#include "core/image/OpenCvBridge.h"
#include "core/worldmodel/surfaces/SurfaceTexture.h"

namespace w2v {
namespace {

constexpr float kSetBack = 1.002f; // imagined surfaces lie a little behind what was observed, so that it wins
constexpr int kThick = 3;          // pixels: what is thinner everywhere is a crack, painted in each view and not kept
constexpr double kTolerance = 0.0003; // 1/metre, of the observation: round things keep their textures in place
constexpr int kZoom = 2;           // of the observation's picture

/// A connected part of what was missing and its place in the sheet of their colours.
struct Piece {
    cv::Rect box;
    cv::Point place;
    int label = 0;
};

Mesh meshOfPiece(const Piece& piece, const DepthMap& depth, const cv::Mat& labels, const Intrinsics& camera)
{
    const cv::Rect& box = piece.box;
    DepthMap part(box.width, box.height);
    DepthKinds kinds(box.width, box.height);
    for (int y = 0; y < box.height; ++y)
        for (int x = 0; x < box.width; ++x) {
            part.at(x, y) = depth.at(box.x + x, box.y + y) * kSetBack;
            if (labels.at<int>(box.y + y, box.x + x) == piece.label)
                kinds.at(x, y) = static_cast<std::uint8_t>(DepthKind::Guessed);
        }
    Intrinsics window = camera;
    window.cx -= box.x;
    window.cy -= box.y;
    window.width = box.width;
    window.height = box.height;
    DepthMeshOptions options;
    options.tolerance = 0.003; // what was invented needs no more: a pixel or two of parallax, and a fraction of the triangles
    return meshFromDepth(part, kinds, window, options).guessed;
}

/// Rows of boxes under each other.
std::vector<Piece> piecesOf(const cv::Mat& missing, cv::Mat& labels, cv::Size& sheet)
{
    cv::Mat grown, boxes, centers;
    cv::dilate(missing, grown, cv::getStructuringElement(cv::MORPH_RECT, {3, 3}));
    const int parts = cv::connectedComponentsWithStats(grown, labels, boxes, centers, 8, CV_32S);
    cv::Mat core;
    cv::erode(missing, core, cv::getStructuringElement(cv::MORPH_RECT, {kThick, kThick}), {-1, -1}, 1, cv::BORDER_REPLICATE);
    std::vector<bool> thick(static_cast<std::size_t>(parts), false);
    for (int v = 0; v < core.rows; ++v)
        for (int u = 0; u < core.cols; ++u)
            if (core.at<std::uint8_t>(v, u))
                thick[static_cast<std::size_t>(labels.at<int>(v, u))] = true;
    std::vector<Piece> pieces;
    int x = 0, y = 0, rowHeight = 0;
    sheet = {2, 2};
    for (int part = 1; part < parts; ++part) {
        const cv::Rect box(boxes.at<int>(part, cv::CC_STAT_LEFT), boxes.at<int>(part, cv::CC_STAT_TOP),
                           boxes.at<int>(part, cv::CC_STAT_WIDTH), boxes.at<int>(part, cv::CC_STAT_HEIGHT));
        if (!thick[static_cast<std::size_t>(part)] || box.width < 2 || box.height < 2)
            continue;
        if (x > 0 && x + box.width > missing.cols) {
            x = 0;
            y += rowHeight;
            rowHeight = 0;
        }
        pieces.push_back({box, {x, y}, part});
        x += box.width;
        rowHeight = std::max(rowHeight, box.height);
        sheet = {std::max(sheet.width, x), std::max(sheet.height, y + rowHeight)};
    }
    return pieces;
}

} // namespace

void LiftedCache::setSource(LiftSource source)
{
    if (source.grain > 0)
        source.color = withoutGrain(source.color, source.grain);
    const ColorImage picture = std::exchange(source.color, unmixedColor(source));
    DepthMap lifted = source.depth;
    Mask measured(lifted.width(), lifted.height());
    for (std::size_t i = 0; i < measured.pixels(); ++i) {
        const auto kind = static_cast<DepthKind>(source.kinds.data()[i]);
        measured.data()[i] = kind == DepthKind::Measured ? 255 : 0;
        if (kind == DepthKind::None)
            lifted.data()[i] = 0; // its colour must not reach its neighbours
    }
    m_planes = findRoomPlanes(source.color, source.depth, measured, source.camera);
    m_painter.clear();
    const Outlines outlines = findOutlines(picture, source.color, source.depth, source.camera);
    DepthMeshOptions options;
    options.tolerance = kTolerance;
    const DepthMeshes meshes = meshFromDepth(source.depth, source.kinds, source.camera, options, &outlines);
    SurfacePatch patch;
    patch.texture = m_painter.addTexture(surfaceTexture(source.color, lifted, source.camera, kZoom));
    patch.camera = source.camera.resized(kZoom * source.camera.width, kZoom * source.camera.height);
    patch.right = patch.camera.width;
    patch.bottom = patch.camera.height;
    for (const auto& [mesh, instance] : {std::pair(&meshes.measured, kObserved), std::pair(&meshes.guessed, kImagined)}) {
        patch.instance = instance;
        m_painter.addTriangles(mesh->positions, mesh->indices, m_painter.addPatch(patch));
    }
    patch.camera = source.camera;
    patch.right = patch.camera.width;
    patch.bottom = patch.camera.height;
    patch.instance = kObserved;
    for (const bool nearer : {true, false}) {
        const Mesh& strips = nearer ? meshes.nearStrips : meshes.farStrips;
        if (strips.indices.empty())
            continue;
        patch.texture = m_painter.addTexture(unmixedTexture(grownColor(source.color, lifted, source.camera, nearer)));
        m_painter.addTriangles(strips.positions, strips.indices, m_painter.addPatch(patch));
    }
}

void LiftedCache::addImagined(const ColorImage& color, const DepthMap& depth, const Mask& missing, const Intrinsics& camera,
                              const Rigid3d& startFromCamera)
{
    cv::Mat labels;
    cv::Size size;
    const std::vector<Piece> pieces = piecesOf(asMat(missing), labels, size);
    if (pieces.empty())
        return;
    // One small texture for all of them.
    const SurfaceTexture whole = surfaceTexture(color, depth, camera, 1);
    SurfaceTexture sheet{std::vector<std::uint32_t>(static_cast<std::size_t>(size.area())), size.width, size.height, 1};
    for (const Piece& piece : pieces)
        for (int y = 0; y < piece.box.height; ++y)
            std::copy_n(whole.texels.data() + static_cast<std::ptrdiff_t>(piece.box.y + y) * whole.width + piece.box.x, piece.box.width,
                        sheet.texels.data() + static_cast<std::ptrdiff_t>(piece.place.y + y) * sheet.width + piece.place.x);
    SurfacePatch patch;
    patch.texture = m_painter.addTexture(std::move(sheet));
    patch.cameraFromWorld = startFromCamera.inverse();
    patch.instance = kImagined;
    for (const Piece& piece : pieces) {
        Mesh mesh = meshOfPiece(piece, depth, labels, camera);
        if (mesh.indices.empty())
            continue;
        for (Eigen::Vector3f& p : mesh.positions)
            p = (startFromCamera * p.cast<double>()).cast<float>();
        patch.camera = camera;
        patch.camera.cx += piece.place.x - piece.box.x;
        patch.camera.cy += piece.place.y - piece.box.y;
        patch.left = piece.place.x;
        patch.top = piece.place.y;
        patch.right = piece.place.x + piece.box.width;
        patch.bottom = piece.place.y + piece.box.height;
        m_painter.addTriangles(mesh.positions, mesh.indices, m_painter.addPatch(patch));
    }
}

PaintedView LiftedCache::render(const Rigid3d& startFromCamera, const Intrinsics& camera) const
{
    return m_painter.draw({startFromCamera, camera}, threadsToUse());
}

} // namespace w2v
