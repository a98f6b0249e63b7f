#include <algorithm>

#include <fmt/format.h>

#include "app/operations/FurnitureParams.h"
#include "app/operations/Operation.h"
#include "app/operations/Operations.h"
#include "app/operations/ProjectParams.h"
#include "app/operations/RoomData.h"
#include "core/base/Error.h"

namespace w2v {

Json runScenesWalk(const Json& params, AppContext& app, JobContext& job)
{
    const std::int64_t count = integerOr(params, "count", 50), seed = integerOr(params, "seed", 1);
    const std::int64_t walks = integerOr(params, "walks", 20);
    const double heldoutShare = numberOr(params, "heldout", 0.2), reinforceShare = numberOr(params, "reinforce", 0);
    if (count < 1 || count > 100000)
        throw Error("count", "must be from 1 to 100000");
    if (walks < 1 || walks > 1000)
        throw Error("walks", "must be from 1 to 1000");
    if (!(heldoutShare >= 0 && heldoutShare <= 1))
        throw Error("heldout", "must be from 0 to 1");
    if (!(reinforceShare >= 0 && heldoutShare + reinforceShare <= 1))
        throw Error("reinforce", "must be from 0 to what heldout leaves of 1");
    const auto [width, height] = parseSize(textOr(params, "size", "112x112"));
    if (width != height)
        throw Error("size", "must be square here", "For example 112x112");
    Project project = openOrCreateProject(requiredText(params, "project"));
    RoomDataOptions rooms;
    rooms.trajectoriesPerRoom = static_cast<int>(walks);
    rooms.side = width;
    rooms.fovDegrees = numberOr(params, "fov", rooms.fovDegrees);
    rooms.detail = numberOr(params, "detail", rooms.detail);
    if (const std::string library = textOr(params, "furniture", ""); !library.empty())
        rooms.furniture = furnitureFrom(library);
    const int heldout = static_cast<int>(static_cast<double>(count) * heldoutShare + 0.5);
    const int reinforce = std::min(static_cast<int>(static_cast<double>(count) * reinforceShare + 0.5), static_cast<int>(count) - heldout);
    Json rollouts = Json::object();
    rooms.firstSeed = static_cast<std::uint64_t>(seed);
    double done = 0;
    for (const auto& [split, number] : {std::pair{"heldout", heldout}, std::pair{"train", static_cast<int>(count) - heldout - reinforce}, std::pair{"reinforce", reinforce}}) {
        if (number == 0)
            continue;
        const double end = done + number / static_cast<double>(count);
        rooms.split = split;
        rooms.rooms = number;
        SubJob part(job, done, end);
        rollouts[split] = addRoomRollouts(project, app.renderer(), rooms, 0, part);
        rooms.firstSeed += static_cast<std::uint64_t>(number);
        done = end;
    }
    return {{"project", project.folder().string()}, {"rooms", count}, {"rollouts", rollouts}};
}

} // namespace w2v
