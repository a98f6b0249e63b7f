#include "ui/evaluate/EvaluationData.h"

#include <algorithm>
#include <set>

namespace w2v {
namespace {

constexpr double kRight = 0.5;           ///< scores above it are right

} // namespace

bool isUntrained(const std::string& model)
{
    return model == "untrained" || model.ends_with("/base");
}

bool isBaseline(const std::string& model)
{
    return model == "majority" || model == "no_image";
}

void EvaluationData::setBaselines(std::vector<BenchmarkReport> baselines)
{
    std::erase_if(m_models, isBaseline);
    m_baselines = std::move(baselines);
    for (const BenchmarkReport& baseline : m_baselines)
        m_models.push_back(baseline.model);
}

void EvaluationData::clear()
{
    m_benchmark.clear();
    m_models.clear();
    m_questions.clear();
    m_answers.clear();
    m_baselines.clear();
}

void EvaluationData::load(const Project& project, const std::string& benchmark)
{
    clear();
    m_benchmark = benchmark;
    m_models = project.answeredModels(benchmark);
    std::vector<std::string> order;
    std::set<std::string> seen;
    for (const StoredAnswer& answer : project.answers(benchmark)) {
        if (seen.insert(answer.record).second)
            order.push_back(answer.record);
        m_answers[answer.model].emplace(answer.record, answer);
    }
    if (order.empty())
        return;
    std::map<std::string, Task> tasks;
    project.forEachRecord({}, [&](const QaRecord& record) {
        if (seen.contains(record.id))
            tasks.emplace(record.id, record.task);
    });
    for (const std::string& record : order)
        if (const auto task = tasks.find(record); task != tasks.end())
            m_questions.push_back({record, task->second});
}

const StoredAnswer* EvaluationData::answer(const std::string& model, const std::string& record) const
{
    const auto answers = m_answers.find(model);
    if (answers == m_answers.end())
        return nullptr;
    const auto found = answers->second.find(record);
    return found == answers->second.end() ? nullptr : &found->second;
}

bool EvaluationData::isRight(const std::string& model, const std::string& record) const
{
    const StoredAnswer* given = answer(model, record);
    return given && given->score > kRight;
}

Share EvaluationData::accuracy(const std::string& model, std::optional<Task> task) const
{
    Share sum;
    for (const BenchmarkReport& baseline : m_baselines)
        if (baseline.model == model) {
            for (const TaskReport& report : baseline.tasks)
                if (!task || report.task == *task) {
                    sum.n += report.right.n;
                    sum.right += report.right.right;
                }
            return sum;
        }
    for (const Question& question : m_questions) {
        if (task && question.task != *task)
            continue;
        if (const StoredAnswer* given = answer(model, question.record)) {
            ++sum.n;
            sum.right += given->score > kRight;
        }
    }
    return sum;
}

Share EvaluationData::direction(const std::string& model, Task task) const
{
    Share sum;
    for (const BenchmarkReport& baseline : m_baselines)
        if (baseline.model == model) {
            const TaskReport* report = baseline.of(task);
            return report ? report->direction : sum;
        }
    for (const Question& question : m_questions) {
        const StoredAnswer* given = question.task == task ? answer(model, question.record) : nullptr;
        if (given && given->directionScore >= 0) {
            ++sum.n;
            sum.right += given->directionScore > kRight;
        }
    }
    return sum;
}

std::array<std::array<int, 2>, 2> EvaluationData::flips(const std::string& a, const std::string& b, std::optional<Task> task) const
{
    std::array<std::array<int, 2>, 2> counts{};
    for (const Question& question : m_questions)
        if ((!task || question.task == *task) && answer(a, question.record) && answer(b, question.record))
            ++counts[isRight(a, question.record)][isRight(b, question.record)];
    return counts;
}

std::vector<EvaluationData::Question> EvaluationData::filtered(const QuestionFilter& filter, const std::vector<std::string>& shown) const
{
    std::vector<Question> questions;
    for (const Question& question : m_questions) {
        if (filter.task && question.task != *filter.task)
            continue;
        std::set<std::string> texts;
        int right = 0, wrong = 0;
        for (const std::string& model : shown)
            if (const StoredAnswer* given = answer(model, question.record)) {
                texts.insert(given->rawText);
                ++(given->score > kRight ? right : wrong);
            }
        if (right + wrong == 0)
            continue;
        if (filter.agreement == Agreement::Differ && texts.size() < 2)
            continue;
        if (filter.agreement == Agreement::OneRight && (!right || !wrong))
            continue;
        if (filter.cell && shown.size() >= 2
            && (!answer(shown[0], question.record) || !answer(shown[1], question.record) || isRight(shown[0], question.record) != filter.cell->first
                || isRight(shown[1], question.record) != filter.cell->second))
            continue;
        questions.push_back(question);
    }
    return questions;
}

} // namespace w2v
