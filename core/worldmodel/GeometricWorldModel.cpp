#include <algorithm>

#include <opencv2/imgproc.hpp>

#include "core/base/Error.h"
#include "core/image/OpenCvBridge.h"
#include "core/worldmodel/Request.h"
#include "core/worldmodel/WorldModels.h"
#include "core/worldmodel/geometric/Fill.h"
#include "core/worldmodel/geometric/LiftSource.h"
#include "core/worldmodel/geometric/LiftedScene.h"

namespace w2v {

WorldModelInfo geometricWorldModelInfo()
{
    WorldModelInfo info;
    info.id = "geometric";
    info.title = "Geometric";
    info.description = "Lifts the view to 3D, renders it along the path and fills what was never seen; later frames agree with "
                       "earlier ones.";
    info.needsDepth = true;
    return info;
}

namespace {

constexpr int kObservedId = 1, kImaginedId = 2;
constexpr float kSetBack = 1.002f;          // imagined surfaces lie a little behind what was observed, so that it wins
constexpr std::size_t kMaxLayers = 8;       // then they are prepared as one

/// Everything known so far, as textured surfaces in the frame of the first camera.
class Cache {
public:
    explicit Cache(SceneRenderer& renderer) : m_renderer(renderer) {}

    void addSource(const LiftSource& source)
    {
        DepthMeshOptions options;
        options.measuredInstance = kObservedId;
        options.guessedInstance = kImaginedId;
        DepthMeshes meshes = meshFromDepth(source.depth, source.kinds, source.camera, options);
        m_layers.push_back(m_renderer.prepare(texturedScene(std::move(meshes), source.color)));
    }

    /// Adds the pixels of `missing` and a rim of their neighbours as they appear from `startFromCamera`.
    void addImagined(const ColorImage& color, const DepthMap& depth, const Mask& missing, const Intrinsics& camera,
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
        options.guessedInstance = kImaginedId;
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

    RenderedView render(const ViewRequest& view) const
    {
        std::vector<SceneRenderer::Prepared*> layers;
        for (const auto& layer : m_layers)
            layers.push_back(layer.get());
        ViewOutputs outputs;
        outputs.antialias = false; // mixed colours at the cache's edges would be filled in as if they were real
        RenderedView result;
        m_renderer.renderTogether(layers, {&view, 1}, outputs, [&](std::size_t, RenderedView&& one) { result = std::move(one); });
        return result;
    }

private:
    void append(const Scene& scene)
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

    SceneRenderer& m_renderer;
    std::vector<std::shared_ptr<SceneRenderer::Prepared>> m_layers; ///< the first is the observation
    Scene m_imagined;                                               ///< all imagined layers
};

class GeometricWorldModel : public WorldModel {
public:
    explicit GeometricWorldModel(SceneRenderer& renderer) : m_renderer(renderer) {}

    WorldModelInfo info() const override { return geometricWorldModelInfo(); }

    void imagine(const ImagineRequest& request, const std::function<void(ImaginedFrame&&)>& onFrame, JobContext& job) override
    {
        const ObservationFrame& start = checkedStart(request);
        const Intrinsics camera = request.trajectory.camera;
        const LiftSource source = liftable(request, start);
        job.throwIfStopped();
        Cache cache(m_renderer);
        cache.addSource(source);

        const std::size_t count = request.trajectory.startFromCamera.size();
        for (std::size_t index = 0; index < count; ++index) {
            job.throwIfStopped();
            ImaginedFrame frame;
            frame.index = static_cast<int>(index);
            frame.startFromCamera = request.trajectory.startFromCamera[index];
            if (index == 0 && frame.startFromCamera.isApprox(Rigid3d::Identity(), 1e-9))
                showSource(frame, source, camera);
            else
                showCache(frame, cache, camera);
            complete(frame, cache, camera);
            onFrame(std::move(frame));
            job.report(static_cast<double>(index + 1) / static_cast<double>(count),
                       "imagining " + std::to_string(index + 1) + "/" + std::to_string(count));
        }
    }

private:
    LiftSource liftable(const ImagineRequest& request, const ObservationFrame& start)
    {
        if (!start.color.empty() || !request.observation->scene)
            return sourceFromCamera(start, request.observation->name);
        const auto scene = m_renderer.prepare(*request.observation->scene);
        RenderedView view = m_renderer.renderOne(*scene, {start.worldFromCamera.value_or(Rigid3d::Identity()), request.trajectory.camera});
        return sourceFromRender(std::move(view.color), std::move(view.depth), request.trajectory.camera);
    }

    static void showSource(ImaginedFrame& frame, const LiftSource& source, const Intrinsics& camera)
    {
        SourceView view = viewOfSource(source, camera);
        frame.color = std::move(view.color);
        frame.depth = std::move(view.depth);
        frame.observed = std::move(view.seen);
    }

    static void showCache(ImaginedFrame& frame, const Cache& cache, const Intrinsics& camera)
    {
        RenderedView view = cache.render({frame.startFromCamera, camera});
        frame.color = std::move(view.color);
        frame.depth = std::move(view.depth);
        frame.observed = Mask(camera.width, camera.height);
        for (std::size_t i = 0; i < frame.observed.pixels(); ++i)
            frame.observed.data()[i] = view.instances.data()[i] == kObservedId ? 255 : 0;
    }

    /// Fills what nothing is known of and writes it back.
    static void complete(ImaginedFrame& frame, Cache& cache, const Intrinsics& camera)
    {
        Mask missing(camera.width, camera.height);
        std::size_t count = 0;
        for (std::size_t i = 0; i < missing.pixels(); ++i)
            if (frame.depth.data()[i] <= 0) {
                missing.data()[i] = 255;
                ++count;
            }
        if (count == 0)
            return;
        if (count == missing.pixels()) {
            // Nothing known is in sight: a plain grey wall at arm's length would lie; at 3 m it at least leaves room.
            constexpr float kNowhere = 3.0f;
            frame.depth = DepthMap(camera.width, camera.height, kNowhere);
            frame.color = ColorImage(camera.width, camera.height, 96);
        } else {
            frame.depth = fillDepth(frame.depth);
            fillColor(frame.color, missing, frame.depth);
        }
        cache.addImagined(frame.color, frame.depth, missing, camera, frame.startFromCamera);
    }

    SceneRenderer& m_renderer;
};

} // namespace

std::unique_ptr<WorldModel> createGeometricWorldModel(SceneRenderer& renderer)
{
    return std::make_unique<GeometricWorldModel>(renderer);
}

} // namespace w2v
