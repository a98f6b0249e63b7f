#include <algorithm>

#include "core/base/Error.h"
#include "core/worldmodel/Request.h"
#include "core/worldmodel/WorldModels.h"
#include "core/worldmodel/geometric/LiftedCache.h"

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

class GeometricWorldModel : public WorldModel {
public:
    GeometricWorldModel(SceneRenderer& renderer, std::shared_ptr<Inpainter> inpainter)
        : m_renderer(renderer), m_inpainter(std::move(inpainter))
    {
    }

    WorldModelInfo info() const override { return geometricWorldModelInfo(); }

    void imagine(const ImagineRequest& request, const std::function<void(ImaginedFrame&&)>& onFrame, JobContext& job) override
    {
        const ObservationFrame& start = checkedStart(request);
        const Intrinsics camera = request.trajectory.camera;
        const LiftSource source = liftable(request, start);
        job.throwIfStopped();
        LiftedCache cache;
        cache.setSource(source);

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

    static void showCache(ImaginedFrame& frame, const LiftedCache& cache, const Intrinsics& camera)
    {
        RenderedView view = cache.render(frame.startFromCamera, camera);
        frame.color = std::move(view.color);
        frame.depth = std::move(view.depth);
        frame.observed = Mask(camera.width, camera.height);
        for (std::size_t i = 0; i < frame.observed.pixels(); ++i)
            frame.observed.data()[i] = view.instances.data()[i] == LiftedCache::kObserved ? 255 : 0;
    }

    /// Fills what nothing is known of and writes it back.
    void complete(ImaginedFrame& frame, LiftedCache& cache, const Intrinsics& camera)
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
            m_inpainter->fill(frame.color, frame.depth, missing, camera, cache.planesFrom(frame.startFromCamera));
        }
        cache.addImagined(frame.color, frame.depth, missing, camera, frame.startFromCamera);
    }

    SceneRenderer& m_renderer;
    std::shared_ptr<Inpainter> m_inpainter;
};

} // namespace

std::unique_ptr<WorldModel> createGeometricWorldModel(SceneRenderer& renderer, std::shared_ptr<Inpainter> inpainter)
{
    if (!inpainter)
        inpainter = createClassicalInpainter();
    return std::make_unique<GeometricWorldModel>(renderer, std::move(inpainter));
}

} // namespace w2v
