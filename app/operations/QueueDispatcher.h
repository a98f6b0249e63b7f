#pragma once
#include <filesystem>

#include "core/runs/RunQueue.h"

namespace w2v {

/// Starts what waits in the queue while slots are free and notes what ended, as the one dispatcher of the queue: `w2v-worker --queue
/// FOLDER`. Everything it starts is a process of its own that outlives it; a later dispatcher finds it again. Returns when nothing waits or
/// runs any more, or at once when another dispatcher is there.
int serveQueue(const std::filesystem::path& folder);

/// Starts the dispatcher as a process of its own when something waits or runs.
void wakeQueue(const RunQueue& queue);

} // namespace w2v
