#include <algorithm>

#include "app/operations/ObservationParams.h"
#include "app/operations/Operation.h"
#include "app/operations/Operations.h"
#include "app/operations/ProjectParams.h"
#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/image/ImageResize.h"
#include "core/scene/RoomGenerator.h"
#include "core/scene/SceneExport.h"

namespace w2v {

namespace {

constexpr int kThumbnailSide = 256; // pixels along the longer side

ColorImage thumbnailOf(const ColorImage& image)
{
    const double scale = std::min(1.0, static_cast<double>(kThumbnailSide) / std::max(image.width(), image.height()));
    return resizeArea(image, std::max(1, static_cast<int>(image.width() * scale)), std::max(1, static_cast<int>(image.height() * scale)));
}

/// The first view: the photograph itself, or a render of a mesh scene from its first standpoint.
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

Json runObserve(const Json& params, AppContext& app, JobContext& job)
{
    job.report(0, "opening");
    const Observation observation = openObservation(requiredText(params, "path"));
    Json description = describeObservation(observation);
    if (params.contains("project")) {
        Project project = projectFrom(params);
        job.report(0.6, "drawing");
        StoredObservation stored;
        stored.name = observation.name;
        stored.kind = observationKindName(observation.kind);
        stored.path = observation.path;
        stored.thumbnail = project.putImage(thumbnailOf(firstView(observation, app)));
        stored.description = description;
        description["observation"] = project.addObservation(stored);
    }
    return description;
}

Json runScenesGenerate(const Json& params, AppContext&, JobContext& job)
{
    const std::int64_t count = integerOr(params, "count", 1), seed = integerOr(params, "seed", 1);
    if (count < 1 || count > 100000)
        throw Error("count", "must be from 1 to 100000");
    const fs::path out = requiredText(params, "out");
    createFolder(out);
    Json files = Json::array();
    for (std::int64_t i = 0; i < count; ++i) {
        job.throwIfStopped();
        const Scene scene = generateRoom(static_cast<std::uint64_t>(seed + i));
        const fs::path folder = out / ("room-" + std::to_string(seed + i));
        createFolder(folder);
        exportScene(scene, folder, "room");
        files.push_back((folder / "room.obj").string());
        job.report(static_cast<double>(i + 1) / static_cast<double>(count), "generating rooms");
    }
    return {{"count", count}, {"files", files}};
}

} // namespace w2v
