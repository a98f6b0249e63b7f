#pragma once
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "core/base/Rng.h"

namespace w2v {

/// How a token is chosen from the scores of the vocabulary; see GenerationOptions for the meaning and the order.
struct SamplingRules {
    double temperature = 0;
    int topK = 0;
    double topP = 1;
    double repetitionPenalty = 1; ///< scores > 0 are divided by it, scores < 0 multiplied, for every id already in the row
};

/// Chooses the tokens of one answer.
class TokenSampler {
public:
    /// `seen`: the ids of the prompt; needed only with a penalty.
    TokenSampler(const SamplingRules& rules, const Rng& random, std::span<const std::int64_t> seen = {});

    /// The largest score (the first of equals) at temperature 0, else a draw. Does not remember the token.
    std::int64_t choose(std::span<const float> scores);

    /// The token is part of the row from now on.
    void accept(std::int64_t id);

private:
    std::int64_t draw(std::span<const float> scores);

    SamplingRules m_rules;
    Rng m_random;
    std::vector<std::int64_t> m_seen; ///< sorted, each once
    std::vector<float> m_scores;
    std::vector<std::pair<double, std::int64_t>> m_candidates;
};

} // namespace w2v
