#pragma once
#include <functional>
#include <vector>

#include "core/nn/qwen/QwenModelTorch.h"

namespace w2v::nn {

struct DecodeSettings {
    int maxNewTokens = 64;
    double temperature = 0;              ///< 0 = greedy
    double repetitionPenalty = 1;        ///< scores > 0 are divided by it, scores < 0 multiplied, for every id seen in the row
    std::vector<std::int64_t> endTokens; ///< any of them ends a row
    std::uint64_t seed = 0;
    std::function<bool()> shouldStop;    ///< asked before every token; what is there so far is returned
    std::function<void(std::size_t row, std::int64_t id)> onToken;
    std::function<void(int step, const at::Tensor& logits)> onLogits; ///< raw scores [active rows, vocabulary]
};

struct DecodedRow {
    std::vector<std::int64_t> tokens; ///< the end token included
    double logProbability = 0;        ///< sum over the tokens, of the raw scores
};

/// Prefill, then token by token with a cache. `seen`: per row the ids the penalty applies to at the start (the prompt's); needed
/// only with a penalty.
std::vector<DecodedRow> decode(const QwenConfig& config, const QwenWeights& weights, const ModelBatch& prompts,
                               const DecodeSettings& settings, const std::vector<std::vector<std::int64_t>>& seen = {});

} // namespace w2v::nn
