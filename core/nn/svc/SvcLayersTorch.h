#pragma once
#include <functional>
#include <string>

#include "core/nn/TorchPch.h"
#include "core/nn/svc/TensorSlotsTorch.h"

namespace w2v::nn {

/// Weights are kept in any floating type; every layer computes in the type of its input, so 16-bit weights serve a float32 network
/// (the way on processors, which have no fast 16-bit products).

struct SvcLinear {
    at::Tensor weight, bias; ///< [out, in], [out] or undefined
};

struct SvcConv {
    at::Tensor weight, bias; ///< [out, in, k, k], [out]
};

struct SvcNorm {
    at::Tensor weight, bias; ///< [channels]
};

struct SvcAttention {
    SvcLinear q, k, v, out;
};

/// Declares slots below `name`.
void declare(TensorSlots& slots, const std::string& name, SvcLinear& linear, std::int64_t in, std::int64_t out, bool bias = true);
void declare(TensorSlots& slots, const std::string& name, SvcConv& conv, std::int64_t in, std::int64_t out, std::int64_t kernel);
void declare(TensorSlots& slots, const std::string& name, SvcNorm& norm, std::int64_t channels);
/// to_q, to_k, to_v and to_out.0; keys and values from `contextWidth` wide rows.
void declare(TensorSlots& slots, const std::string& name, SvcAttention& attention, std::int64_t width, std::int64_t contextWidth, bool bias);

/// x [..., in] -> [..., out].
at::Tensor apply(const SvcLinear& linear, const at::Tensor& x);
/// x [n, in, h, w]; padding keeps the size for odd kernels at stride 1.
at::Tensor apply(const SvcConv& conv, const at::Tensor& x, int stride = 1);
/// LayerNorm over the last dimension.
at::Tensor layerNorm(const SvcNorm& norm, const at::Tensor& x, double eps = 1e-5);
/// GroupNorm of [n, channels, ...], statistics and arithmetic in float32, result in x's type.
at::Tensor groupNorm(const SvcNorm& norm, const at::Tensor& x, std::int64_t groups, double eps);

/// SiLU of the same.
at::Tensor groupNormSilu(const SvcNorm& norm, const at::Tensor& x, std::int64_t groups, double eps);

/// value * gelu(gate) of rows [rows, 2 * width] that hold the values, then the gates.
at::Tensor geglu(const at::Tensor& valueGate);

/// Softmax attention, scale 1/sqrt(head width). q [batch, tokens, heads * d], k and v [batch, others, heads * d]; result like q.
/// Scores are made for a part of the queries at a time, so that memory does not grow with tokens * others.
at::Tensor attend(const at::Tensor& q, const at::Tensor& k, const at::Tensor& v, std::int64_t heads);

/// Projections, attend() and the output projection. `context` are the rows that keys and values come from; where it has one row,
/// its softmax weight is 1 and the query does not matter.
at::Tensor apply(const SvcAttention& attention, const at::Tensor& x, const at::Tensor& context, std::int64_t heads);

/// Called with the names and values of intermediate results; may throw to stop.
using SvcProbe = std::function<void(const std::string& name, const at::Tensor& value)>;

} // namespace w2v::nn
