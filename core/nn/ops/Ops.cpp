#include "core/nn/ops/OpsTorch.h"

#include <cmath>

namespace w2v::nn {

namespace {

bool g_useFused = true;

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

class FusedRmsNorm : public torch::autograd::Function<FusedRmsNorm> {
public:
    static at::Tensor forward(AutogradContext* context, const at::Tensor& input, const at::Tensor& weight, double eps)
    {
        const at::Tensor x = input.contiguous();
        at::Tensor y = at::empty_like(x), inverse = at::empty({x.size(0)}, x.options());
        fusedKernels().rmsNorm(x.data_ptr<float>(), weight.data_ptr<float>(), static_cast<float>(eps), x.size(0), x.size(1),
                               y.data_ptr<float>(), inverse.data_ptr<float>());
        if (context)
            context->save_for_backward({x, weight, inverse});
        return y;
    }

    static variable_list backward(AutogradContext* context, const variable_list& gradients)
    {
        const variable_list saved = context->get_saved_variables();
        const at::Tensor &x = saved[0], &weight = saved[1], dy = gradients[0].contiguous();
        at::Tensor dx = at::empty_like(x), dw = at::zeros_like(weight);
        fusedKernels().rmsNormBackward(x.data_ptr<float>(), weight.data_ptr<float>(), saved[2].data_ptr<float>(),
                                       dy.data_ptr<float>(), x.size(0), x.size(1), dx.data_ptr<float>(), dw.data_ptr<float>());
        return {dx, dw, at::Tensor()};
    }
};

class FusedSwiglu : public torch::autograd::Function<FusedSwiglu> {
public:
    static at::Tensor forward(AutogradContext* context, const at::Tensor& input)
    {
        const at::Tensor x = input.contiguous();
        const std::int64_t width = x.size(1) / 2;
        at::Tensor y = at::empty({x.size(0), width}, x.options());
        fusedKernels().swiglu(x.data_ptr<float>(), x.size(0), width, y.data_ptr<float>());
        if (context)
            context->save_for_backward({x});
        return y;
    }

    static variable_list backward(AutogradContext* context, const variable_list& gradients)
    {
        const at::Tensor x = context->get_saved_variables()[0], dy = gradients[0].contiguous();
        at::Tensor dx = at::empty_like(x);
        fusedKernels().swigluBackward(x.data_ptr<float>(), dy.data_ptr<float>(), x.size(0), x.size(1) / 2, dx.data_ptr<float>());
        return {dx};
    }
};

bool needsGraph(const at::Tensor& a, const at::Tensor& b)
{
    return at::GradMode::is_enabled() && (a.requires_grad() || b.requires_grad());
}

/// Where each segment's stored weights begin.
std::vector<std::int64_t> weightOffsets(const AttentionShape& shape, const std::vector<Segment>& segments)
{
    std::vector<std::int64_t> offsets{0};
    for (const Segment& s : segments)
        offsets.push_back(offsets.back() + static_cast<std::int64_t>(shape.heads) * s.length * paddedLength(s.length));
    return offsets;
}

class FusedAttention : public torch::autograd::Function<FusedAttention> {
public:
    static at::Tensor forward(AutogradContext* context, const at::Tensor& input, const at::Tensor& cosine, const at::Tensor& sine,
                              const AttentionShape& shape, const std::vector<Segment>& segments, bool keepWeights)
    {
        const at::Tensor qkv = input.contiguous();
        const std::vector<std::int64_t> offsets = weightOffsets(shape, segments);
        at::Tensor out = at::zeros({qkv.size(0), shape.outWidth()}, qkv.options());
        at::Tensor weights = keepWeights ? at::empty({offsets.back()}, qkv.options()) : at::Tensor();
        const int group = shape.heads / shape.kvHeads;
        const float *source = qkv.data_ptr<float>(), *c = cosine.data_ptr<float>(), *s = sine.data_ptr<float>();
        float *target = out.data_ptr<float>(), *kept = keepWeights ? weights.data_ptr<float>() : nullptr;
        at::parallel_for(0, static_cast<std::int64_t>(segments.size()) * shape.kvHeads, 4, [&](std::int64_t begin, std::int64_t end) {
            for (std::int64_t k = begin; k < end; ++k) {
                const std::size_t i = static_cast<std::size_t>(k / shape.kvHeads);
                const int kvHead = static_cast<int>(k % shape.kvHeads);
                const Segment& segment = segments[i];
                float* own = kept ? kept + offsets[i] + static_cast<std::int64_t>(kvHead) * group * segment.length * paddedLength(segment.length)
                                  : nullptr;
                fusedKernels().attention(source, c, s, shape, segment, kvHead, target, own);
            }
        });
        if (!context)
            return out;
        context->save_for_backward({qkv, cosine, sine, weights});
        context->saved_data["heads"] = shape.heads;
        context->saved_data["kvHeads"] = shape.kvHeads;
        context->saved_data["headSize"] = shape.headSize;
        context->saved_data["causal"] = shape.causal;
        std::vector<std::int64_t> packed;
        for (const Segment& segment : segments) {
            packed.push_back(segment.begin);
            packed.push_back(segment.length);
        }
        context->saved_data["segments"] = packed;
        return out;
    }

    static variable_list backward(AutogradContext* context, const variable_list& gradients)
    {
        const variable_list saved = context->get_saved_variables();
        const at::Tensor& qkv = saved[0];
        const at::Tensor dOut = gradients[0].contiguous();
        AttentionShape shape;
        shape.heads = static_cast<int>(context->saved_data["heads"].toInt());
        shape.kvHeads = static_cast<int>(context->saved_data["kvHeads"].toInt());
        shape.headSize = static_cast<int>(context->saved_data["headSize"].toInt());
        shape.causal = context->saved_data["causal"].toBool();
        std::vector<Segment> segments;
        const std::vector<std::int64_t> packed = context->saved_data["segments"].toIntVector();
        for (std::size_t i = 0; i + 1 < packed.size(); i += 2)
            segments.push_back({packed[i], static_cast<int>(packed[i + 1])});
        const std::vector<std::int64_t> offsets = weightOffsets(shape, segments);
        at::Tensor dQkv = at::zeros_like(qkv);
        const int group = shape.heads / shape.kvHeads;
        const float *source = qkv.data_ptr<float>(), *c = saved[1].data_ptr<float>(), *s = saved[2].data_ptr<float>(),
                    *weights = saved[3].data_ptr<float>(), *dy = dOut.data_ptr<float>();
        float* target = dQkv.data_ptr<float>();
        at::parallel_for(0, static_cast<std::int64_t>(segments.size()) * shape.kvHeads, 4, [&](std::int64_t begin, std::int64_t end) {
            for (std::int64_t k = begin; k < end; ++k) {
                const std::size_t i = static_cast<std::size_t>(k / shape.kvHeads);
                const int kvHead = static_cast<int>(k % shape.kvHeads);
                const Segment& segment = segments[i];
                const float* own = weights + offsets[i] + static_cast<std::int64_t>(kvHead) * group * segment.length * paddedLength(segment.length);
                fusedKernels().attentionBackward(source, c, s, shape, segment, kvHead, own, dy, target);
            }
        });
        return {dQkv, at::Tensor(), at::Tensor(), at::Tensor(), at::Tensor(), at::Tensor()};
    }
};

/// Attention of equally long segments as one batched product. qkv: [count, length, rowWidth].
at::Tensor attendEqual(const at::Tensor& qkv, const RotaryTable& rotary, const AttentionShape& shape)
{
    const std::int64_t count = qkv.size(0), length = qkv.size(1), d = shape.headSize;
    const at::Tensor flat = qkv.reshape({count * length, -1, d});
    const auto perHead = [&](const at::Tensor& rows, std::int64_t heads) {
        return rows.reshape({count, length, heads, d}).transpose(1, 2);
    };
    const at::Tensor q = perHead(applyRotary(flat.narrow(1, 0, shape.heads), rotary), shape.heads);
    at::Tensor k = perHead(applyRotary(flat.narrow(1, shape.heads, shape.kvHeads), rotary), shape.kvHeads);
    at::Tensor v = perHead(flat.narrow(1, shape.heads + shape.kvHeads, shape.kvHeads), shape.kvHeads);
    if (shape.heads != shape.kvHeads) {
        k = k.repeat_interleave(shape.heads / shape.kvHeads, 1);
        v = v.repeat_interleave(shape.heads / shape.kvHeads, 1);
    }
    at::Tensor scores = at::matmul(q, k.transpose(2, 3)) / std::sqrt(static_cast<double>(d));
    if (shape.causal) {
        const at::Tensor later = at::ones({length, length}, scores.options().dtype(at::kBool)).triu(1);
        scores = scores.masked_fill(later, std::numeric_limits<float>::lowest());
    }
    const at::Tensor weights = scores.to(at::kFloat).softmax(-1).to(qkv.scalar_type());
    return at::matmul(weights, v).transpose(1, 2).reshape({count, length, shape.outWidth()});
}

} // namespace

void useFusedKernels(bool use)
{
    g_useFused = use;
}

bool usesFusedKernels()
{
    return g_useFused;
}

bool isFused(const at::Tensor& x)
{
    return g_useFused && x.device().is_cpu() && x.scalar_type() == at::kFloat;
}

at::Tensor rmsNorm(const at::Tensor& x, const at::Tensor& weight, double eps)
{
    if (weight.scalar_type() != x.scalar_type()) // half-precision weights on the CPU
        return rmsNorm(x, weight.to(x.scalar_type()), eps);
    if (isFused(x))
        return needsGraph(x, weight) ? FusedRmsNorm::apply(x, weight, eps) : FusedRmsNorm::forward(nullptr, x, weight, eps);
    const at::Tensor wide = x.to(at::kFloat);
    return weight * (wide * at::rsqrt(wide.square().mean(-1, true) + eps)).to(x.scalar_type());
}

at::Tensor swiglu(const at::Tensor& gateUp)
{
    if (isFused(gateUp))
        return needsGraph(gateUp, gateUp) ? FusedSwiglu::apply(gateUp) : FusedSwiglu::forward(nullptr, gateUp);
    const std::int64_t width = gateUp.size(1) / 2;
    return at::silu(gateUp.narrow(1, 0, width)) * gateUp.narrow(1, width, width);
}

at::Tensor affine(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias)
{
    return bias.defined() ? at::addmm(bias, x, weight.t()) : at::mm(x, weight.t());
}

at::Tensor applyRotary(const at::Tensor& x, const RotaryTable& rotary)
{
    const std::int64_t half = x.size(2) / 2;
    const at::Tensor wide = x.to(at::kFloat), a = wide.narrow(2, 0, half), b = wide.narrow(2, half, half);
    const at::Tensor c = rotary.cosine.unsqueeze(1), s = rotary.sine.unsqueeze(1);
    return at::cat({a * c - b * s, b * c + a * s}, 2).to(x.scalar_type());
}

at::Tensor attention(const at::Tensor& qkv, const RotaryTable& rotary, const AttentionShape& shape,
                     const std::vector<Segment>& segments)
{
    int longest = 0;
    for (const Segment& s : segments)
        longest = std::max(longest, s.length);
    if (isFused(qkv) && longest <= kLongestFusedSegment)
        return needsGraph(qkv, qkv) ? FusedAttention::apply(qkv, rotary.cosine, rotary.sine, shape, segments, true)
                                    : FusedAttention::forward(nullptr, qkv, rotary.cosine, rotary.sine, shape, segments, false);

    // Runs of neighbouring segments of one length are one batch.
    std::vector<at::Tensor> parts;
    std::int64_t row = 0;
    const auto zerosTo = [&](std::int64_t end) {
        if (end > row)
            parts.push_back(at::zeros({end - row, shape.outWidth()}, qkv.options()));
        row = end;
    };
    for (std::size_t i = 0; i < segments.size();) {
        const Segment& first = segments[i];
        std::size_t next = i + 1;
        while (next < segments.size() && segments[next].length == first.length
               && segments[next].begin == segments[next - 1].begin + first.length)
            ++next;
        zerosTo(first.begin);
        const std::int64_t count = static_cast<std::int64_t>(next - i), rows = count * first.length;
        const RotaryTable own{rotary.cosine.narrow(0, first.begin, rows), rotary.sine.narrow(0, first.begin, rows)};
        const at::Tensor part = qkv.narrow(0, first.begin, rows).reshape({count, first.length, shape.rowWidth()});
        parts.push_back(attendEqual(part, own, shape).reshape({rows, shape.outWidth()}));
        row = first.begin + rows;
        i = next;
    }
    zerosTo(qkv.size(0));
    return at::cat(parts, 0);
}

} // namespace w2v::nn
