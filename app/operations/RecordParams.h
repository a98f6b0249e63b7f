#pragma once
#include "core/base/Json.h"
#include "core/dataset/RecordViews.h"

namespace w2v {

/// The filter that `tasks`, `state`, `split`, `scene`, `text` and `difficulty_from`, `difficulty_to` describe. With `view` (needs the
/// project) that saved view, narrowed by the others.
RecordFilter recordFilterFrom(const Json& params);
RecordView recordViewFrom(const Project& project, const Json& params);

} // namespace w2v
