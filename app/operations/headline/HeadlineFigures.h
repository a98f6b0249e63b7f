#pragma once
#include <string>

#include "core/base/Json.h"

namespace w2v {

/// Bars of every row's accuracy by task, with intervals, of a headline table (table.json) as an SVG.
std::string accuracyFigure(const Json& table);

} // namespace w2v
