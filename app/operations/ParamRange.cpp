#include "app/operations/ParamRange.h"

#include <fmt/format.h>

#include "app/operations/Operation.h"
#include "core/base/Error.h"

namespace w2v {

std::int64_t integerWithin(const Json& params, const char* key, std::int64_t fallback, std::int64_t low, std::int64_t high)
{
    const std::int64_t value = integerOr(params, key, fallback);
    if (value < low || value > high)
        throw Error(key, fmt::format("{} is out of range", value), fmt::format("Give {} to {}", low, high));
    return value;
}

double numberWithin(const Json& params, const char* key, double fallback, double low, double high)
{
    const double value = numberOr(params, key, fallback);
    if (!(value >= low && value <= high))
        throw Error(key, fmt::format("{} is out of range", value), fmt::format("Give {} to {}", low, high));
    return value;
}

} // namespace w2v
