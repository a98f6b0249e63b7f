#pragma once
#include <functional>
#include <map>

#include "core/answerers/Answerer.h"
#include "core/eval/benchmarks/Benchmark.h"

namespace w2v {

/// An answerer that never looks: what it says depends on the question alone.
class BlindAnswerer : public Answerer {
public:
    /// `answers` by question id; one that is not there is a failure.
    BlindAnswerer(std::string name, std::map<std::string, std::string> answers) : m_name(std::move(name)), m_answers(std::move(answers)) {}

    Json identity() const override;
    bool canChoose() const override { return false; }
    void answerAll(const Next& next, const Done& done, JobContext& job) override;

private:
    std::string m_name;
    std::map<std::string, std::string> m_answers;
};

/// The most frequent right answer of each type in the benchmark itself ("chance level by frequency" of VSI-Bench): of choices their text, or
/// their letter where letters are asked for; ties go to the one that comes first.
std::map<std::string, std::string> frequentAnswers(const Benchmark& benchmark, bool letters);

} // namespace w2v
