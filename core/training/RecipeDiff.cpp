#include "core/training/RecipeDiff.h"

namespace w2v {

std::vector<RecipeDifference> recipeDifferences(const Recipe& before, const Recipe& after)
{
    // Both lists come from the same schema, so that fields stand side by side.
    const std::vector<RecipeField> a = recipeFields(before), b = recipeFields(after);
    std::vector<RecipeDifference> out;
    for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i)
        if (a[i].value != b[i].value && a[i].path != "name" && a[i].path != "description")
            out.push_back({a[i].path, a[i].value, b[i].value, a[i].comment});
    return out;
}

} // namespace w2v
