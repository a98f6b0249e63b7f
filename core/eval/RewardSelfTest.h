#pragma once
#include <span>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "core/supervision/QaRecord.h"

namespace w2v {

/// Answers that are wrong for a record beyond the scoring tolerance: the opposite direction, a far amount, the reversed order,
/// the other truth, a box elsewhere, and words that say nothing.
std::vector<std::string> wrongAnswers(const QaRecord& record);

/// How one task and answer variant does under the reward its records are trained with.
struct SelfTestRow {
    Task task = Task::A1;
    int variant = 0;
    std::string mode;
    int records = 0;
    int goldFailed = 0;                   ///< records whose own answer earns less than 1
    int wrongPassed = 0;                  ///< records of which a wrong answer comes within kSelfTestMargin of 1
    double goldLowest = 1, wrongHighest = -1;
    std::vector<std::string> examples;    ///< ids of records that fail, the first few
};

/// A wrong answer must earn at least this much less than the right one.
inline constexpr double kSelfTestMargin = 0.15;

/// Every own answer must earn 1 and every wrong one clearly less. Ordered by mode, task and variant.
std::vector<SelfTestRow> rewardSelfTest(std::span<const QaRecord> records);

nlohmann::ordered_json selfTestToJson(std::span<const SelfTestRow> rows);

} // namespace w2v
