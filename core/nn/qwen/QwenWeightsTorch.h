#pragma once
#include <functional>
#include <string>
#include <vector>

#include "core/nn/qwen/LinearTorch.h"
#include "core/nn/qwen/QwenConfig.h"

namespace w2v::nn {

struct VisionBlockWeights {
    at::Tensor norm1, norm2;
    LinearWeights qkv, proj, gateUp, down;
};

struct DecoderLayerWeights {
    at::Tensor inputNorm, postNorm;
    LinearWeights qkv, o, gateUp, down;
};

/// Every tensor of the model. Projections that read the same input are kept fused (q, k, v; gate, up): one product instead of
/// several. All tensors are views of one flat buffer, matrices first, so that an optimiser step or a copy is one pass.
struct QwenWeights {
    at::Tensor flat;
    std::int64_t matrixElements = 0; ///< flat[0, matrixElements) are matrices, the rest biases, norms and positions

    at::Tensor patchEmbed;        ///< [vision.hidden, vision.patchValues()]
    at::Tensor absolutePositions; ///< [absolutePositions, vision.hidden], row-major grid; undefined without the extension
    std::vector<VisionBlockWeights> blocks;
    at::Tensor mergerNorm;
    LinearWeights merger0, merger2;
    at::Tensor embedding;         ///< [vocabulary, hidden]
    std::vector<DecoderLayerWeights> layers;
    at::Tensor norm;
    at::Tensor head;              ///< [vocabulary, hidden]; the embedding itself when tied

    /// Tensors without memory: only their shapes.
    static QwenWeights layout(const QwenConfig& config);

    /// Uninitialised tensors of the configuration.
    static QwenWeights allocate(const QwenConfig& config, at::ScalarType type = at::kFloat, at::Device device = at::kCPU);

    /// Numbers in `flat`.
    static std::int64_t elements(const QwenConfig& config);

    /// The same layout over another flat buffer, for example of gradients.
    static QwenWeights over(const QwenConfig& config, const at::Tensor& flat);

    /// Leaves that share this storage and accumulate gradients into their own flat buffer of the same layout (zeroed here).
    QwenWeights trainable(const QwenConfig& config, const at::Tensor& flatGradient) const;
};

/// One tensor under its hub name, as a view of the fused storage. `shape` is the hub's shape (the patch embedding is 5-D there).
struct HubTensor {
    std::string name;
    std::vector<std::int64_t> shape;
    at::Tensor view;
};

/// All tensors in a fixed order.
std::vector<HubTensor> hubTensors(const QwenConfig& config, const QwenWeights& weights);

/// A linear layer under its hub name: rows [begin, begin + rows) of a fused one. Patch embedding and output head are not among them.
struct HubLinear {
    std::string name;
    LinearWeights* linear = nullptr; ///< inside the weights it was asked of
    std::int64_t begin = 0, rows = 0;
};

/// In a fixed order; the parts of a fused layer follow each other.
std::vector<HubLinear> hubLinears(const QwenConfig& config, QwenWeights& weights);

/// Normal weights with a deviation of 1/sqrt(inputs), residual outputs further divided by sqrt(2 layers), embeddings
/// 1/sqrt(width), norms 1, biases 0.
void initialiseWeights(const QwenConfig& config, QwenWeights& weights, std::uint64_t seed);

} // namespace w2v::nn
