#pragma once
#include "app/operations/AppContext.h"
#include "core/base/JobContext.h"
#include "core/base/Json.h"

namespace w2v {

/// The operation `slurm.arrays`, see ARCHITECTURE.md.
Json runSlurmArrays(const Json& params, AppContext& app, JobContext& job);

} // namespace w2v
