#pragma once
#include <string>

namespace w2v {

/// "1:05", "2:03:04"; from two days on in days, "3.8 days". Seconds below zero count as zero.
std::string durationText(double seconds);

} // namespace w2v
