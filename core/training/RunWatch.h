#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "core/training/MetricTable.h"

namespace w2v {

struct RunWarning {
    enum class Kind { NotFinite, Stagnation, Divergence, LengthDrift, RewardHacking, OneAnswer };
    Kind kind = Kind::NotFinite;
    std::int64_t step = 0;
    std::string text; ///< one sentence: what was seen and what to change
    std::string task = {}; ///< that it is about; empty: the whole run
};

/// What the points of a run say is going wrong, in the order in which it began: a loss or gradient that is not a number, a divergence that runs
/// away, answers that grow or shrink, a reward that is gamed, a task with one answer to all its questions (RunAlarms), a loss that has stopped falling. Knows the names of our metrics and
/// those of ms-swift and EasyR1.
std::vector<RunWarning> alarmsOf(const MetricTable& metrics);

} // namespace w2v
