#pragma once
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "app/operations/AppContext.h"
#include "app/operations/headline/HeadlineQuestions.h"

namespace w2v {

/// A row of the table that is asked and not trained: the warmed-up base of a seed with something around it. Its predictions carry
/// seconds and calls, which the table shows.
struct HeadlineExtra {
    std::string row, title;
    std::function<HeadlineAnswerer(const Project& project, AppContext& app, const std::filesystem::path& base)> make;
};

/// What runs beside the trained rows, in the order of the table. A row named "imagination" (the base with test-time imagination) is
/// also compared with "sft" in the report.
const std::vector<HeadlineExtra>& headlineExtras();

} // namespace w2v
