#pragma once
#include <span>
#include <string>
#include <vector>

#include "core/training/Recipe.h"

namespace w2v {

/// A value in which two recipes differ.
struct RecipeDifference {
    std::string path;          ///< "optimizer.batch"
    std::string before, after; ///< as in the file
    std::string comment;       ///< meaning and unit
};

/// In the order of the file; name and description are left out, because they change nothing.
std::vector<RecipeDifference> recipeDifferences(const Recipe& before, const Recipe& after);

} // namespace w2v
