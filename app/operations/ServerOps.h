#pragma once
#include "app/operations/AppContext.h"
#include "core/base/JobContext.h"
#include "core/base/Json.h"

namespace w2v {

/// The operation `server.models`, see ARCHITECTURE.md.
Json runServerModels(const Json& params, AppContext& app, JobContext& job);

} // namespace w2v
