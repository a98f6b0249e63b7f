#include "core/worldmodel/StartView.h"

#include "core/base/Error.h"

namespace w2v {

StartView startViewOf(const ImagineRequest& request, const ObservationFrame& start, const std::function<SceneRenderer&()>& renderer)
{
    if (!start.color.empty()) {
        if (!start.camera.valid())
            throw Error(request.observation->name, "its camera has no focal length", "Give the intrinsics in camera.json.");
        StartView view{start.color, start.depth, start.camera.resized(start.color.width(), start.color.height())};
        if (view.depth.width() != view.color.width() || view.depth.height() != view.color.height())
            view.depth = {};
        return view;
    }
    if (!request.observation->scene)
        throw Error(request.observation->name, "the view has no picture", "Open an image or an RGB-D folder.");
    SceneRenderer& drawing = renderer();
    const auto scene = drawing.prepare(*request.observation->scene);
    RenderedView drawn = drawing.renderOne(*scene, {start.worldFromCamera.value_or(Rigid3d::Identity()), request.trajectory.camera});
    return {std::move(drawn.color), std::move(drawn.depth), request.trajectory.camera};
}

} // namespace w2v
