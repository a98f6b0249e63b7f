#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "core/nn/qwen/LoraConfig.h"
#include "core/nn/qwen/QwenWeightsTorch.h"

namespace w2v::nn {

/// One adapted layer under its hub name: y += scale * (x A^T) B^T.
struct LoraModule {
    std::string name;    ///< "model.layers.0.self_attn.q_proj"
    at::Tensor a, b;     ///< [rank, in] and [out, rank]: views of the adapter's buffer
    double scale = 1;

    std::int64_t rank() const { return a.size(0); }
};

/// The low-rank matrices of a model, all views of one flat float32 buffer, so that an optimiser step is one pass. Modules that are parts
/// of one fused layer (q, k, v; gate, up) lie together.
struct QwenLora {
    LoraConfig config;
    at::Tensor flat;
    std::vector<LoraModule> modules; ///< in the order of hubLinears()

    /// The same matrices over another buffer of this size, for example of gradients.
    QwenLora over(const at::Tensor& buffer) const;

    /// The model with this adapter beside its weights, which are shared and stay as they are. With `flatGradient` (of the size of
    /// `flat`, zeroed here) the adapter's matrices are leaves that share this storage and accumulate their gradients there; the
    /// weights themselves ask for none. Without it the matrices are converted to what the model computes in, on its device.
    QwenWeights attach(const QwenConfig& model, const QwenWeights& weights) const;
    QwenWeights attachTrainable(const QwenConfig& model, const QwenWeights& weights, const at::Tensor& flatGradient) const;

    std::int64_t parameters() const { return flat.numel(); }
};

/// A layer to adapt: its place among hubLinears(), and its rank and scale.
struct LoraSlot {
    std::size_t linear = 0;
    std::int64_t rank = 0;
    double scale = 1;
};

/// Uninitialised matrices for these layers, which are in the order of `linears`.
QwenLora layOutLora(LoraConfig config, const std::vector<HubLinear>& linears, const std::vector<LoraSlot>& slots);

/// A fresh adapter: A uniform in +-1/sqrt(in) as peft draws it, B = 0, so that the model answers as before. An Error when
/// config.targets name no layer.
QwenLora makeLora(const QwenConfig& model, const LoraConfig& config, std::uint64_t seed);

/// Reads adapter_config.json and adapter_model.safetensors of a folder, older and newer module names. Every layer that the model does
/// not have, that is missing, or has another shape or rank is named in one Error.
QwenLora loadLora(const std::filesystem::path& folder, const QwenConfig& model);

/// Layers and parameters of such an adapter from the headers alone.
struct LoraSummary {
    LoraConfig config;
    std::int64_t modules = 0, parameters = 0;
};
LoraSummary describeLora(const std::filesystem::path& folder, const QwenConfig& model);

/// Writes both files in the peft layout as float32. The folder is whole or not there; an existing one is replaced. `base` is the model
/// it belongs to (base_model_name_or_path).
void saveLora(const std::filesystem::path& folder, const QwenLora& lora, const std::string& base);

/// weight + scale * B A, summed in float32 and rounded once to the weight's type.
at::Tensor mergedWeight(const at::Tensor& weight, const LoraModule& module);

/// Adds the adapter to the weights in place; they work without it then.
void mergeLora(const QwenConfig& model, QwenWeights& weights, const QwenLora& lora);

} // namespace w2v::nn
