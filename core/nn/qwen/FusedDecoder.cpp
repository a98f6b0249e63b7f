#include "core/nn/qwen/FusedDecoderTorch.h"

#include <algorithm>
#include <cmath>

namespace w2v::nn {

namespace {

WeightType typeOf(const at::Tensor& weight)
{
    return weight.scalar_type() == at::kFloat ? WeightType::Float32 : weight.scalar_type() == at::kBFloat16 ? WeightType::BFloat16 : WeightType::Float16;
}

const float* floats(const at::Tensor& tensor)
{
    return tensor.defined() ? tensor.data_ptr<float>() : nullptr;
}

} // namespace

bool FusedDecoder::fits(const QwenWeights& weights)
{
    const at::ScalarType type = weights.embedding.scalar_type();
    return usesFusedKernels() && weights.embedding.device().is_cpu() && (type == at::kFloat || type == at::kBFloat16 || type == at::kHalf);
}

FusedDecoder::FusedDecoder(const QwenConfig& config, const QwenWeights& weights)
    : m_config(config), m_weights(weights), m_shape{config.heads, config.kvHeads, config.headSize(), true},
      m_norm(weights.norm.to(at::kFloat)), m_frequencies(decoderFrequencies(config.ropeTheta, config.headSize() / 2))
{
    for (const DecoderLayerWeights& layer : weights.layers) {
        m_inputNorms.push_back(layer.inputNorm.to(at::kFloat));
        m_postNorms.push_back(layer.postNorm.to(at::kFloat));
    }
}

/// m_normed from m_x.
void FusedDecoder::normalise(const float* weight)
{
    fusedKernels().rmsNorm(m_x.data(), weight, static_cast<float>(m_config.normEpsilon), m_rows, m_config.hidden, m_normed.data(), m_inverse.data());
}

/// Threads share the outputs of products that are long enough.
void FusedDecoder::product(FewRows product, std::int64_t outputs) const
{
    constexpr std::int64_t kBlock = 8, kLeastWork = 1 << 18; // outputs and multiplications of a thread
    product.rows = m_rows;
    const std::int64_t blocks = (outputs + kBlock - 1) / kBlock;
    at::parallel_for(0, blocks, std::max<std::int64_t>(1, kLeastWork / (kBlock * product.in)), [&](std::int64_t begin, std::int64_t end) {
        fusedKernels().productFewRows(product, begin * kBlock, std::min(end * kBlock, outputs));
    });
}

void FusedDecoder::multiply(const LinearWeights& linear, const float* x, float* y, bool add)
{
    const std::int64_t outputs = linear.weight.size(0), inputs = linear.weight.size(1);
    const at::Tensor bias = linear.bias.defined() ? linear.bias.to(at::kFloat) : at::Tensor();
    product({x, m_rows, inputs, linear.weight.data_ptr(), typeOf(linear.weight), inputs, floats(bias), y, outputs, add}, outputs);
    if (!linear.lowRank)
        return;
    const LowRank& low = *linear.lowRank;
    const std::int64_t ranks = low.a.size(0);
    m_lowered.resize(static_cast<std::size_t>(m_rows * ranks));
    product({x, m_rows, inputs, low.a.data_ptr(), typeOf(low.a), inputs, nullptr, m_lowered.data(), ranks, false}, ranks);
    std::int64_t rank = 0;
    for (const LowRank::Part& part : low.parts) {
        for (std::int64_t row = 0; row < m_rows; ++row)
            for (std::int64_t k = 0; k < part.rank; ++k)
                m_lowered[static_cast<std::size_t>(row * ranks + rank + k)] *= static_cast<float>(part.scale);
        product({m_lowered.data() + rank, m_rows, ranks, part.b.data_ptr(), typeOf(part.b), part.rank, nullptr, y + part.begin, outputs, true}, part.rows);
        rank += part.rank;
    }
}

void FusedDecoder::attend(std::size_t layer, const KeyValueCache& cache)
{
    const int d = m_shape.headSize, group = m_shape.heads / m_shape.kvHeads;
    const float *keys = cache.keys(layer).data_ptr<float>(), *values = cache.values(layer).data_ptr<float>();
    at::parallel_for(0, m_rows * m_shape.kvHeads, 8, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t k = begin; k < end; ++k) {
            const std::int64_t row = k / m_shape.kvHeads, head = k % m_shape.kvHeads * group, cached = k * cache.capacity() * d;
            fusedKernels().attendCached(m_qkv.data() + row * m_shape.rowWidth() + head * d, m_cosine.data() + row * d / 2, m_sine.data() + row * d / 2,
                                        d, group, keys + cached, values + cached, cache.lengths()[static_cast<std::size_t>(row)],
                                        m_attended.data() + row * m_shape.outWidth() + head * d);
        }
    });
}

void FusedDecoder::step(std::span<const std::int64_t> ids, std::span<const std::int64_t> positions, KeyValueCache& cache, float* logits)
{
    const int d = m_shape.headSize, half = d / 2;
    const std::int64_t hidden = m_config.hidden;
    m_rows = static_cast<std::int64_t>(ids.size());
    const auto resize = [&](std::vector<float>& buffer, std::int64_t width) { buffer.resize(static_cast<std::size_t>(m_rows * width)); };
    resize(m_x, hidden);
    resize(m_normed, hidden);
    resize(m_qkv, m_shape.rowWidth());
    resize(m_attended, m_shape.outWidth());
    resize(m_gateUp, 2 * m_config.intermediate);
    resize(m_gated, m_config.intermediate);
    resize(m_inverse, 1);
    resize(m_cosine, half);
    resize(m_sine, half);
    for (std::int64_t row = 0; row < m_rows; ++row) {
        const at::Tensor embedded = m_weights.embedding.select(0, ids[static_cast<std::size_t>(row)]).to(at::kFloat);
        std::copy_n(embedded.data_ptr<float>(), hidden, m_x.data() + row * hidden);
        for (int j = 0; j < half; ++j) {
            const float angle = static_cast<float>(positions[static_cast<std::size_t>(row)]) * m_frequencies[static_cast<std::size_t>(j)];
            m_cosine[static_cast<std::size_t>(row * half + j)] = std::cos(angle);
            m_sine[static_cast<std::size_t>(row * half + j)] = std::sin(angle);
        }
    }
    cache.growByOne();
    for (std::size_t i = 0; i < m_weights.layers.size(); ++i) {
        const DecoderLayerWeights& layer = m_weights.layers[i];
        normalise(m_inputNorms[i].data_ptr<float>());
        multiply(layer.qkv, m_normed.data(), m_qkv.data(), false);
        float *keys = cache.keys(i).data_ptr<float>(), *values = cache.values(i).data_ptr<float>();
        for (std::int64_t row = 0; row < m_rows; ++row)
            for (std::int64_t head = 0; head < m_shape.kvHeads; ++head) {
                const float* key = m_qkv.data() + row * m_shape.rowWidth() + m_shape.outWidth() + head * d;
                const std::int64_t place = ((row * m_shape.kvHeads + head) * cache.capacity() + cache.lengths()[static_cast<std::size_t>(row)] - 1) * d;
                fusedKernels().rotate(key, m_cosine.data() + row * half, m_sine.data() + row * half, d, keys + place);
                std::copy_n(key + m_shape.kvHeads * d, d, values + place);
            }
        attend(i, cache);
        multiply(layer.o, m_attended.data(), m_x.data(), true);
        normalise(m_postNorms[i].data_ptr<float>());
        multiply(layer.gateUp, m_normed.data(), m_gateUp.data(), false);
        fusedKernels().swiglu(m_gateUp.data(), m_rows, m_config.intermediate, m_gated.data());
        multiply(layer.down, m_gated.data(), m_x.data(), true);
    }
    normalise(m_norm.data_ptr<float>());
    product({m_normed.data(), m_rows, hidden, m_weights.head.data_ptr(), typeOf(m_weights.head), hidden, nullptr, logits, m_config.vocabulary, false}, m_config.vocabulary);
}

} // namespace w2v::nn
