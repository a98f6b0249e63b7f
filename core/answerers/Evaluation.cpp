#include "core/answerers/Evaluation.h"

#include "core/dataset/Project.h"
#include "core/eval/benchmarks/BenchmarkTable.h"

namespace w2v {

Evaluation loadEvaluation(const std::filesystem::path& project, const std::string& benchmark)
{
    const auto opened = openedBenchmark(Project::open(project), benchmark);
    Evaluation evaluation;
    if (!opened) {
        evaluation.table = loadAnswerTable(project, benchmark);
        return evaluation;
    }
    auto outside = std::make_shared<OutsideEvaluation>();
    outside->source = *opened;
    outside->benchmark = readBenchmark(opened->kind, opened->questions, opened->media);
    evaluation.table = tableOf(outside->benchmark, benchmark);
    loadOutsideAnswers(project, evaluation.table);
    for (std::size_t model = 0; model < evaluation.table.models.size(); ++model)
        outside->rules.push_back(ruleScores(outside->benchmark, evaluation.table, model));
    evaluation.outside = std::move(outside);
    return evaluation;
}

StoredAnswer outsideAnswer(const OpenedBenchmark& source, const BenchmarkQuestion& question, const std::string& model, const std::string& reply,
                           nlohmann::ordered_json detail)
{
    const RuleDecision decision = scoringRules(source.kind).front().decide(question, reply);
    detail["reading"] = decision.reading;
    if (!question.choices.empty())
        detail["choices"] = question.choices;
    return {question.id, model, source.name, reply, decision.score, -1, std::move(detail)};
}

} // namespace w2v
