#pragma once
#include <string>
#include <vector>

#include "core/dataset/Project.h"

namespace w2v {

/// The records of one split that were not rejected.
std::vector<QaRecord> usableRecords(const Project& project, const std::string& split);

/// `limit` of each task (0 = all) in an order that does not depend on the task's own (by id), so that they spread over scenes; as many
/// of either answer where a task has only two, so that always giving one of them is right half of the time.
std::vector<QaRecord> limitedQuestions(std::vector<QaRecord> records, std::int64_t limit);

} // namespace w2v
