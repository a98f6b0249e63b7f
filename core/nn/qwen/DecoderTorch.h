#pragma once
#include <vector>

#include "core/nn/qwen/VisionTowerTorch.h"

namespace w2v::nn {

class KeyValueCache;

/// What a forward pass is for.
struct ForwardOptions {
    KeyValueCache* cache = nullptr; ///< filled with one row a segment
    at::Tensor rows;                ///< int64: the tokens whose hidden states are wanted; undefined = all. Spares most of the last layer.
    Probe probe;
    std::function<bool()> shouldStop = {}; ///< asked before every layer and vision block; when it says yes, Cancelled is thrown
};

/// Rotated keys and values of the tokens so far, per layer and row of the batch.
class KeyValueCache {
public:
    KeyValueCache(const QwenConfig& config, std::int64_t rows, std::int64_t capacity, const at::TensorOptions& options);

    std::int64_t rows() const { return static_cast<std::int64_t>(m_lengths.size()); }
    const std::vector<int>& lengths() const { return m_lengths; }
    std::int64_t capacity() const { return m_capacity; }

    /// Keeps only these rows, in this order; repeats are allowed (several answers from one prompt).
    void selectRows(const std::vector<std::int64_t>& rows);

    /// Makes room for rows of this length.
    void reserve(std::int64_t length);

    /// Every row is one token longer; the caller writes its keys and values.
    void growByOne();

    /// A row is this long; the caller has written its keys and values.
    void setLength(std::size_t row, int length) { m_lengths[row] = length; }

    const at::Tensor& keys(std::size_t layer) const { return m_keys[layer]; }
    const at::Tensor& values(std::size_t layer) const { return m_values[layer]; }

private:
    std::vector<at::Tensor> m_keys, m_values; ///< per layer [rows, kvHeads, capacity, headSize]
    std::vector<int> m_lengths;
    std::int64_t m_capacity = 0;
};

/// All tokens of all rows at once, without padding: `embedded` [tokens, hidden], one segment a row of the batch. Returns the
/// normalised hidden states [tokens, hidden], or of `wanted.rows` only.
at::Tensor decoderForward(const QwenConfig& config, const QwenWeights& weights, const at::Tensor& embedded, const RotaryTable& rotary,
                          const std::vector<Segment>& segments, const ForwardOptions& wanted = {});

/// One new token a row of the cache, which grows by it: `embedded` [rows, hidden]. Returns normalised hidden states.
at::Tensor decoderStep(const QwenConfig& config, const QwenWeights& weights, const at::Tensor& embedded, const RotaryTable& rotary,
                       KeyValueCache& cache);

} // namespace w2v::nn
