#include "app/operations/ObservationParams.h"
#include "app/operations/Operation.h"
#include "app/operations/Operations.h"
#include "app/operations/ProjectParams.h"
#include "app/operations/Thumbnail.h"
#include "core/base/Error.h"
#include "core/base/Files.h"
#include "app/operations/FurnitureParams.h"
#include "core/scene/RoomGenerator.h"
#include "core/scene/SceneExport.h"

namespace w2v {

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
        stored.thumbnail = project.putImage(thumbnailOf(observation, app));
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
    RoomOptions options;
    if (const std::string library = textOr(params, "furniture", ""); !library.empty())
        options.furniture = furnitureFrom(library);
    createFolder(out);
    Json files = Json::array();
    for (std::int64_t i = 0; i < count; ++i) {
        job.throwIfStopped();
        const Scene scene = generateRoom(static_cast<std::uint64_t>(seed + i), options);
        const fs::path folder = out / ("room-" + std::to_string(seed + i));
        createFolder(folder);
        exportScene(scene, folder, "room");
        files.push_back((folder / "room.obj").string());
        job.report(static_cast<double>(i + 1) / static_cast<double>(count), "generating rooms");
    }
    Json result = {{"count", count}, {"files", files}};
    if (options.furniture) {
        const std::vector<std::string> credits = options.furniture->takeCredits();
        result["credits"] = credits;
        result["warnings"] = options.furniture->warnings();
        std::string text;
        for (const std::string& credit : credits)
            text += credit + '\n';
        writeFileAtomic(out / "CREDITS.txt", text);
    }
    return result;
}

} // namespace w2v
