#include "app/operations/Thumbnail.h"

#include <algorithm>

#include "core/image/ImageResize.h"

namespace w2v {

namespace {

constexpr int kSide = 256; // pixels along the longer side

ColorImage firstView(const Observation& observation, AppContext& app)
{
    const ObservationFrame& frame = observation.frames.front();
    if (!frame.color.empty())
        return frame.color;
    auto prepared = app.renderer().prepare(*observation.scene);
    const ViewRequest view{frame.worldFromCamera.value_or(Rigid3d::Identity()), intrinsicsFromFov(512, 384, 75)};
    return app.renderer().renderOne(*prepared, view).color;
}

} // namespace

ColorImage thumbnailOf(const Observation& observation, AppContext& app)
{
    const ColorImage image = firstView(observation, app);
    const double scale = std::min(1.0, static_cast<double>(kSide) / std::max(image.width(), image.height()));
    return resizeArea(image, std::max(1, static_cast<int>(image.width() * scale)), std::max(1, static_cast<int>(image.height() * scale)));
}

} // namespace w2v
