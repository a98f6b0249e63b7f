#pragma once
#include <string_view>

#include "core/eval/Reward.h"
#include "core/supervision/QaRecord.h"

namespace w2v {

/// The reward of verified records: the released one's components, mended where it cannot tell right from wrong.
///  - A1, A2: only the first motion counts, every further one costs 0.1; the amount earns its full share within the scoring
///    tolerance (20% or 0.1 m, 10 degrees) and nothing from the double amount (0.5 m at least) or 45 degrees on.
///  - A3, D3: as released, with the same amounts; further motions cost 0.1 each.
///  - A4, D2, D4: letters and sentences are read in the record's answer variant.
///  - D1: as released, but a box that overlaps the true one by less than one half earns half its share of the geometry.
/// A record's own answer earns 1. More than 200 code points earn -1.
RewardParts verifiedReward(const QaRecord& record, std::string_view response);

/// The reward that a record is trained with: verifiedReward(), or the released one for records of the mode "reference".
double rewardOf(const QaRecord& record, std::string_view response);

} // namespace w2v
