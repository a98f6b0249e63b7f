#pragma once
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "core/nn/qwen/FusedDecoderTorch.h"
#include "core/nn/qwen/QwenModelTorch.h"
#include "core/vlm/TokenSampler.h"

namespace w2v::nn {

/// Rows of tokens that grow: the prompts are read once, then one token a row and step with a cache.
class DecodingSession {
public:
    /// Reads the prompts. `expected`: tokens a row is likely to grow by. `shouldStop` is asked before every layer: Cancelled is thrown.
    DecodingSession(const QwenConfig& config, const QwenWeights& weights, const ModelBatch& prompts, int expected,
                    const std::function<bool()>& shouldStop = {});

    std::int64_t rows() const { return m_cache.rows(); }

    /// Tokens of a row so far, the prompt included.
    int length(std::size_t row) const { return m_cache.lengths()[row]; }

    /// Scores of the next token, float32 on the CPU, [rows, vocabulary]; good until the session changes.
    const at::Tensor& logits() const { return m_logits; }
    std::span<const float> scores(std::size_t row) const;

    /// Keeps only these rows, in this order; a repeated row continues in several ways from here.
    void selectRows(const std::vector<std::int64_t>& rows);

    /// One more token a row.
    void append(const std::vector<std::int64_t>& ids);

private:
    const QwenConfig& m_config;
    const QwenWeights& m_weights;
    KeyValueCache m_cache;
    std::optional<FusedDecoder> m_fused;
    std::vector<std::int64_t> m_nextPositions;
    at::Tensor m_logits;
};

struct DecodeSettings {
    int maxNewTokens = 64;
    SamplingRules rules;
    std::vector<std::int64_t> endTokens;            ///< any of them ends a row
    int samples = 1;                                ///< rows a prompt
    std::function<Rng(std::size_t row)> random;     ///< the numbers a row draws from; needed only when tokens are drawn
    std::function<bool()> shouldStop;               ///< asked before every layer of the prompt, which throws Cancelled, and every token: what is there so far is returned
    std::function<bool(std::size_t row, std::int64_t id)> onToken; ///< false ends the row; not asked for end tokens
    std::function<void(int step, const at::Tensor& logits)> onLogits; ///< raw scores [growing rows, vocabulary]
};

struct DecodedRow {
    std::vector<std::int64_t> tokens;     ///< the end token included
    std::vector<float> logProbabilities;  ///< of each token, of the raw scores
    bool ended = false;                   ///< by an end token
    double prefillSeconds = 0;
};

/// `samples` rows a prompt, those of one prompt one after the other. `seen`: per prompt the ids the penalty applies to at the start;
/// needed only with a penalty.
std::vector<DecodedRow> decode(const QwenConfig& config, const QwenWeights& weights, const ModelBatch& prompts,
                               const DecodeSettings& settings, const std::vector<std::vector<std::int64_t>>& seen = {});

/// Log-probabilities of given continuations, per prompt and continuation the sum over its tokens. None of them empty.
std::vector<std::vector<double>> scoreContinuations(const QwenConfig& config, const QwenWeights& weights, const ModelBatch& prompts,
                                                    const std::vector<std::vector<std::vector<std::int64_t>>>& continuations,
                                                    const std::function<bool()>& shouldStop);

} // namespace w2v::nn
