#pragma once
#include <array>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "core/answerers/Evaluation.h"
#include "core/dataset/AnswerTable.h"
#include "core/eval/BenchmarkReport.h"

namespace w2v {

enum class Agreement {
    All,
    Differ,
    OneRight,
    Regressions, ///< the first of the shown models is right and the second is wrong
};

/// Which questions are shown.
struct QuestionFilter {
    Agreement agreement = Agreement::All;    ///< among the shown models
    std::optional<std::size_t> type = {};    ///< of the table's types
    std::optional<std::pair<bool, bool>> cell = {}; ///< of the flip matrix: A right, B right
    std::optional<double> lessSure = {};     ///< one of the shown models is less confident, 0..1; unknown confidence does not count
    std::string text = {};                   ///< in the question, the truth or a shown answer, whatever the case of its letters
};

/// The answers of all models to one benchmark, as tables. No widgets: what the Evaluate workspace draws.
class EvaluationData {
public:
    using Question = AnswerTable::Question;
    using Answer = AnswerTable::Answer;

    /// What a model got, in percent with its 95 % interval.
    struct Score {
        int n = 0;
        double percent = 0, low = 0, high = 100;
    };

    void set(AnswerTable table, std::shared_ptr<const OutsideEvaluation> outside = {});
    void clear() { set({}); }

    const AnswerTable& table() const { return m_table; }
    /// Of a benchmark of others its questions and rules; null: the project's own records.
    const OutsideEvaluation* outside() const { return m_outside.get(); }
    const std::shared_ptr<const OutsideEvaluation>& outsideShared() const { return m_outside; }
    /// All of the question's pictures are there.
    bool isComplete(std::size_t question) const;
    const std::string& benchmark() const { return m_table.benchmark; }
    const std::vector<std::string>& models() const { return m_models; } ///< those of the table, then the baselines
    const std::vector<Question>& questions() const { return m_table.questions; }

    /// Its place in the table; none for baselines.
    std::optional<std::size_t> modelPlace(const std::string& model) const;
    std::optional<std::size_t> questionPlace(const std::string& record) const;
    /// nullptr when the model has not answered.
    const Answer* answer(const std::string& model, const std::string& record) const;
    const Answer* answer(const std::string& model, std::size_t question) const;
    bool isRight(const std::string& model, const std::string& record) const;
    /// Questions right: more than half of their score.
    Share accuracy(const std::string& model, std::optional<std::size_t> type = {}) const;
    /// What counts: the mean score of a type; of all types the share that is right, and of a benchmark of others its own aggregation by its
    /// official rule.
    Score score(const std::string& model, std::optional<std::size_t> type = {}) const;
    /// Of the direction alone, for moves and turns (A1, A2).
    Share direction(const std::string& model, std::size_t type) const;

    /// Reports of answers that never look at a picture; they appear as the last models. Those without a question of this
    /// benchmark are left out.
    void setBaselines(std::vector<BenchmarkReport> baselines);

    /// [A right][B right] counts over questions both answered.
    std::array<std::array<int, 2>, 2> flips(const std::string& a, const std::string& b, std::optional<std::size_t> type = {}) const;

    /// Places of the questions that pass, in the benchmark's order. `shown`: models compared; the first two are A and B.
    std::vector<std::size_t> filtered(const QuestionFilter& filter, const std::vector<std::string>& shown) const;

private:
    struct Count {
        Share right, direction;
        double sum = 0, squares = 0; ///< of scores
        bool parts = false;          ///< some are neither 0 nor 1
    };

    AnswerTable m_table;
    std::shared_ptr<const OutsideEvaluation> m_outside;
    std::vector<std::string> m_models;
    std::vector<std::vector<Count>> m_counts; ///< [model][type]
    std::unordered_map<std::string, std::size_t> m_places; ///< of records
    std::vector<BenchmarkReport> m_baselines;
};

/// "majority" and "no_image": they never look at a picture.
bool isBaseline(const std::string& model);

/// The model a run started from: "untrained", or "<run>/base" as the benchmark names it.
bool isUntrained(const std::string& model);

} // namespace w2v
