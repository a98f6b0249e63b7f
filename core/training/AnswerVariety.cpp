#include "core/training/AnswerVariety.h"

#include <algorithm>

namespace w2v {

namespace {

/// Of the commonest text, and the text.
template <typename Pairs, typename Member>
std::pair<double, std::string> commonestOf(const Pairs& pairs, Member member)
{
    std::map<std::string, std::size_t> counts;
    for (const auto& pair : pairs)
        ++counts[pair.*member];
    const auto most = std::max_element(counts.begin(), counts.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
    return {static_cast<double>(most->second) / static_cast<double>(pairs.size()), most->first};
}

} // namespace

void AnswerVariety::add(const std::string& task, std::string answer, std::string expected)
{
    auto& answers = m_answers[task];
    answers.emplace_back(std::move(answer), std::move(expected));
    if (answers.size() > kWindow)
        answers.pop_front();
}

std::map<std::string, TaskVariety> AnswerVariety::tasks() const
{
    using Pair = std::pair<std::string, std::string>;
    std::map<std::string, TaskVariety> out;
    for (const auto& [task, answers] : m_answers)
        if (answers.size() == kWindow) {
            const auto [share, answer] = commonestOf(answers, &Pair::first);
            out[task] = {share, commonestOf(answers, &Pair::second).first, answer};
        }
    return out;
}

Json AnswerVariety::state() const
{
    Json tasks = Json::object();
    for (const auto& [task, answers] : m_answers)
        tasks[task] = answers;
    return tasks;
}

void AnswerVariety::restore(const Json& state)
{
    m_answers.clear();
    for (const auto& [task, answers] : state.items())
        m_answers[task] = answers.get<std::deque<std::pair<std::string, std::string>>>();
}

} // namespace w2v
