#pragma once
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/base/JobContext.h"
#include "core/image/Raster.h"
#include "core/worldmodel/Rollout.h"

namespace w2v {

// What a person does to the objects of a rollout's views. An object is its instance number in all views; frames count from 0, boxes are
// in 0..1000 units and cut to the picture, depths in metres. All throw Error for a frame, object, name or box that cannot be.

/// The name without blanks around it. An Error for none, control characters or more than 100 bytes.
std::string objectName(const std::string& text);

/// Adds an object with a box in one view; `depth` is that view's, empty where there is none. Returns its number.
int drawBox(RolloutRecord& rollout, std::size_t frame, const std::string& name, const Box2d& box, const DepthMap& depth);

/// Moves or resizes a box. It counts as drawn from then on, and as plainly visible, but for one of a scene's instances: how much of that
/// one is hidden stays known.
void placeBox(RolloutRecord& rollout, std::size_t frame, int instance, const Box2d& box, const DepthMap& depth);

/// In all views.
void renameObject(RolloutRecord& rollout, int instance, const std::string& name);

/// From one view, or from all.
void removeBox(RolloutRecord& rollout, std::optional<std::size_t> frame, int instance);

/// An object where other views see its surface.
struct CarriedObject {
    int instance = 0;
    std::string name;
    std::vector<std::optional<VisibleObject>> views; ///< of each frame without a box of its own; none: its surface is not seen
    int seen() const;
};

/// Carries an object's surface through depth and poses from the nearest view that has a box of its own to those that have none, or one
/// that was carried before. An Error when no such view has depth. `depthOf` gives a frame's depth, empty where there is none.
CarriedObject carryObject(const RolloutRecord& rollout, int instance, const std::function<DepthMap(std::size_t)>& depthOf, JobContext& job);

/// Puts the carried boxes into the views that still have none of their own.
void applyCarried(RolloutRecord& rollout, const CarriedObject& carried);

} // namespace w2v
