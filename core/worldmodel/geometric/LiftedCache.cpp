#include "core/worldmodel/geometric/LiftedCache.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include <opencv2/imgproc.hpp>

#include "core/image/OpenCvBridge.h"
#include "core/worldmodel/geometric/LiftedScene.h"

namespace w2v {
namespace {

constexpr float kSetBack = 1.002f;    // imagined surfaces lie a little behind what was observed, so that it wins
constexpr int kLeastArea = 12;        // pixels with their rim: single cracks are painted in each view and not kept

/// A connected part of what was missing and its place in the sheet of their colours.
struct Patch {
    cv::Rect box;
    cv::Point place;
    int label = 0;
};

void addPatch(Mesh& whole, const Patch& patch, const DepthMap& depth, const cv::Mat& labels, const Intrinsics& camera,
              const ColorImage& sheet)
{
    const cv::Rect& box = patch.box;
    DepthMap part(box.width, box.height);
    DepthKinds kinds(box.width, box.height);
    for (int y = 0; y < box.height; ++y)
        for (int x = 0; x < box.width; ++x) {
            part.at(x, y) = depth.at(box.x + x, box.y + y) * kSetBack;
            if (labels.at<int>(box.y + y, box.x + x) == patch.label)
                kinds.at(x, y) = static_cast<std::uint8_t>(DepthKind::Guessed);
        }
    Intrinsics window = camera;
    window.cx -= box.x;
    window.cy -= box.y;
    window.width = box.width;
    window.height = box.height;
    DepthMeshOptions options;
    options.tolerance = 0.003; // what was invented needs no more: a pixel or two of parallax, and a fraction of the triangles
    const Mesh mesh = meshFromDepth(part, kinds, window, options).guessed;
    const auto first = static_cast<std::uint32_t>(whole.positions.size());
    whole.positions.insert(whole.positions.end(), mesh.positions.begin(), mesh.positions.end());
    for (const Eigen::Vector2f& uv : mesh.uvs)
        whole.uvs.emplace_back((static_cast<float>(patch.place.x) + uv.x() * static_cast<float>(box.width)) / static_cast<float>(sheet.width()),
                               (static_cast<float>(patch.place.y) + uv.y() * static_cast<float>(box.height)) / static_cast<float>(sheet.height()));
    for (const std::uint32_t index : mesh.indices)
        whole.indices.push_back(first + index);
}

/// Known pixels beside unknown ones, and those.
Mask unknownRim(const DepthMap& depth)
{
    cv::Mat nearest;
    cv::erode(asMat(depth), nearest, cv::getStructuringElement(cv::MORPH_RECT, {3, 3}));
    const cv::Mat rim = nearest <= 0;
    return fromMat<Mask>(rim);
}

} // namespace

void LiftedCache::setSource(LiftSource source)
{
    DepthMeshOptions options;
    options.measuredInstance = kObserved;
    options.guessedInstance = kImagined;
    source.color = unmixedColor(source);
    DepthMeshes meshes = meshFromDepth(source.depth, source.kinds, source.camera, options);
    m_layers.clear();
    m_layers.push_back({{}, m_renderer.prepare(texturedScene(std::move(meshes), source.color)), 0});
    m_nearSilhouette = silhouettes(source.depth, source.camera, 2);
    m_source = std::move(source);
}

void LiftedCache::addImagined(const ColorImage& color, const DepthMap& depth, const Mask& missing, const Intrinsics& camera,
                              const Rigid3d& startFromCamera)
{
    cv::Mat grown, labels, boxes, centers;
    cv::dilate(asMat(missing), grown, cv::getStructuringElement(cv::MORPH_RECT, {3, 3}));
    const int parts = cv::connectedComponentsWithStats(grown, labels, boxes, centers, 8, CV_32S);
    // One small picture for all parts: rows of boxes under each other.
    std::vector<Patch> patches;
    int x = 0, y = 0, rowHeight = 0, sheetWidth = 2;
    for (int part = 1; part < parts; ++part) {
        const cv::Rect box(boxes.at<int>(part, cv::CC_STAT_LEFT), boxes.at<int>(part, cv::CC_STAT_TOP),
                           boxes.at<int>(part, cv::CC_STAT_WIDTH), boxes.at<int>(part, cv::CC_STAT_HEIGHT));
        if (boxes.at<int>(part, cv::CC_STAT_AREA) < kLeastArea || box.width < 2 || box.height < 2)
            continue;
        if (x > 0 && x + box.width > camera.width) {
            x = 0;
            y += rowHeight;
            rowHeight = 0;
        }
        patches.push_back({box, {x, y}, part});
        x += box.width;
        rowHeight = std::max(rowHeight, box.height);
        sheetWidth = std::max(sheetWidth, x);
    }
    if (patches.empty())
        return;
    ColorImage sheet(sheetWidth, y + rowHeight);
    Mesh whole;
    for (const Patch& patch : patches) {
        asMat(color)(patch.box).copyTo(asMat(sheet)(cv::Rect(patch.place, patch.box.size())));
        addPatch(whole, patch, depth, labels, camera, sheet);
    }
    if (whole.indices.empty())
        return;
    for (Eigen::Vector3f& p : whole.positions)
        p = (startFromCamera * p.cast<double>()).cast<float>();
    whole.instance = kImagined;
    DepthMeshes meshes;
    meshes.guessed = std::move(whole);
    Layer layer{texturedScene(std::move(meshes), std::move(sheet)), nullptr, 0};
    layer.triangles = layer.scene.meshes.front().indices.size() / 3;
    // Layers of like size become one: few are drawn, and none is prepared again and again.
    while (m_layers.size() > 1 && m_layers.back().triangles <= 2 * layer.triangles) {
        Layer older = std::move(m_layers.back());
        m_layers.pop_back();
        append(older.scene, layer.scene);
        older.triangles += layer.triangles;
        layer = std::move(older);
    }
    layer.prepared = m_renderer.prepare(layer.scene);
    m_layers.push_back(std::move(layer));
}

RenderedView LiftedCache::render(const Rigid3d& startFromCamera, const Intrinsics& camera) const
{
    std::vector<SceneRenderer::Prepared*> layers;
    for (const auto& layer : m_layers)
        layers.push_back(layer.prepared.get());
    const ViewRequest view{startFromCamera, camera};
    RenderedView result;
    m_renderer.renderTogether(layers, {&view, 1}, {}, [&](std::size_t, RenderedView&& one) { result = std::move(one); });
    sampleSource(result, startFromCamera, camera);
    return result;
}

/// Pixels beside the unknown were averaged with black: imagined ones take the mean of their neighbours that were not.
void LiftedCache::cleanRims(RenderedView& view, const Mask& besideUnknown)
{
    for (int y = 0; y < view.color.height(); ++y)
        for (int x = 0; x < view.color.width(); ++x) {
            if (!besideUnknown.at(x, y) || view.instances.at(x, y) != kImagined)
                continue;
            int sum[3] = {0, 0, 0}, count = 0;
            for (int v = std::max(0, y - 2); v <= std::min(view.color.height() - 1, y + 2); ++v)
                for (int u = std::max(0, x - 2); u <= std::min(view.color.width() - 1, x + 2); ++u) {
                    if (besideUnknown.at(u, v) || std::abs(view.depth.at(u, v) / view.depth.at(x, y) - 1) > 0.1f)
                        continue;
                    ++count;
                    for (int c = 0; c < 3; ++c)
                        sum[c] += view.color.at(u, v, c);
                }
            for (int c = 0; c < 3 && count > 0; ++c)
                view.color.at(x, y, c) = static_cast<std::uint8_t>((sum[c] + count / 2) / count);
        }
}

void LiftedCache::sampleSource(RenderedView& view, const Rigid3d& startFromCamera, const Intrinsics& camera) const
{
    const Mask besideUnknown = unknownRim(view.depth);
    const Mask silhouette = silhouettes(view.depth, camera, 1);
    cleanRims(view, besideUnknown);
    const int width = camera.width, height = camera.height;
    const Intrinsics& from = m_source.camera;
    cv::Mat mapX(height, width, CV_32F, cv::Scalar(-10)), mapY(height, width, CV_32F, cv::Scalar(-10));
    const Eigen::Matrix3f turn = startFromCamera.linear().cast<float>();
    const Eigen::Vector3f move = startFromCamera.translation().cast<float>();
    const auto fx = static_cast<float>(from.fx), fy = static_cast<float>(from.fy);
    const float cx = static_cast<float>(from.cx) - 0.5f, cy = static_cast<float>(from.cy) - 0.5f;
    for (int y = 0; y < height; ++y) {
        const auto rayY = static_cast<float>((y + 0.5 - camera.cy) / camera.fy);
        auto* toX = mapX.ptr<float>(y);
        auto* toY = mapY.ptr<float>(y);
        for (int x = 0; x < width; ++x) {
            // Drawn colours stay at silhouettes, where they are averaged over the pixel, unless the other part is unknown.
            if (view.instances.at(x, y) != kObserved || (silhouette.at(x, y) && !besideUnknown.at(x, y)))
                continue;
            const Eigen::Vector3f ray(static_cast<float>((x + 0.5 - camera.cx) / camera.fx), rayY, 1.0f);
            const Eigen::Vector3f point = turn * (ray * view.depth.at(x, y)) + move;
            if (point.z() <= 1e-3f)
                continue;
            // Surfaces reach half a pixel beyond the outermost centres.
            const float u = std::clamp(fx * point.x() / point.z() + cx, 0.0f, static_cast<float>(from.width - 1));
            const float v = std::clamp(fy * point.y() / point.z() + cy, 0.0f, static_cast<float>(from.height - 1));
            const int nearX = static_cast<int>(std::lround(u)), nearY = static_cast<int>(std::lround(v));
            const bool mixes = m_nearSilhouette.at(nearX, nearY) != 0;
            if (mixes && !besideUnknown.at(x, y))
                continue;
            toX[x] = mixes ? static_cast<float>(nearX) : u;
            toY[x] = mixes ? static_cast<float>(nearY) : v;
        }
    }
    // Where nothing was mapped the colour that was drawn stays.
    cv::Mat color = asMat(view.color);
    cv::remap(asMat(m_source.color), color, mapX, mapY, cv::INTER_CUBIC, cv::BORDER_TRANSPARENT);
}

void LiftedCache::append(Scene& to, const Scene& from)
{
    const int materials = static_cast<int>(to.materials.size()), textures = static_cast<int>(to.textures.size());
    for (Mesh mesh : from.meshes) {
        mesh.material += materials;
        to.meshes.push_back(std::move(mesh));
    }
    for (Material material : from.materials) {
        material.texture += textures;
        to.materials.push_back(std::move(material));
    }
    to.textures.insert(to.textures.end(), from.textures.begin(), from.textures.end());
}

} // namespace w2v
