#include "app/operations/RoomStock.h"

#include <algorithm>

namespace w2v {

int completeRoomRollouts(Project& project, SceneRenderer& renderer, RoomDataOptions options, JobContext& job)
{
    const std::uint64_t first = options.firstSeed, end = first + static_cast<std::uint64_t>(options.rooms);
    std::uint64_t next = first; // a room without a free standpoint leaves no rollout: the last one that did tells how far it came
    project.forEachRollout([&](const RolloutRecord& rollout) {
        if (rollout.split == options.split && rollout.seed >= first && rollout.seed < end)
            next = std::max(next, rollout.seed + 1);
    });
    options.firstSeed = next;
    options.rooms = static_cast<int>(end - next);
    if (options.rooms > 0)
        addRoomRollouts(project, renderer, options, 0, job);
    return options.rooms;
}

} // namespace w2v
