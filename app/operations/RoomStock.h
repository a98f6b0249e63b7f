#pragma once
#include "app/operations/RoomData.h"

namespace w2v {

/// Adds what is missing of the rooms of `options` (addRoomRollouts): rooms are drawn in the order of their seeds, each whole or not at
/// all, so that an interrupted call goes on with the next room. Returns how many rooms were drawn.
int completeRoomRollouts(Project& project, SceneRenderer& renderer, RoomDataOptions options, JobContext& job);

} // namespace w2v
