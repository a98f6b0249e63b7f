#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "core/dataset/Project.h"

namespace w2v {

/// Added to the rollout's id in records that were made from boxes which a person has changed since: it names no rollout, so that they are
/// stale, until the change is undone.
inline constexpr const char* kEditedBoxes = "@boxes";

/// Changes the objects of a rollout's views and keeps them: read, edited and written in one transaction and one undo step, on disk when the
/// call returns. Of the rollout only the objects and provenance["objects"] are written. Records made from what changed become stale: those
/// of the object tasks about that object in these views, and D2's about its name. The other records stay as they are.
/// Returns how many became stale. What `edit` throws changes nothing. Not within Project::group(): it uses a connection of its own.
std::int64_t editObjects(const Project& project, const std::string& rollout, const std::string& undoTitle,
                         const std::function<void(RolloutRecord&)>& edit);

/// The names of all objects of the project's rollouts, sorted.
std::vector<std::string> objectNames(const Project& project);

} // namespace w2v
