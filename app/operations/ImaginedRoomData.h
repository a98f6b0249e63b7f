#pragma once
#include "app/operations/AppContext.h"
#include "app/operations/RoomData.h"

namespace w2v {

/// Walks as addRoomRollouts() makes them, but only the first view is what is there: the second is imagined from it by the world model
/// "geometric". Names of things in the second view are carried along from the first (CarriedLabels.h); what was invented has none.
/// Views are imagined at side * supersample pixels and filtered down. Walks whose second view was observed to less than
/// `leastObserved` are dropped. Rooms already there (seeds of the same split) are not made again. Stops early and keeps what is done
/// when `deadline` seconds (0 = none) have passed. Returns the number of rollouts made. Throws Cancelled.
int addImaginedRoomRollouts(Project& project, AppContext& app, const RoomDataOptions& options, double leastObserved, double deadline, JobContext& job);

} // namespace w2v
