#include "core/base/Error.h"
#include "core/image/ImageResize.h"
#include "core/worldmodel/Observed.h"
#include "core/worldmodel/Request.h"
#include "core/worldmodel/WorldModels.h"

namespace w2v {

WorldModelInfo meshWorldModelInfo()
{
    WorldModelInfo info;
    info.id = "mesh";
    info.title = "Mesh scene";
    info.description = "Exact renders of a mesh scene: the ground truth, with depth, masks and labelled objects.";
    info.needsScene = true;
    info.knowsInstances = true;
    return info;
}

namespace {

constexpr int kMaxSupersample = 4;

/// Every n-th value, from the middle of each block.
template <class R>
R pointSampled(const R& source, int n)
{
    R result(source.width() / n, source.height() / n);
    for (int y = 0; y < result.height(); ++y)
        for (int x = 0; x < result.width(); ++x)
            result.at(x, y) = source.at(x * n + n / 2, y * n + n / 2);
    return result;
}

class MeshWorldModel : public WorldModel {
public:
    explicit MeshWorldModel(SceneRenderer& renderer) : m_renderer(renderer) {}

    WorldModelInfo info() const override { return meshWorldModelInfo(); }

    void imagine(const ImagineRequest& request, const std::function<void(ImaginedFrame&&)>& onFrame, JobContext& job) override
    {
        const ObservationFrame& start = checkedStart(request);
        const std::shared_ptr<const Scene>& scene = request.observation->scene;
        if (!scene)
            throw Error(request.observation->name, "it is not a mesh scene", "Use the geometric world model.");
        const int n = integerOption(request, "supersample", 1, 1, kMaxSupersample);
        job.throwIfStopped();
        if (m_scene != scene) {
            m_prepared = m_renderer.prepare(*scene);
            m_scene = scene;
        }

        const Rigid3d worldFromStart = start.worldFromCamera.value_or(Rigid3d::Identity());
        const Intrinsics camera = request.trajectory.camera, fine = camera.resized(camera.width * n, camera.height * n);
        std::vector<ViewRequest> views;
        for (const Rigid3d& pose : request.trajectory.startFromCamera)
            views.push_back({worldFromStart * pose, fine});
        ViewOutputs outputs;
        outputs.antialias = n == 1; // averaging n x n sharp pixels is anti-aliasing enough
        DepthMap firstDepth;
        m_renderer.render(*m_prepared, views, outputs, [&](std::size_t index, RenderedView&& view) {
            job.throwIfStopped();
            ImaginedFrame frame;
            frame.index = static_cast<int>(index);
            frame.startFromCamera = request.trajectory.startFromCamera[index];
            frame.objects = visibleObjects(*scene, views[index], view);
            frame.color = n == 1 ? std::move(view.color) : resizeArea(view.color, camera.width, camera.height);
            frame.depth = n == 1 ? std::move(view.depth) : pointSampled(view.depth, n);
            frame.instances = n == 1 ? std::move(view.instances) : pointSampled(view.instances, n);
            if (index == 0)
                firstDepth = frame.depth;
            frame.observed = observedFrom({views[0].worldFromCamera, camera}, firstDepth,
                                          {views[index].worldFromCamera, camera}, frame.depth);
            onFrame(std::move(frame));
            job.report(static_cast<double>(index + 1) / static_cast<double>(views.size()),
                       "imagining " + std::to_string(index + 1) + "/" + std::to_string(views.size()));
        });
    }

private:
    SceneRenderer& m_renderer;
    std::shared_ptr<const Scene> m_scene;                ///< what m_prepared shows
    std::shared_ptr<SceneRenderer::Prepared> m_prepared; ///< kept: many paths start in one scene
};

} // namespace

std::unique_ptr<WorldModel> createMeshWorldModel(SceneRenderer& renderer)
{
    return std::make_unique<MeshWorldModel>(renderer);
}

} // namespace w2v
