#pragma once
#include <array>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/dataset/Project.h"

namespace w2v {

/// Right answers out of all, with the Wilson 95% interval, in percent.
struct Accuracy {
    int total = 0, right = 0;
    double percent() const;   ///< NaN when there is no answer
    double low() const;
    double high() const;
};

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
    Accuracy accuracy(const std::string& model, std::optional<Task> task = {}) const;
    /// Of the direction alone, for moves and turns (A1, A2).
    Accuracy direction(const std::string& model, Task task) const;

    /// [A right][B right] counts over questions both answered.
    std::array<std::array<int, 2>, 2> flips(const std::string& a, const std::string& b, std::optional<Task> task = {}) const;

    /// Questions that pass, in the benchmark's order. `shown`: models compared; the first two are A and B.
    std::vector<Question> filtered(const QuestionFilter& filter, const std::vector<std::string>& shown) const;

private:
    std::string m_benchmark;
    std::vector<std::string> m_models;
    std::vector<Question> m_questions;
    std::map<std::string, std::map<std::string, StoredAnswer>> m_answers; ///< model, record
};

/// Baselines are stored as models with these names; they never look at an image.
bool isBaseline(const std::string& model);

} // namespace w2v
