#include "core/worldmodel/geometric/LiftedCache.h"

#include <algorithm>
#include <cmath>

#include <opencv2/imgproc.hpp>

#include "core/image/OpenCvBridge.h"

namespace w2v {
namespace {

constexpr float kSetBack = 1.002f;    // imagined surfaces lie a little behind what was observed, so that it wins
constexpr std::size_t kMaxLayers = 8; // then they are prepared as one

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
    m_layers.push_back(m_renderer.prepare(texturedScene(std::move(meshes), source.color)));
    m_nearSilhouette = silhouettes(source.depth, source.camera, 2);
    m_source = std::move(source);
}

void LiftedCache::addImagined(const ColorImage& color, const DepthMap& depth, const Mask& missing, const Intrinsics& camera,
                              const Rigid3d& startFromCamera)
{
    cv::Mat grown;
    cv::dilate(asMat(missing), grown, cv::getStructuringElement(cv::MORPH_RECT, {3, 3}));
    const cv::Rect box = cv::boundingRect(grown);
    if (box.width < 2 || box.height < 2)
        return;
    DepthMap part(box.width, box.height);
    DepthKinds kinds(box.width, box.height);
    for (int y = 0; y < box.height; ++y)
        for (int x = 0; x < box.width; ++x) {
            part.at(x, y) = depth.at(box.x + x, box.y + y) * kSetBack;
            if (grown.at<std::uint8_t>(box.y + y, box.x + x))
                kinds.at(x, y) = static_cast<std::uint8_t>(DepthKind::Guessed);
        }
    Intrinsics window = camera;
    window.cx -= box.x;
    window.cy -= box.y;
    window.width = box.width;
    window.height = box.height;
    DepthMeshOptions options;
    options.guessedInstance = kImagined;
    DepthMeshes meshes = meshFromDepth(part, kinds, window, options);
    if (meshes.guessed.indices.empty())
        return;
    for (Eigen::Vector3f& p : meshes.guessed.positions)
        p = (startFromCamera * p.cast<double>()).cast<float>();
    const cv::Mat cut = asMat(color)(box).clone();
    Scene scene = texturedScene(std::move(meshes), fromMat<ColorImage>(cut));
    append(scene);
    if (m_layers.size() <= kMaxLayers) {
        m_layers.push_back(m_renderer.prepare(scene));
    } else {
        m_layers.resize(1);
        m_layers.push_back(m_renderer.prepare(m_imagined));
    }
}

RenderedView LiftedCache::render(const Rigid3d& startFromCamera, const Intrinsics& camera) const
{
    std::vector<SceneRenderer::Prepared*> layers;
    for (const auto& layer : m_layers)
        layers.push_back(layer.get());
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

Scene LiftedCache::texturedScene(DepthMeshes meshes, ColorImage picture)
{
    Scene scene;
    scene.name = "lifted view";
    scene.textures.push_back(std::move(picture));
    scene.materials.resize(1);
    scene.materials[0].texture = 0;
    scene.materials[0].emission = 1;
    for (Mesh* mesh : {&meshes.measured, &meshes.guessed})
        if (!mesh->indices.empty())
            scene.meshes.push_back(std::move(*mesh));
    return scene;
}

void LiftedCache::append(const Scene& scene)
{
    m_imagined.name = "imagined surfaces";
    for (Mesh mesh : scene.meshes) {
        mesh.material = static_cast<int>(m_imagined.materials.size());
        m_imagined.meshes.push_back(std::move(mesh));
    }
    m_imagined.materials.push_back(scene.materials[0]);
    m_imagined.materials.back().texture = static_cast<int>(m_imagined.textures.size());
    m_imagined.textures.push_back(scene.textures[0]);
}

} // namespace w2v
