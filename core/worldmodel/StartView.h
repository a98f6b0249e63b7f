#pragma once
#include <functional>

#include "core/scene/SceneRenderer.h"
#include "core/worldmodel/WorldModel.h"

namespace w2v {

/// What a backend that only sees pictures starts from.
struct StartView {
    ColorImage color;
    DepthMap depth;     ///< of the same size, or empty when none is known
    Intrinsics camera;
};

/// The start view of a request: the observation's picture, or a drawn one of a mesh scene, for which alone `renderer` is asked. `start`
/// is what checkedStart() gave. Throws Error when there is no picture or the camera is not known.
StartView startViewOf(const ImagineRequest& request, const ObservationFrame& start, const std::function<SceneRenderer&()>& renderer);

} // namespace w2v
