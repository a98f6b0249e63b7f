#pragma once
#include "app/operations/AppContext.h"
#include "core/base/JobContext.h"
#include "core/base/Json.h"

/// Operations around training runs: what is looked at before, handed to others, and chained; see ARCHITECTURE.md for parameters and results.
namespace w2v {

Json runTrainCheck(const Json& params, AppContext& app, JobContext& job);
Json runTrainDiff(const Json& params, AppContext& app, JobContext& job);
Json runTrainExport(const Json& params, AppContext& app, JobContext& job);
Json runChainAdd(const Json& params, AppContext& app, JobContext& job);
Json runChainList(const Json& params, AppContext& app, JobContext& job);
Json runChainStatus(const Json& params, AppContext& app, JobContext& job);
Json runChainRetry(const Json& params, AppContext& app, JobContext& job);
Json runChainCancel(const Json& params, AppContext& app, JobContext& job);
Json runChainStage(const Json& params, AppContext& app, JobContext& job);

} // namespace w2v
