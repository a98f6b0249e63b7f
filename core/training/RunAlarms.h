#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/base/Json.h"
#include "core/training/AnswerVariety.h"

namespace w2v {

/// What a run's numbers say is going wrong. Each is raised once, when it begins.
struct RunAlarm {
    enum class Kind { Divergence, LengthDrift, RewardHacking, OneAnswer };
    Kind kind = Kind::Divergence;
    std::int64_t step = 0;
    std::string text; ///< one sentence: what was seen and what to change
    std::string task = {}; ///< that it is about; empty: the whole run
};

struct AlarmLimits {
    double divergence = 0.5;     ///< KL to the reference, nats a token
    double lengthFactor = 2;     ///< mean answer length against the first steps, either way
    double rewardRise = 0.05;    ///< of the reward, while held-out accuracy
    double accuracyFall = 3;     ///< falls by this many percentage points
    double oneAnswer = 0.97;     ///< share of a task's answers that are the same,
    double expectedAlike = 0.8;  ///< while at most this share of them should be;
    double variedAgain = 0.85;   ///< below this share it is over, and may begin again
};

/// Watches a reinforcement run: the KL to the reference running away, answers growing or shrinking, reward hacking (the reward
/// rises while the held-out accuracy falls), and one answer to all questions of a task.
class RunAlarms {
public:
    explicit RunAlarms(AlarmLimits limits = {}) : m_limits(limits) {}

    /// After a step: mean reward, mean KL (nats a token) and mean answer length (tokens).
    std::vector<RunAlarm> step(std::int64_t step, double reward, double divergence, double length);

    /// After a step: how alike the newest answers of each task are.
    std::vector<RunAlarm> variety(std::int64_t step, const std::map<std::string, TaskVariety>& tasks);

    /// After an evaluation: mean held-out accuracy, percent.
    std::vector<RunAlarm> evaluation(std::int64_t step, double accuracy);

    /// What was seen so far, for a run that goes on in another process.
    Json state() const;
    void restore(const Json& state);

private:
    static constexpr int kWindow = 20; ///< steps that means are taken over

    /// True when the condition begins to hold.
    static bool begins(bool& raised, bool holds);

    AlarmLimits m_limits;
    std::vector<double> m_rewards, m_lengths, m_divergences; ///< of every step
    std::optional<double> m_bestAccuracy;
    double m_rewardAtBest = 0;
    bool m_diverged = false, m_drifted = false, m_hacked = false;
    std::set<std::string> m_oneAnswer; ///< tasks that have one
};

} // namespace w2v
