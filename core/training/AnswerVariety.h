#pragma once
#include <cstddef>
#include <deque>
#include <map>
#include <string>
#include <utility>

#include "core/base/Json.h"

namespace w2v {

/// How alike the newest answers to the questions of one task are.
struct TaskVariety {
    double commonest = 0;         ///< share of the answer that was given most often, 0 to 1
    double commonestExpected = 0; ///< the same of the right answers to these questions
    std::string answer;           ///< the one given most often; empty where only shares are known
};

/// Keeps the newest answers of each task: a policy that has settled on one answer for all questions learns nothing more there, since answers
/// that are rewarded alike have no advantage over each other.
class AnswerVariety {
public:
    void add(const std::string& task, std::string answer, std::string expected);

    /// By task; only tasks with kWindow answers are told.
    std::map<std::string, TaskVariety> tasks() const;

    /// What was seen so far, for a run that goes on in another process.
    Json state() const;
    void restore(const Json& state);

    static constexpr std::size_t kWindow = 128; ///< answers of a task

private:
    std::map<std::string, std::deque<std::pair<std::string, std::string>>> m_answers; ///< with the right ones, oldest first
};

} // namespace w2v
