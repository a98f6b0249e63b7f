#include "core/answerers/FrequencyAnswerer.h"

#include <fmt/format.h>

namespace w2v {

namespace {

std::string rightAnswer(const BenchmarkQuestion& question, bool letters)
{
    if (question.record)
        return question.record->answer;
    if (question.number)
        return fmt::format("{}", *question.number);
    if (letters || question.choices.empty())
        return std::string(1, static_cast<char>('A' + question.rightChoice));
    return question.choices.at(static_cast<std::size_t>(question.rightChoice));
}

} // namespace

Json BlindAnswerer::identity() const
{
    return {{"kind", "blind"}, {"name", m_name}, {"answers", m_answers.size()}};
}

void BlindAnswerer::answerAll(const Next& next, const Done& done, JobContext& job)
{
    while (const std::optional<AnswerRequest> request = next()) {
        job.throwIfStopped();
        const auto answer = m_answers.find(request->id);
        if (answer == m_answers.end())
            done(request->index, {{}, "the baseline has no answer to it", Json::object(), 0});
        else
            done(request->index, {answer->second, {}, {{"seconds", 0.0}}, 0});
    }
}

std::map<std::string, std::string> frequentAnswers(const Benchmark& benchmark, bool letters)
{
    std::map<std::string, std::map<std::string, int>> counts; // by type
    std::map<std::string, std::string> best;
    for (const BenchmarkQuestion& question : benchmark.questions)
        ++counts[question.type][rightAnswer(question, letters)];
    for (const BenchmarkQuestion& question : benchmark.questions) {
        const std::string answer = rightAnswer(question, letters);
        std::string& most = best[question.type];
        if (most.empty() || counts[question.type][answer] > counts[question.type][most])
            most = answer;
    }
    std::map<std::string, std::string> answers;
    for (const BenchmarkQuestion& question : benchmark.questions)
        answers[question.id] = best[question.type];
    return answers;
}

} // namespace w2v
