#include "core/eval/benchmarks/BenchmarkTable.h"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "core/base/Error.h"
#include "core/base/Json.h"

namespace w2v {

AnswerTable tableOf(const Benchmark& benchmark, const std::string& name)
{
    AnswerTable table;
    table.benchmark = name;
    table.outside = true;
    std::map<std::string, std::size_t> places;
    for (const BenchmarkQuestion& question : benchmark.questions) {
        const auto [type, added] = places.emplace(question.type, table.types.size());
        if (added)
            table.types.push_back({question.type, {}});
        std::string words = question.text;
        for (std::size_t i = 0; i < question.choices.size(); ++i)
            words += fmt::format("\n{}. {}", static_cast<char>('A' + i), question.choices[i]);
        const std::string scene = benchmark.kind == BenchmarkKind::VsiBench && !question.media.empty() ? question.media.front() : std::string();
        table.questions.push_back({question.id, type->second, std::move(words), truthOf(question), scene});
    }
    return table;
}

std::string truthOf(const BenchmarkQuestion& question)
{
    if (question.number)
        return fmt::format("{}", *question.number);
    const auto place = static_cast<std::size_t>(std::max(0, question.rightChoice));
    return place < question.choices.size() ? question.choices[place] : std::string(1, static_cast<char>('A' + place));
}

BenchmarkQuestion asAsked(const BenchmarkQuestion& question, const AnswerTable::Answer& answer)
{
    if (question.choices.empty() || answer.detail.find("\"choices\"") == std::string::npos)
        return question;
    const Json detail = parseJson(answer.detail, "answer to " + question.id);
    const auto choices = detail.find("choices");
    return choices == detail.end() ? question : inOrder(question, choices->get<std::vector<std::string>>());
}

std::vector<RuleScore> ruleScores(const Benchmark& benchmark, const AnswerTable& table, std::size_t model)
{
    std::vector<BenchmarkQuestion> questions;
    std::vector<std::string> replies;
    for (std::size_t i = 0; i < benchmark.questions.size(); ++i) {
        const AnswerTable::Answer& answer = table.answers.at(model).at(i);
        if (!answer.given)
            continue;
        try {
            questions.push_back(asAsked(benchmark.questions[i], answer));
        } catch (const Error&) { // of an earlier version of the file
            continue;
        }
        replies.push_back(answer.text);
    }
    std::vector<RuleScore> scores;
    if (!questions.empty())
        for (const ScoringRule& rule : scoringRules(benchmark.kind))
            scores.push_back(scoreByRule(rule, benchmark.kind, questions, replies));
    return scores;
}

} // namespace w2v
