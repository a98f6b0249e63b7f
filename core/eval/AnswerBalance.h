#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "core/base/Json.h"
#include "core/dataset/Project.h"

namespace w2v {

/// The kind of answer that a record gives, for balance: the direction (A1, A2: "forward", "turn left"), the number of motions (A3, D3: "2
/// motions"), "yes" or "no" (A4, D2, D4, in every answer variant), where the box is (D1: "left", "middle", "right", thirds of the picture
/// that hold its centre); "unreadable" for what cannot be read.
std::string answerKind(const QaRecord& record);

/// The records of one task that give one kind of answer.
struct AnswerCount {
    std::int64_t usable = 0;           ///< not rejected: what training takes
    std::int64_t accepted = 0, rejected = 0;
    std::vector<std::int64_t> numbers; ///< of all of them, ascending

    void add(const AnswerCount& other);
};

using AnswerCounts = std::map<Task, std::map<std::string, AnswerCount>>;

/// Counts every record; damaged ones are passed over. `shouldStop` is asked now and then: true ends it with what there is.
AnswerCounts countAnswers(const Project& project, const std::function<bool()>& shouldStop);

/// How many usable records a project is to have of a task ("" as the kind), or of one kind of its answers. Kept in the project.
using BalanceTargets = std::map<Task, std::map<std::string, std::int64_t>>;

BalanceTargets balanceTargets(const Project& project);
/// 0 removes the target. Throws Error for a negative or absurd number, an overlong kind, or too many targets. Not an undo step.
void setBalanceTarget(Project& project, Task task, const std::string& kind, std::int64_t target);

/// {"A1": {"usable", "accepted", "rejected", "target", "missing", "answers": {"forward": the same without answers}}} for every task that
/// has records or a target; "target" and "missing" (never negative) only where there is a target.
Json balanceToJson(const AnswerCounts& counts, const BalanceTargets& targets);

} // namespace w2v
