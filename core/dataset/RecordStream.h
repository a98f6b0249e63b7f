#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "core/supervision/QaRecord.h"

namespace w2v {

struct IncomingRecord {
    QaRecord record;
    std::string origin;   ///< for messages: "file:line"
};

/// Records that come batch by batch, as many as there are: see Project::addRecords().
struct RecordStream {
    /// Appends some records; false when there are no more. Called from a thread of its own, one call at a time.
    std::function<bool(std::vector<IncomingRecord>&)> next;
    std::int64_t expected = 0;   ///< roughly how many will come
    /// A record whose id is taken, by its origin. Called from the calling thread, as is `added`.
    std::function<void(const std::string& origin, const std::string& why)> refused;
    /// Now and then, how many were added; what it throws ends the whole, with nothing added.
    std::function<void(std::int64_t count)> added;
};

} // namespace w2v
