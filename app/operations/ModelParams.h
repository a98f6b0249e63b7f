#pragma once
#include <filesystem>
#include <string>

#include "app/operations/AppContext.h"
#include "core/base/Json.h"
#include "core/nn/VlmFactory.h"

namespace w2v {

/// The parameters "adapter", "dtype" and "device", all optional.
ModelOptions modelOptions(const Json& params);

/// The model that "model" and the options name, loaded.
VisionLanguageModel& modelFrom(const Json& params, AppContext& app);

/// A readable name of a model folder: "<run>/base", "<run>/step-1200" or the folder's own name. An adapter makes it another model:
/// "<run>/base + step-1200/adapter".
std::string modelName(const std::filesystem::path& folder, const std::filesystem::path& adapter);

} // namespace w2v
