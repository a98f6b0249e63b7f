#pragma once
#include <cstdint>

#include "core/base/Json.h"

namespace w2v {

/// A whole number or a number in [low, high]; an Error names the parameter and the range.
std::int64_t integerWithin(const Json& params, const char* key, std::int64_t fallback, std::int64_t low, std::int64_t high);
double numberWithin(const Json& params, const char* key, double fallback, double low, double high);

} // namespace w2v
