#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "core/nn/qwen/DecoderTorch.h"

namespace w2v::nn {

/// Steps of one token a row without tensor operations: every weight is read once a step, and the buffers stay. Float32 arithmetic on
/// the CPU over weights of any stored type, adapters included. Computes what decoderStep() and logitsOf() do; a row's result does not depend on the others.
class FusedDecoder {
public:
    /// False when the weights are not on the CPU or the fused kernels are off: then decoderStep() is the way.
    static bool fits(const QwenWeights& weights);

    /// Both must outlive the decoder.
    FusedDecoder(const QwenConfig& config, const QwenWeights& weights);

    /// Appends one token a row to the cache, which has room for it. positions: of each row's token, the same on all axes.
    /// logits: [rows, vocabulary].
    void step(std::span<const std::int64_t> ids, std::span<const std::int64_t> positions, KeyValueCache& cache, float* logits);

private:
    void normalise(const float* weight);
    void multiply(const LinearWeights& linear, const float* x, float* y, bool add);
    void product(FewRows product, std::int64_t outputs) const;
    void attend(std::size_t layer, const KeyValueCache& cache);

    const QwenConfig& m_config;
    const QwenWeights& m_weights;
    AttentionShape m_shape;
    std::vector<at::Tensor> m_inputNorms, m_postNorms; ///< float32
    at::Tensor m_norm;
    std::vector<float> m_frequencies;
    std::int64_t m_rows = 0;
    std::vector<float> m_x, m_normed, m_qkv, m_attended, m_gateUp, m_gated, m_lowered, m_inverse, m_cosine, m_sine;
};

} // namespace w2v::nn
