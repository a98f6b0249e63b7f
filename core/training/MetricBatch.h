#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/training/MetricTable.h"

namespace w2v {

/// What a training log says of itself beyond its points.
struct LogProgress {
    std::int64_t step = 0, total = 0; ///< total 0 = not known
    double remaining = 0;             ///< seconds; 0 = not known
    bool ended = false;               ///< the trainer wrote its last line
};

/// What a log has given since it was last asked. To be applied in this order.
struct MetricBatch {
    bool restarted = false;                  ///< forget all earlier points
    std::optional<std::int64_t> dropAfter;   ///< forget earlier points of larger steps: the trainer went on from there
    MetricTable added;                       ///< settled
    bool newPart = false;                    ///< the log was begun anew beside the earlier one, see MetricTable::join()
    std::vector<std::string> problems;       ///< new ones, "file, byte n: reason" or "file:line: reason"
    std::uint64_t damaged = 0;               ///< records or lines that were skipped, also beyond those told in problems
};

/// Applies a batch. Returns what changed in the table; after a restart everything did.
inline std::vector<MetricChange> apply(MetricBatch&& batch, MetricTable& table)
{
    if (batch.restarted)
        table.clear();
    std::vector<MetricChange> changes;
    if (batch.dropAfter)
        changes = table.dropAfter(*batch.dropAfter);
    for (const MetricChange& change : table.join(std::move(batch.added), batch.newPart))
        changes.push_back(change);
    return changes;
}

/// A growing log that another program writes.
class MetricSource {
public:
    virtual ~MetricSource() = default;
    /// What became complete since the last call. An Error when the file is there but cannot be read.
    virtual MetricBatch poll() = 0;
    virtual const LogProgress& progress() const = 0;
};

} // namespace w2v
