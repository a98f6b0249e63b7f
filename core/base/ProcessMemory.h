#pragma once
#include <cstdint>
#include <string>

namespace w2v {

/// Resident memory of a process (0: this one) as the system counts it, bytes: "VmRSS" now, "VmHWM" at its peak. 0 where it is not known.
std::int64_t processMemory(const std::string& field, std::int64_t pid = 0);

/// Bytes that programs can have without swapping; 0 where it is not known.
std::int64_t availableMemory();

} // namespace w2v
