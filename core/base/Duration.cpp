#include "core/base/Duration.h"

#include <algorithm>
#include <cstdint>

#include <fmt/format.h>

namespace w2v {

std::string durationText(double seconds)
{
    constexpr std::int64_t kDay = 86'400, kHour = 3600;
    const auto s = static_cast<std::int64_t>(std::max(0.0, seconds) + 0.5);
    if (s >= 2 * kDay)
        return fmt::format("{:.1f} days", seconds / kDay);
    return s >= kHour ? fmt::format("{}:{:02}:{:02}", s / kHour, s / 60 % 60, s % 60) : fmt::format("{}:{:02}", s / 60, s % 60);
}

} // namespace w2v
