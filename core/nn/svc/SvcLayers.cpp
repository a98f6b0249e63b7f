#include <algorithm>
#include <cmath>

#include <ATen/record_function.h>

#include "core/nn/ops/OpsTorch.h"
#include "core/nn/svc/SvcLayersTorch.h"

namespace w2v::nn {

namespace {

/// The weight in the type that x is computed in.
at::Tensor as(const at::Tensor& weight, const at::Tensor& x)
{
    return weight.defined() ? weight.to(x.scalar_type()) : weight;
}

/// Bytes that the scores of one slice of queries may take.
constexpr std::int64_t kSliceBytes = std::int64_t{1} << 30;

/// [batch, tokens, heads * d] as [heads, tokens, d] of one batch entry, without a copy.
at::Tensor perHead(const at::Tensor& x, std::int64_t batch, std::int64_t heads)
{
    return x.select(0, batch).view({x.size(1), heads, -1}).transpose(0, 1);
}

/// [batch * heads, tokens, d]
at::Tensor allHeads(const at::Tensor& x, std::int64_t heads)
{
    return x.view({x.size(0), x.size(1), heads, -1}).transpose(1, 2).reshape({x.size(0) * heads, x.size(1), -1});
}

} // namespace

void declare(TensorSlots& slots, const std::string& name, SvcLinear& linear, std::int64_t in, std::int64_t out, bool bias)
{
    slots.push_back({name + ".weight", {}, {out, in}, &linear.weight});
    if (bias)
        slots.push_back({name + ".bias", {}, {out}, &linear.bias});
}

void declare(TensorSlots& slots, const std::string& name, SvcConv& conv, std::int64_t in, std::int64_t out, std::int64_t kernel)
{
    slots.push_back({name + ".weight", {}, {out, in, kernel, kernel}, &conv.weight});
    slots.push_back({name + ".bias", {}, {out}, &conv.bias});
}

void declare(TensorSlots& slots, const std::string& name, SvcNorm& norm, std::int64_t channels)
{
    slots.push_back({name + ".weight", {}, {channels}, &norm.weight});
    slots.push_back({name + ".bias", {}, {channels}, &norm.bias});
}

void declare(TensorSlots& slots, const std::string& name, SvcAttention& attention, std::int64_t width, std::int64_t contextWidth, bool bias)
{
    declare(slots, name + ".to_q", attention.q, width, width, bias);
    declare(slots, name + ".to_k", attention.k, contextWidth, width, bias);
    declare(slots, name + ".to_v", attention.v, contextWidth, width, bias);
    declare(slots, name + ".to_out.0", attention.out, width, width);
}

at::Tensor apply(const SvcLinear& linear, const at::Tensor& x)
{
    return at::linear(x, as(linear.weight, x), as(linear.bias, x));
}

at::Tensor apply(const SvcConv& conv, const at::Tensor& x, int stride)
{
    const std::int64_t pad = conv.weight.size(2) / 2;
    return at::conv2d(x, as(conv.weight, x), as(conv.bias, x), {stride, stride}, {pad, pad});
}

at::Tensor layerNorm(const SvcNorm& norm, const at::Tensor& x, double eps)
{
    return at::layer_norm(x, {x.size(-1)}, as(norm.weight, x), as(norm.bias, x), eps);
}

namespace {

at::Tensor normalised(const SvcNorm& norm, const at::Tensor& input, std::int64_t groups, double eps, bool silu)
{
    if (!isFused(input)) {
        const at::Tensor y = at::group_norm(input.to(at::kFloat), groups, norm.weight.to(at::kFloat), norm.bias.to(at::kFloat), eps).to(input.scalar_type());
        return silu ? at::silu(y) : y;
    }
    RECORD_FUNCTION("w2v::group_norm", {});
    const at::Tensor x = input.contiguous(), weight = as(norm.weight, x).contiguous(), bias = as(norm.bias, x).contiguous();
    at::Tensor y = at::empty_like(x);
    const GroupNorm task{x.data_ptr<float>(), weight.data_ptr<float>(), bias.data_ptr<float>(), x.size(1), groups, x.numel() / (x.size(0) * x.size(1)),
                         static_cast<float>(eps), silu, y.data_ptr<float>()};
    at::parallel_for(0, x.size(0) * groups, 1, [&](std::int64_t begin, std::int64_t end) { fusedKernels().groupNorm(task, begin, end); });
    return y;
}

/// One task is one head's block of queries: threads meet once, whatever the number of heads and batch entries.
at::Tensor attendFused(const at::Tensor& queries, const at::Tensor& keys, const at::Tensor& values, std::int64_t heads)
{
    RECORD_FUNCTION("w2v::attention", {});
    constexpr std::int64_t kBlock = 64;
    const at::Tensor q = queries.contiguous(), k = keys.contiguous(), v = values.contiguous();
    const std::int64_t batch = q.size(0), tokens = q.size(1), width = q.size(2), others = k.size(1), d = width / heads, blocks = (tokens + kBlock - 1) / kBlock;
    at::Tensor result = at::empty_like(q);
    const float *query = q.data_ptr<float>(), *key = k.data_ptr<float>(), *value = v.data_ptr<float>();
    float* out = result.data_ptr<float>();
    at::parallel_for(0, batch * heads * blocks, 1, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t task = begin; task < end; ++task) {
            const std::int64_t block = task % blocks, head = task / blocks % heads, entry = task / blocks / heads;
            const std::int64_t own = entry * tokens * width + head * d, other = entry * others * width + head * d;
            fusedKernels().attendHead({query + own, key + other, value + other, width, width, width, others, static_cast<int>(d),
                                       1 / std::sqrt(static_cast<float>(d)), out + own},
                                      block * kBlock, std::min(tokens, (block + 1) * kBlock));
        }
    });
    return result;
}

} // namespace

at::Tensor groupNorm(const SvcNorm& norm, const at::Tensor& x, std::int64_t groups, double eps)
{
    return normalised(norm, x, groups, eps, false);
}

at::Tensor groupNormSilu(const SvcNorm& norm, const at::Tensor& x, std::int64_t groups, double eps)
{
    return normalised(norm, x, groups, eps, true);
}

at::Tensor geglu(const at::Tensor& valueGate)
{
    const std::int64_t width = valueGate.size(1) / 2;
    if (!isFused(valueGate))
        return valueGate.narrow(1, 0, width) * at::gelu(valueGate.narrow(1, width, width));
    RECORD_FUNCTION("w2v::geglu", {});
    const at::Tensor x = valueGate.contiguous();
    at::Tensor y = at::empty({x.size(0), width}, x.options());
    at::parallel_for(0, x.size(0), 16, [&](std::int64_t begin, std::int64_t end) {
        fusedKernels().geglu(x.data_ptr<float>() + begin * 2 * width, end - begin, width, y.data_ptr<float>() + begin * width);
    });
    return y;
}

at::Tensor attend(const at::Tensor& queries, const at::Tensor& keys, const at::Tensor& values, std::int64_t heads)
{
    if (isFused(queries))
        return attendFused(queries, keys, values, heads);
    const std::int64_t tokens = queries.size(1), others = keys.size(1), d = queries.size(2) / heads;
    const double scale = 1 / std::sqrt(static_cast<double>(d));
    const at::Tensor q = (queries * scale).contiguous(), k = keys.contiguous(), v = values.contiguous(); // in 16 bits unscaled scores might not fit
    const std::int64_t perQuery = heads * others * static_cast<std::int64_t>(q.element_size());
    at::Tensor result = at::empty_like(q);
    if (perQuery * tokens * 8 <= kSliceBytes) {
        // Short sequences: many batch entries at once.
        const std::int64_t together = std::max<std::int64_t>(1, kSliceBytes / (perQuery * tokens));
        for (std::int64_t b = 0; b < q.size(0); b += together) {
            const std::int64_t count = std::min(together, q.size(0) - b);
            const at::Tensor scores = at::bmm(allHeads(q.narrow(0, b, count), heads), allHeads(k.narrow(0, b, count), heads).transpose(1, 2));
            const at::Tensor mixed = at::bmm(scores.softmax(-1), allHeads(v.narrow(0, b, count), heads));
            result.narrow(0, b, count).view({count, tokens, heads, d}).copy_(mixed.view({count, heads, tokens, d}).transpose(1, 2));
        }
        return result;
    }
    const std::int64_t slice = std::clamp<std::int64_t>(kSliceBytes / perQuery, 1, tokens);
    for (std::int64_t b = 0; b < q.size(0); ++b) {
        const at::Tensor own = perHead(q, b, heads), key = perHead(k, b, heads).transpose(1, 2), value = perHead(v, b, heads), to = perHead(result, b, heads);
        for (std::int64_t begin = 0; begin < tokens; begin += slice) {
            const std::int64_t count = std::min(slice, tokens - begin);
            at::Tensor scores = at::bmm(own.narrow(1, begin, count), key);
            to.narrow(1, begin, count).copy_(at::bmm(at::softmax_out(scores, scores, -1), value));
        }
    }
    return result;
}

at::Tensor apply(const SvcAttention& attention, const at::Tensor& x, const at::Tensor& context, std::int64_t heads)
{
    const at::Tensor v = apply(attention.v, context);
    if (context.size(1) == 1)
        return apply(attention.out, v).expand({v.size(0), x.size(1), attention.out.weight.size(0)});
    return apply(attention.out, attend(apply(attention.q, x), apply(attention.k, context), v, heads));
}

} // namespace w2v::nn
