#pragma once
#include "app/operations/AppContext.h"
#include "core/base/Json.h"
#include "core/nn/VlmFactory.h"

namespace w2v {

/// The parameters "adapter", "dtype" and "device", all optional.
ModelOptions modelOptions(const Json& params);

/// The model that "model" and the options name, loaded.
VisionLanguageModel& modelFrom(const Json& params, AppContext& app);

} // namespace w2v
