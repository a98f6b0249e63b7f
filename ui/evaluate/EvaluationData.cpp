#include "ui/evaluate/EvaluationData.h"

#include <algorithm>
#include <cmath>

namespace w2v {
namespace {

constexpr double kRight = 0.5; ///< scores above it are right

char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool contains(const std::string& text, const std::string& lowered)
{
    return std::search(text.begin(), text.end(), lowered.begin(), lowered.end(), [](char a, char b) { return lower(a) == b; }) != text.end();
}

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
    m_models = m_table.models;
    // Answers that a command line stored for a baseline are shown like those of any model.
    std::erase_if(baselines, [&](const BenchmarkReport& baseline) { return modelPlace(baseline.model).has_value(); });
    if (m_outside)
        baselines.clear(); // they answer records
    m_baselines = std::move(baselines);
    for (const BenchmarkReport& baseline : m_baselines)
        m_models.push_back(baseline.model);
}

void EvaluationData::set(AnswerTable table, std::shared_ptr<const OutsideEvaluation> outside)
{
    m_table = std::move(table);
    m_outside = std::move(outside);
    m_places.clear();
    m_counts.assign(m_table.models.size(), std::vector<Count>(m_table.types.size()));
    for (std::size_t i = 0; i < m_table.questions.size(); ++i) {
        m_places.emplace(m_table.questions[i].record, i);
        const std::size_t type = m_table.questions[i].type;
        for (std::size_t model = 0; model < m_table.models.size(); ++model) {
            const Answer& answer = m_table.answers[model][i];
            if (!answer.given)
                continue;
            Count& count = m_counts[model][type];
            ++count.right.n;
            count.right.right += answer.isRight();
            const double score = answer.score;
            count.sum += score;
            count.squares += score * score;
            count.parts = count.parts || (score > 0 && score < 1);
            if (answer.direction >= 0) {
                ++count.direction.n;
                count.direction.right += answer.direction > kRight;
            }
        }
    }
    setBaselines({});
}

std::optional<std::size_t> EvaluationData::modelPlace(const std::string& model) const
{
    const auto found = std::find(m_table.models.begin(), m_table.models.end(), model);
    return found == m_table.models.end() ? std::nullopt : std::optional(static_cast<std::size_t>(found - m_table.models.begin()));
}

std::optional<std::size_t> EvaluationData::questionPlace(const std::string& record) const
{
    const auto found = m_places.find(record);
    return found == m_places.end() ? std::nullopt : std::optional(found->second);
}

const EvaluationData::Answer* EvaluationData::answer(const std::string& model, std::size_t question) const
{
    const auto place = modelPlace(model);
    if (!place || question >= m_table.questions.size())
        return nullptr;
    const Answer& answer = m_table.answers[*place][question];
    return answer.given ? &answer : nullptr;
}

const EvaluationData::Answer* EvaluationData::answer(const std::string& model, const std::string& record) const
{
    const auto place = questionPlace(record);
    return place ? answer(model, *place) : nullptr;
}

bool EvaluationData::isRight(const std::string& model, const std::string& record) const
{
    const Answer* given = answer(model, record);
    return given && given->isRight();
}

bool EvaluationData::isComplete(std::size_t question) const
{
    return !m_outside || (question < m_outside->benchmark.complete.size() && m_outside->benchmark.complete[question]);
}

EvaluationData::Score EvaluationData::score(const std::string& model, std::optional<std::size_t> type) const
{
    const auto place = modelPlace(model);
    if (place && m_outside && !type && *place < m_outside->rules.size() && !m_outside->rules[*place].empty()) {
        const RuleScore& official = m_outside->rules[*place].front();
        return {official.score.n, official.score.overall, official.interval.low, official.interval.high};
    }
    if (place && type && *type < m_table.types.size() && m_counts[*place][*type].parts) {
        const Count& count = m_counts[*place][*type];
        const double n = count.right.n, mean = count.sum / n, deviation = std::sqrt(std::max(0.0, count.squares / n - mean * mean) / n);
        return {count.right.n, 100 * mean, std::max(0.0, 100 * (mean - 1.96 * deviation)), std::min(100.0, 100 * (mean + 1.96 * deviation))};
    }
    const Share right = accuracy(model, type);
    return {right.n, right.percent(), right.low(), right.high()};
}

Share EvaluationData::accuracy(const std::string& model, std::optional<std::size_t> type) const
{
    Share sum;
    const auto add = [&](const Share& share) {
        sum.n += share.n;
        sum.right += share.right;
    };
    if (const auto place = modelPlace(model)) {
        for (std::size_t t = 0; t < m_table.types.size(); ++t)
            if (!type || *type == t)
                add(m_counts[*place][t].right);
        return sum;
    }
    for (const BenchmarkReport& baseline : m_baselines)
        if (baseline.model == model)
            for (const TaskReport& report : baseline.tasks)
                if (!type || static_cast<std::size_t>(report.task) == *type)
                    add(report.right);
    return sum;
}

Share EvaluationData::direction(const std::string& model, std::size_t type) const
{
    if (const auto place = modelPlace(model))
        return type < m_table.types.size() ? m_counts[*place][type].direction : Share();
    for (const BenchmarkReport& baseline : m_baselines)
        if (baseline.model == model) {
            const TaskReport* report = baseline.of(static_cast<Task>(type));
            return report ? report->direction : Share();
        }
    return {};
}

std::array<std::array<int, 2>, 2> EvaluationData::flips(const std::string& a, const std::string& b, std::optional<std::size_t> type) const
{
    std::array<std::array<int, 2>, 2> counts{};
    const auto first = modelPlace(a), second = modelPlace(b);
    if (!first || !second)
        return counts;
    for (std::size_t i = 0; i < m_table.questions.size(); ++i) {
        const Answer &x = m_table.answers[*first][i], &y = m_table.answers[*second][i];
        if (x.given && y.given && (!type || m_table.questions[i].type == *type))
            ++counts[x.isRight()][y.isRight()];
    }
    return counts;
}

std::vector<std::size_t> EvaluationData::filtered(const QuestionFilter& filter, const std::vector<std::string>& shown) const
{
    std::vector<const std::vector<Answer>*> columns; // of the shown models; null for baselines
    for (const std::string& model : shown) {
        const auto place = modelPlace(model);
        columns.push_back(place ? &m_table.answers[*place] : nullptr);
    }
    std::string wanted = filter.text;
    std::transform(wanted.begin(), wanted.end(), wanted.begin(), lower);
    const auto passes = [&](std::size_t i) {
        const Question& question = m_table.questions[i];
        if (filter.type && question.type != *filter.type)
            return false;
        const std::string* said = nullptr;
        bool differ = false, unsure = false, found = wanted.empty() || contains(question.question, wanted) || contains(question.truth, wanted);
        int right = 0, wrong = 0;
        for (const auto* column : columns) {
            if (!column || !(*column)[i].given)
                continue;
            const Answer& answer = (*column)[i];
            differ = differ || (said && *said != answer.text);
            said = &answer.text;
            ++(answer.isRight() ? right : wrong);
            unsure = unsure || (filter.lessSure && answer.confidence >= 0 && answer.confidence < *filter.lessSure);
            found = found || contains(answer.text, wanted);
        }
        // Of a benchmark of others all questions can be looked at before anybody was asked.
        const bool unanswered = right + wrong == 0;
        if ((unanswered && (!m_table.outside || filter.cell)) || !found || (filter.lessSure && !unsure))
            return false;
        if (filter.agreement == Agreement::Differ && !differ)
            return false;
        if (filter.agreement == Agreement::OneRight && (!right || !wrong))
            return false;
        auto cell = filter.cell;
        if (filter.agreement == Agreement::Regressions) {
            if (cell && *cell != std::pair(true, false))
                return false;
            cell = {true, false};
        }
        if (!cell)
            return true;
        if (columns.size() < 2 || !columns[0] || !columns[1])
            return filter.agreement != Agreement::Regressions;
        const Answer &a = (*columns[0])[i], &b = (*columns[1])[i];
        return a.given && b.given && a.isRight() == cell->first && b.isRight() == cell->second;
    };
    std::vector<std::size_t> places;
    for (std::size_t i = 0; i < m_table.questions.size(); ++i)
        if (passes(i))
            places.push_back(i);
    return places;
}

} // namespace w2v
