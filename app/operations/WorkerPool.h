#pragma once
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "core/base/JobContext.h"
#include "core/base/Json.h"

namespace w2v {

/// One request for a worker.
struct PoolTask {
    std::string operation;
    Json params;
    std::string name;  ///< in progress lines
    double weight = 1; ///< share of the work
};

struct PoolHandlers {
    std::function<void(std::size_t task, const Json& result)> done;
    std::function<void(std::size_t task, const std::string& message)> failed;
    /// The most resident memory that each worker (and those it replaced) had so far, bytes; every few seconds and at the end. May be empty.
    std::function<void(const std::vector<std::int64_t>& peaks)> memory = {};
};

/// Works tasks off with `count` worker processes (`w2v-worker`), each of which gets its share of the processor (W2V_THREADS). Handlers are called by the calling thread. A worker that dies or says
/// nothing for `silenceSeconds` is replaced and its task tried once more before it counts as failed; a task that answers with an error fails
/// at once. Progress counts what is done of these tasks, so the time left is that of the rest.
/// Throws Cancelled (workers are ended) and what a handler throws; an Error when workers cannot be started.
void runInWorkers(const std::filesystem::path& worker, int count, double silenceSeconds, const std::vector<PoolTask>& tasks,
                  const PoolHandlers& handlers, JobContext& job);

} // namespace w2v
