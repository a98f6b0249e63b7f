#pragma once
#include <cstdint>
#include <memory>
#include <vector>

#include "core/nn/TorchPch.h"

namespace w2v::nn {

/// Low-rank additions to a linear layer (LoRA, Hu et al. 2021), kept apart from its weight: for every part
/// y[:, begin, begin + rows) += scale * (x A^T) B^T. The parts of a fused layer (q, k, v; gate, up) have rows, ranks and scales of
/// their own; their A matrices lie one below the other, so that x is read once for all of them.
struct LowRank {
    struct Part {
        std::int64_t begin = 0, rows = 0; ///< outputs of the layer
        std::int64_t rank = 0;
        double scale = 1;
        at::Tensor b; ///< [rows, rank]
    };
    at::Tensor a;            ///< [sum of ranks, inputs], in the order of the parts
    std::vector<Part> parts; ///< by `begin`, without overlap
};

/// Multiply by it with linear(): code that reads `weight` itself must add `lowRank` itself.
struct LinearWeights {
    at::Tensor weight, bias;                ///< [out, in] and [out]; bias undefined where the architecture has none
    std::shared_ptr<const LowRank> lowRank; ///< nullptr without an adapter
};

/// x W^T + b for rows x [rows, in]; bias may be undefined. A weight of another type than x (bfloat16 and float16 on the CPU, where
/// x is float32) is widened piece by piece: the sums are those of float32, the memory that of the weight. Differentiable; a weight of
/// another type has no gradient.
at::Tensor matrixProduct(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias = {});

/// A layer: its matrix product with the low-rank additions.
at::Tensor linear(const at::Tensor& x, const LinearWeights& weights);

/// What a model computes in: the weights' own type, but float32 on the CPU, where LibTorch has few and slow half-precision kernels.
at::ScalarType computeType(const at::Tensor& weight);

} // namespace w2v::nn
