#include <fmt/format.h>

#include "app/operations/Operation.h"
#include "app/operations/Operations.h"
#include "app/operations/ProjectParams.h"
#include "app/operations/RoomData.h"
#include "core/base/Files.h"
#include "core/base/Log.h"

namespace w2v {

namespace {

constexpr const char* kDoneKey = "demo.ready";

} // namespace

Json runDemoProject(const Json& params, AppContext& app, JobContext& job)
{
    const fs::path folder = requiredText(params, "project");
    Project project = openOrCreateProject(folder);
    if (project.value(kDoneKey))
        return {{"project", folder.string()}, {"created", false}};
    const auto count = [&] { return project.observations().size(); };
    Json ids = Json::array();
    for (const char* room : {"room:7", "room:21", "room:42"}) {
        if (count() > ids.size()) { // an interrupted start goes on where it was
            ids.push_back(project.observations()[ids.size()].id);
            continue;
        }
        SubJob part(job, 0.05 * static_cast<double>(ids.size()), 0.05 * static_cast<double>(ids.size() + 1));
        ids.push_back(runObserve({{"path", room}, {"project", folder.string()}}, app, part).at("observation"));
    }
    if (project.trajectories().empty())
        project.saveTrajectory({"", ids[0], "look around the sofa", 0, "move forward 0.5 meters; turn left 30 degrees", std::nullopt},
                               "Draw the first path");
    if (project.rolloutIds(ids[0]).empty()) {
        double at = 0.15;
        for (const char* model : {"mesh", "geometric"}) {
            SubJob part(job, at, at + 0.2);
            at += 0.2;
            runImagine({{"project", folder.string()}, {"observation", ids[0]}, {"world_model", model}, {"size", "384x384"}, {"fov", 75.0},
                        {"actions", "move forward 0.5 meters; turn left 30 degrees"}}, app, part);
        }
    }
    // Enough rooms to curate and to evaluate; their seeds are apart from those of the observations.
    RoomDataOptions rooms;
    rooms.side = 112;
    rooms.supersample = 1;
    rooms.detail = 1.0;
    for (const auto& [split, firstSeed, number] : {std::tuple{"train", 10000, 8}, std::tuple{"heldout", 1000, 6}}) {
        rooms.split = split;
        rooms.firstSeed = static_cast<std::uint64_t>(firstSeed);
        rooms.rooms = number;
        rooms.trajectoriesPerRoom = 16;
        SubJob part(job, split == std::string("train") ? 0.55 : 0.75, split == std::string("train") ? 0.75 : 0.9);
        addRoomRollouts(project, app.renderer(), rooms, 0, part);
    }
    SubJob part(job, 0.9, 1.0);
    const Json records = runSupervise({{"project", folder.string()}, {"undoable", false}}, app, part);
    project.setValue(kDoneKey, "1");
    return {{"project", folder.string()}, {"created", true}, {"records", records}};
}

} // namespace w2v
