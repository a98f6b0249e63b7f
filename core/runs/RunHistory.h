#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/training/Recipe.h"

namespace w2v {

/// What a training run cost on this machine.
struct PastRun {
    std::string run;            ///< its id
    std::string kind, model;    ///< of the recipe; preset or base
    std::string adaptation;
    int imageSize = 0, examples = 0, replicas = 0; ///< examples of a step: batch x accumulation, or prompts x answers
    int newTokens = 0;          ///< of reinforcement: an answer, at most
    double secondsPerStep = 0;  ///< evaluations and checkpoints included
    double memoryBytes = 0;     ///< most resident at once; 0 = not known
    double checkpointBytes = 0; ///< 0 = none was written
};

/// The figures of a recipe that decide what a step costs; those of cost itself are 0.
PastRun costKey(const Recipe& recipe);

/// What training cost on this machine, for estimates: a file of JSON lines, the newest thousand.
class RunHistory {
public:
    explicit RunHistory(std::filesystem::path file) : m_file(std::move(file)) {}
    /// "runs.jsonl" in the user's state folder.
    static RunHistory ofUser();

    void add(const PastRun& run) const;
    /// Oldest first; damaged lines are left out.
    std::vector<PastRun> read() const;

    /// The newest run that is like the recipe in kind, model and adaptation. `exact` is set when a step costs the same too.
    std::optional<PastRun> like(const Recipe& recipe, bool& exact) const;

private:
    std::filesystem::path m_file;
};

} // namespace w2v
