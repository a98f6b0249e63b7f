#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "core/training/Recipe.h"

namespace w2v {

/// The recipe to begin with: the small model from the shipped base.
inline constexpr std::string_view kDefaultRecipe = "w2v-tiny-sft";

/// The recipes that come with the program (resources/recipes), by name.
std::vector<std::string> shippedRecipeNames();

/// A recipe by file name or by the name of a shipped one. Throws Error listing the shipped ones.
Recipe recipeNamed(const std::string& fileOrName);

} // namespace w2v
