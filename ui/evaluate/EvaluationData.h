#pragma once
#include <array>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/dataset/Project.h"
#include "core/eval/BenchmarkReport.h"

namespace w2v {

enum class Agreement { All, Differ, OneRight };

/// Which questions are shown.
struct QuestionFilter {
    Agreement agreement = Agreement::All;    ///< among the shown models
    std::optional<Task> task;
    std::optional<std::pair<bool, bool>> cell; ///< of the flip matrix: A right, B right
};

/// The answers of all models to one benchmark, as tables. No widgets: what the Evaluate workspace draws.
class EvaluationData {
public:
    struct Question {
        std::string record;
        Task task;
    };

    void load(const Project& project, const std::string& benchmark);
    void clear();

    const std::string& benchmark() const { return m_benchmark; }
    const std::vector<std::string>& models() const { return m_models; }
    const std::vector<Question>& questions() const { return m_questions; }

    /// nullptr when the model has not answered.
    const StoredAnswer* answer(const std::string& model, const std::string& record) const;
    bool isRight(const std::string& model, const std::string& record) const;
    Share accuracy(const std::string& model, std::optional<Task> task = {}) const;
    /// Of the direction alone, for moves and turns (A1, A2).
    Share direction(const std::string& model, Task task) const;

    /// Reports of answers that never look at a picture; they appear as the last models. Those without a question of this
    /// benchmark are left out.
    void setBaselines(std::vector<BenchmarkReport> baselines);

    /// [A right][B right] counts over questions both answered.
    std::array<std::array<int, 2>, 2> flips(const std::string& a, const std::string& b, std::optional<Task> task = {}) const;

    /// Questions that pass, in the benchmark's order. `shown`: models compared; the first two are A and B.
    std::vector<Question> filtered(const QuestionFilter& filter, const std::vector<std::string>& shown) const;

private:
    std::string m_benchmark;
    std::vector<std::string> m_models;
    std::vector<Question> m_questions;
    std::map<std::string, std::map<std::string, StoredAnswer>> m_answers; ///< model, record
    std::vector<BenchmarkReport> m_baselines;
};

/// "majority" and "no_image": they never look at a picture.
bool isBaseline(const std::string& model);

/// The model a run started from: "untrained", or "<run>/base" as the benchmark names it.
bool isUntrained(const std::string& model);

} // namespace w2v
