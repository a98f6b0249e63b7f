#include "core/training/RunAlarms.h"

#include <algorithm>
#include <numeric>

#include <fmt/format.h>

namespace w2v {

namespace {

double mean(std::vector<double>::const_iterator begin, std::vector<double>::const_iterator end)
{
    return begin == end ? 0 : std::accumulate(begin, end, 0.0) / static_cast<double>(end - begin);
}

double recent(const std::vector<double>& values, int window)
{
    return mean(values.end() - std::min<std::ptrdiff_t>(window, std::ssize(values)), values.end());
}

double early(const std::vector<double>& values, int window)
{
    return mean(values.begin(), values.begin() + std::min<std::ptrdiff_t>(window, std::ssize(values)));
}

} // namespace

bool RunAlarms::begins(bool& raised, bool holds)
{
    const bool begin = holds && !raised;
    raised = holds;
    return begin;
}

std::vector<RunAlarm> RunAlarms::step(std::int64_t step, double reward, double divergence, double length)
{
    m_rewards.push_back(reward);
    m_divergences.push_back(divergence);
    m_lengths.push_back(length);
    std::vector<RunAlarm> alarms;
    const double kl = recent(m_divergences, kWindow);
    if (begins(m_diverged, std::ssize(m_divergences) >= kWindow && kl > m_limits.divergence))
        alarms.push_back({RunAlarm::Kind::Divergence, step,
                          fmt::format("The policy runs away from its reference (KL {:.2f} nats a token): lower the learning rate or raise the KL weight.", kl)});
    const double before = early(m_lengths, kWindow), now = recent(m_lengths, kWindow);
    const bool drifts = std::ssize(m_lengths) >= 2 * kWindow && before > 0
        && (now > m_limits.lengthFactor * before || now * m_limits.lengthFactor < before);
    if (begins(m_drifted, drifts))
        alarms.push_back({RunAlarm::Kind::LengthDrift, step,
                          fmt::format("Answers went from {:.0f} to {:.0f} tokens: look at samples before trusting the reward.", before, now)});
    return alarms;
}

std::vector<RunAlarm> RunAlarms::variety(std::int64_t step, const std::map<std::string, TaskVariety>& tasks)
{
    std::vector<RunAlarm> alarms;
    for (const auto& [task, variety] : tasks) {
        bool raised = m_oneAnswer.contains(task);
        const bool goesOn = raised && variety.commonest >= m_limits.variedAgain;
        if (begins(raised, goesOn || (variety.commonest >= m_limits.oneAnswer && variety.commonestExpected <= m_limits.expectedAlike)))
            alarms.push_back({RunAlarm::Kind::OneAnswer, step,
                              fmt::format("{}: {:.0f} % of the answers are {}, {:.0f} % should be the same: nothing more is learned there. Supervise it for longer first, "
                                          "or raise the temperature.", task, 100 * variety.commonest,
                                          variety.answer.empty() ? std::string("the same") : '"' + variety.answer + '"', 100 * variety.commonestExpected),
                              task});
        if (raised)
            m_oneAnswer.insert(task);
        else
            m_oneAnswer.erase(task);
    }
    return alarms;
}

std::vector<RunAlarm> RunAlarms::evaluation(std::int64_t step, double accuracy)
{
    const double reward = recent(m_rewards, kWindow);
    if (!m_bestAccuracy || accuracy >= *m_bestAccuracy) {
        m_bestAccuracy = accuracy;
        m_rewardAtBest = reward;
    }
    const bool hacks = reward > m_rewardAtBest + m_limits.rewardRise && accuracy < *m_bestAccuracy - m_limits.accuracyFall;
    if (!begins(m_hacked, hacks))
        return {};
    return {{RunAlarm::Kind::RewardHacking, step,
             fmt::format("The reward rose from {:.2f} to {:.2f} while held-out accuracy fell from {:.1f} to {:.1f} %: the reward is being gamed.",
                         m_rewardAtBest, reward, *m_bestAccuracy, accuracy)}};
}

Json RunAlarms::state() const
{
    return {{"rewards", m_rewards}, {"lengths", m_lengths}, {"divergences", m_divergences},
            {"best", m_bestAccuracy ? Json(*m_bestAccuracy) : Json()}, {"reward_at_best", m_rewardAtBest},
            {"raised", {m_diverged, m_drifted, m_hacked}}, {"one_answer", m_oneAnswer}};
}

void RunAlarms::restore(const Json& state)
{
    m_rewards = state.at("rewards").get<std::vector<double>>();
    m_lengths = state.at("lengths").get<std::vector<double>>();
    m_divergences = state.at("divergences").get<std::vector<double>>();
    m_bestAccuracy.reset();
    if (state.at("best").is_number())
        m_bestAccuracy = state["best"].get<double>();
    m_rewardAtBest = state.at("reward_at_best").get<double>();
    const Json& raised = state.at("raised");
    m_diverged = raised.at(0).get<bool>();
    m_drifted = raised.at(1).get<bool>();
    m_hacked = raised.at(2).get<bool>();
    m_oneAnswer.clear();
    if (state.contains("one_answer")) // checkpoints of before it was watched are gone on with
        m_oneAnswer = state["one_answer"].get<std::set<std::string>>();
}

} // namespace w2v
