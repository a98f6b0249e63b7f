#pragma once
#include "core/base/Json.h"
#include "core/dataset/Project.h"

namespace w2v {

/// The project that `project` names. Throws Error when it is none.
Project projectFrom(const Json& params);

/// The project folder, created when it does not exist yet.
Project openOrCreateProject(const std::filesystem::path& folder);

} // namespace w2v
