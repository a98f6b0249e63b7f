#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "core/training/MetricsWriter.h"

namespace w2v {

/// A record of an event file: length, masked checksum of the length, payload, masked checksum of the payload.
std::string eventRecord(std::string_view payload);
/// The payload of the first record of a file.
std::string eventFileVersion(double time);
/// The payload that says that a run goes on after `step`: readers forget what they had of later steps.
std::string sessionStart(double time, std::int64_t step);
/// The payload of a row of scalars.
std::string scalarEvent(const MetricsRow& row);

} // namespace w2v
