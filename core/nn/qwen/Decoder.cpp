#include "core/nn/qwen/DecoderTorch.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>

#include <fmt/format.h>

#include "core/base/Error.h"

namespace w2v::nn {

namespace {

AttentionShape shapeOf(const QwenConfig& c)
{
    return {c.heads, c.kvHeads, c.headSize(), true};
}

/// x + down(swiglu(gateUp(norm(x)))).
at::Tensor feedForward(const QwenConfig& config, const DecoderLayerWeights& layer, const at::Tensor& x)
{
    const at::Tensor gated = swiglu(linear(rmsNorm(x, layer.postNorm, config.normEpsilon), layer.gateUp));
    return x + linear(gated, layer.down);
}

/// One query a row against its cached keys: qkv [rows, rowWidth], already appended to the cache of `lengths` tokens.
at::Tensor attendCache(const AttentionShape& shape, const at::Tensor& qkv, const RotaryTable& rotary, const at::Tensor& keys,
                       const at::Tensor& values, const std::vector<int>& lengths)
{
    const std::int64_t rows = qkv.size(0), d = shape.headSize;
    const int group = shape.heads / shape.kvHeads;
    const int longest = *std::max_element(lengths.begin(), lengths.end());
    const at::Tensor q = applyRotary(qkv.narrow(1, 0, shape.outWidth()).reshape({rows, shape.heads, d}), rotary).unsqueeze(2);
    const at::Tensor k = keys.narrow(2, 0, longest).repeat_interleave(group, 1), v = values.narrow(2, 0, longest).repeat_interleave(group, 1);
    at::Tensor scores = at::matmul(q, k.transpose(2, 3)) / std::sqrt(static_cast<double>(d));
    const at::Tensor ends = at::tensor(lengths).to(qkv.device()).view({rows, 1, 1, 1});
    const at::Tensor beyond = at::arange(longest, ends.options()).view({1, 1, 1, longest}) >= ends;
    scores = scores.masked_fill(beyond, std::numeric_limits<float>::lowest());
    const at::Tensor weights = scores.to(at::kFloat).softmax(-1).to(qkv.scalar_type());
    return at::matmul(weights, v).reshape({rows, shape.outWidth()});
}

} // namespace

KeyValueCache::KeyValueCache(const QwenConfig& config, std::int64_t rows, std::int64_t capacity, const at::TensorOptions& options)
    : m_lengths(static_cast<std::size_t>(rows), 0), m_capacity(capacity)
{
    // Zeros: a shorter row's places take part in products, with weight 0.
    for (int i = 0; i < config.layers; ++i) {
        m_keys.push_back(at::zeros({rows, config.kvHeads, capacity, config.headSize()}, options));
        m_values.push_back(at::zeros({rows, config.kvHeads, capacity, config.headSize()}, options));
    }
}

void KeyValueCache::selectRows(const std::vector<std::int64_t>& rows)
{
    const at::Tensor index = at::tensor(rows).to(m_keys.front().device());
    std::vector<int> lengths;
    for (const std::int64_t row : rows)
        lengths.push_back(m_lengths[static_cast<std::size_t>(row)]);
    for (std::size_t i = 0; i < m_keys.size(); ++i) {
        m_keys[i] = m_keys[i].index_select(0, index);
        m_values[i] = m_values[i].index_select(0, index);
    }
    m_lengths = std::move(lengths);
}

void KeyValueCache::reserve(std::int64_t length)
{
    if (length <= m_capacity)
        return;
    const std::int64_t capacity = std::max(length, m_capacity + m_capacity / 2);
    for (std::vector<at::Tensor>* side : {&m_keys, &m_values})
        for (at::Tensor& old : *side) {
            at::Tensor grown = at::zeros({old.size(0), old.size(1), capacity, old.size(3)}, old.options());
            grown.narrow(2, 0, m_capacity).copy_(old);
            old = grown;
        }
    m_capacity = capacity;
}

void KeyValueCache::growByOne()
{
    for (int& length : m_lengths)
        ++length;
}

at::Tensor decoderForward(const QwenConfig& config, const QwenWeights& weights, const at::Tensor& embedded, const RotaryTable& rotary,
                          const std::vector<Segment>& segments, const ForwardOptions& wanted)
{
    KeyValueCache* const cache = wanted.cache;
    const AttentionShape shape = shapeOf(config);
    const std::int64_t d = shape.headSize;
    at::Tensor x = embedded;
    for (std::size_t i = 0; i < weights.layers.size(); ++i) {
        if (wanted.shouldStop && wanted.shouldStop())
            throw Cancelled();
        const DecoderLayerWeights& layer = weights.layers[i];
        const at::Tensor qkv = linear(rmsNorm(x, layer.inputNorm, config.normEpsilon), layer.qkv);
        if (cache) {
            const at::Tensor k = applyRotary(qkv.narrow(1, shape.outWidth(), shape.kvHeads * d).reshape({-1, shape.kvHeads, d}), rotary);
            const at::Tensor v = qkv.narrow(1, shape.outWidth() + shape.kvHeads * d, shape.kvHeads * d).reshape({-1, shape.kvHeads, d});
            for (std::size_t row = 0; row < segments.size(); ++row) {
                const Segment& s = segments[row];
                const auto at = static_cast<std::int64_t>(row);
                cache->keys(i).select(0, at).narrow(1, 0, s.length).copy_(k.narrow(0, s.begin, s.length).transpose(0, 1));
                cache->values(i).select(0, at).narrow(1, 0, s.length).copy_(v.narrow(0, s.begin, s.length).transpose(0, 1));
                cache->setLength(row, s.length);
            }
        }
        at::Tensor attended = attention(qkv, rotary, shape, segments);
        if (wanted.rows.defined() && i + 1 == weights.layers.size()) {
            const at::Tensor rows = wanted.rows.to(x.device());
            attended = attended.index_select(0, rows);
            x = x.index_select(0, rows);
        }
        x = x + linear(attended, layer.o);
        x = feedForward(config, layer, x);
        if (wanted.probe)
            wanted.probe(fmt::format("layer{}", i), x);
    }
    x = rmsNorm(x, weights.norm, config.normEpsilon);
    if (wanted.probe)
        wanted.probe("norm", x);
    return x;
}

at::Tensor decoderStep(const QwenConfig& config, const QwenWeights& weights, const at::Tensor& embedded, const RotaryTable& rotary,
                       KeyValueCache& cache)
{
    const AttentionShape shape = shapeOf(config);
    const std::int64_t d = shape.headSize, rows = embedded.size(0);
    at::Tensor x = embedded;
    cache.growByOne();
    const std::vector<int>& lengths = cache.lengths();
    const bool sameLength = std::adjacent_find(lengths.begin(), lengths.end(), std::not_equal_to<>()) == lengths.end();
    for (std::size_t i = 0; i < weights.layers.size(); ++i) {
        const DecoderLayerWeights& layer = weights.layers[i];
        const at::Tensor qkv = linear(rmsNorm(x, layer.inputNorm, config.normEpsilon), layer.qkv);
        const at::Tensor k = applyRotary(qkv.narrow(1, shape.outWidth(), shape.kvHeads * d).reshape({rows, shape.kvHeads, d}), rotary);
        const at::Tensor v = qkv.narrow(1, shape.outWidth() + shape.kvHeads * d, shape.kvHeads * d).reshape({rows, shape.kvHeads, d});
        for (std::int64_t b = 0; b < rows; b += sameLength ? rows : 1) {
            const std::int64_t place = lengths[static_cast<std::size_t>(b)] - 1, count = sameLength ? rows : 1;
            cache.keys(i).narrow(0, b, count).select(2, place).copy_(k.narrow(0, b, count));
            cache.values(i).narrow(0, b, count).select(2, place).copy_(v.narrow(0, b, count));
        }
        x = x + linear(attendCache(shape, qkv, rotary, cache.keys(i), cache.values(i), lengths), layer.o);
        x = feedForward(config, layer, x);
    }
    return rmsNorm(x, weights.norm, config.normEpsilon);
}

} // namespace w2v::nn
