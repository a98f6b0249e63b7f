#pragma once
#include "app/operations/AppContext.h"
#include "core/scene/Observation.h"

namespace w2v {

/// A small picture of the first view: the photograph itself, or a render of a mesh scene from its first standpoint.
ColorImage thumbnailOf(const Observation& observation, AppContext& app);

} // namespace w2v
