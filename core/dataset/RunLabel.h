#pragma once
#include <span>
#include <string>
#include <vector>

#include "core/dataset/Project.h"

namespace w2v {

/// What a person calls a run, and what it belongs to. Kept in the project, because it is not the run's own: a run folder never changes what
/// it was asked for.
struct RunLabel {
    std::string run;  ///< its id
    std::string name; ///< in place of the recipe's; may be empty
    std::string group; ///< runs of one group are compared as one, for example seeds; may be empty
    std::vector<std::string> tags;
    bool hidden = false;
    bool operator==(const RunLabel&) const = default;

    bool empty() const { return name.empty() && group.empty() && tags.empty() && !hidden; }
};

/// Those of all runs that have one, by id.
std::vector<RunLabel> runLabels(const Project& project);

/// Replaces those of the runs they name, as one undo step; an empty one is removed. An Error for texts that are no short line.
void setRunLabels(const Project& project, std::span<const RunLabel> labels, const std::string& undoTitle);

} // namespace w2v
