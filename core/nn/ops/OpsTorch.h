#pragma once
#include <vector>

#include "core/nn/TorchPch.h"
#include "core/nn/ops/FusedKernels.h"

namespace w2v::nn {

/// All of these take rows ([rows, width], dense), work in any floating type on any device, and are differentiable. Float32 on
/// the CPU goes through the fused kernels; everything else through plain tensor operations in the reference's order.

/// w * (x / sqrt(mean(x^2) + eps)); statistics in float32, rounded to x's type before the product with w.
at::Tensor rmsNorm(const at::Tensor& x, const at::Tensor& weight, double eps);

/// silu(gate) * up, where a row holds the gates, then the ups.
at::Tensor swiglu(const at::Tensor& gateUp);

/// x W^T + b; bias may be undefined.
at::Tensor affine(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias = {});

/// Cosines and sines of the rotary angles: float32, [rows, headSize / 2].
struct RotaryTable {
    at::Tensor cosine, sine;
};

/// Rotates x [rows, heads, headSize] (pairs j, j + headSize/2) in float32 and returns x's type.
at::Tensor applyRotary(const at::Tensor& x, const RotaryTable& rotary);

/// Softmax attention inside each segment. qkv: [rows, shape.rowWidth()] = queries, keys, values. Rows outside every segment
/// give zeros. Result [rows, shape.outWidth()].
at::Tensor attention(const at::Tensor& qkv, const RotaryTable& rotary, const AttentionShape& shape,
                     const std::vector<Segment>& segments);

/// Turns the fused kernels off (tests compare both paths). Not for use while other threads compute.
void useFusedKernels(bool use);
bool usesFusedKernels();

/// True when x goes through the fused kernels.
bool isFused(const at::Tensor& x);

} // namespace w2v::nn
