#pragma once
#include "app/operations/AppContext.h"
#include "core/base/JobContext.h"
#include "core/base/Json.h"

namespace w2v {

/// imagine.estimate: what a request will cost, before it is started; ARCHITECTURE.md, "Operations". A request that would fail gives its
/// "problem" instead of an error, because it is asked in passing.
Json runImagineEstimate(const Json& params, AppContext& app, JobContext& job);

} // namespace w2v
