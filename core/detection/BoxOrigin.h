#pragma once
#include <cstddef>
#include <optional>
#include <string>

#include "core/worldmodel/Rollout.h"

namespace w2v {

/// How a box came into a view.
enum class BoxOrigin {
    Scene,    ///< the instances of a mesh scene: the truth
    Detected, ///< a detector, or a file of detections
    Drawn,    ///< a person drew or moved it
    Carried,  ///< around the surface of the same object, carried here from another view through depth
};
const char* boxOriginName(BoxOrigin origin); ///< "scene", "detected", "drawn", "carried"

/// Reads provenance["objects"], where a rollout whose objects are not its scene's keeps {"by": "detector", "file" or "hand", ...,
/// "by_hand": whether a person changed boxes, "frames": for each view [{"instance", "from", "score"}]}.
BoxOrigin boxOrigin(const RolloutRecord& rollout, std::size_t frame, int instance);

/// Notes it, and that a person changed the rollout's boxes; none: the box is gone. Before the box itself is added or taken away: objects
/// that are there when the first note is made are the scene's.
void noteBoxOrigin(RolloutRecord& rollout, std::size_t frame, int instance, std::optional<BoxOrigin> origin);

/// A person drew or changed boxes of this rollout.
bool hasBoxesByHand(const RolloutRecord& rollout);

} // namespace w2v
