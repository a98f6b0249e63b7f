#include "core/nn/qwen/QwenWeightsTorch.h"

#include <cmath>
#include <concepts>
#include <type_traits>

#include <fmt/format.h>

#include "core/base/Rng.h"

namespace w2v::nn {

namespace {

/// Calls visit(tensor slot, shape) for every fused tensor, in one fixed order. Matrices and vectors are told apart by shape.
template <class Weights, class Visit>
void forEachTensor(const QwenConfig& c, Weights& w, const Visit& visit)
{
    const QwenVisionConfig& v = c.vision;
    const std::int64_t kvWidth = static_cast<std::int64_t>(c.kvHeads) * c.headSize();
    const auto linear = [&](auto& slot, std::int64_t out, std::int64_t in, bool bias) {
        visit(slot.weight, {out, in});
        if (bias)
            visit(slot.bias, {out});
    };
    visit(w.patchEmbed, {v.hidden, v.patchValues()});
    if (c.extension.absolutePositions)
        visit(w.absolutePositions, {c.extension.absolutePositions, v.hidden});
    for (auto& block : w.blocks) {
        visit(block.norm1, {v.hidden});
        visit(block.norm2, {v.hidden});
        linear(block.qkv, 3 * v.hidden, v.hidden, true);
        linear(block.proj, v.hidden, v.hidden, true);
        linear(block.gateUp, 2 * v.intermediate, v.hidden, true);
        linear(block.down, v.hidden, v.intermediate, true);
    }
    visit(w.mergerNorm, {v.hidden});
    linear(w.merger0, v.mergedWidth(), v.mergedWidth(), true);
    linear(w.merger2, v.outHidden, v.mergedWidth(), true);
    visit(w.embedding, {c.vocabulary, c.hidden});
    for (auto& layer : w.layers) {
        visit(layer.inputNorm, {c.hidden});
        visit(layer.postNorm, {c.hidden});
        linear(layer.qkv, c.hidden + 2 * kvWidth, c.hidden, true);
        linear(layer.o, c.hidden, c.hidden, false);
        linear(layer.gateUp, 2 * c.intermediate, c.hidden, false);
        linear(layer.down, c.hidden, c.intermediate, false);
    }
    visit(w.norm, {c.hidden});
    if (!c.tied)
        visit(w.head, {c.vocabulary, c.hidden});
}

using Shape = std::vector<std::int64_t>;

std::int64_t elementsOf(const Shape& shape)
{
    std::int64_t count = 1;
    for (const std::int64_t side : shape)
        count *= side;
    return count;
}

QwenWeights emptyLayout(const QwenConfig& c)
{
    QwenWeights w;
    w.blocks.resize(static_cast<std::size_t>(c.vision.depth));
    w.layers.resize(static_cast<std::size_t>(c.layers));
    return w;
}

/// Matrices first, then vectors, each group in the order of forEachTensor.
template <class Place>
void forEachPlace(const QwenConfig& c, QwenWeights& w, const Place& place)
{
    std::int64_t offset = 0;
    for (const bool matrices : {true, false}) {
        forEachTensor(c, w, [&](at::Tensor& slot, const Shape& shape) {
            if ((shape.size() > 1) != matrices)
                return;
            place(slot, shape, offset);
            offset += elementsOf(shape);
        });
        if (matrices)
            w.matrixElements = offset;
    }
}

std::string blockName(std::size_t i)
{
    return fmt::format("visual.blocks.{}.", i);
}

std::string layerName(std::size_t i)
{
    return fmt::format("model.layers.{}.", i);
}

/// The linear layers under their hub names: visit(name, fused layer, first row, rows).
template <class Linear, class Visit>
void visitWhole(const std::string& name, Linear& linear, const Visit& visit)
{
    visit(name, linear, 0, linear.weight.size(0));
}

template <class Linear, class Visit>
void visitGateUp(const std::string& name, Linear& fused, std::int64_t width, const Visit& visit)
{
    visit(name + ".gate_proj", fused, 0, width);
    visit(name + ".up_proj", fused, width, width);
}

template <class Block, class Visit>
    requires std::same_as<std::remove_const_t<Block>, VisionBlockWeights>
void forEachLinear(const QwenConfig& c, Block& block, const std::string& name, const Visit& visit)
{
    visitWhole(name + "attn.qkv", block.qkv, visit);
    visitWhole(name + "attn.proj", block.proj, visit);
    visitGateUp(name + "mlp", block.gateUp, c.vision.intermediate, visit);
    visitWhole(name + "mlp.down_proj", block.down, visit);
}

template <class Layer, class Visit>
    requires std::same_as<std::remove_const_t<Layer>, DecoderLayerWeights>
void forEachLinear(const QwenConfig& c, Layer& layer, const std::string& name, const Visit& visit)
{
    const std::int64_t kvWidth = static_cast<std::int64_t>(c.kvHeads) * c.headSize();
    visit(name + "self_attn.q_proj", layer.qkv, 0, c.hidden);
    visit(name + "self_attn.k_proj", layer.qkv, c.hidden, kvWidth);
    visit(name + "self_attn.v_proj", layer.qkv, c.hidden + kvWidth, kvWidth);
    visitWhole(name + "self_attn.o_proj", layer.o, visit);
    visitGateUp(name + "mlp", layer.gateUp, c.intermediate, visit);
    visitWhole(name + "mlp.down_proj", layer.down, visit);
}

template <class Weights, class Visit>
void forEachMergerLinear(Weights& w, const Visit& visit)
{
    visitWhole("visual.merger.mlp.0", w.merger0, visit);
    visitWhole("visual.merger.mlp.2", w.merger2, visit);
}

} // namespace

QwenWeights QwenWeights::layout(const QwenConfig& c)
{
    QwenWeights w = emptyLayout(c);
    forEachPlace(c, w, [&](at::Tensor& slot, const Shape& shape, std::int64_t) {
        slot = at::empty({1}, at::kFloat).expand(shape);
    });
    if (c.tied)
        w.head = w.embedding;
    return w;
}

std::int64_t QwenWeights::elements(const QwenConfig& c)
{
    QwenWeights w = emptyLayout(c);
    std::int64_t total = 0;
    forEachTensor(c, w, [&](at::Tensor&, const Shape& shape) { total += elementsOf(shape); });
    return total;
}

QwenWeights QwenWeights::allocate(const QwenConfig& c, at::ScalarType type, at::Device device)
{
    return over(c, at::empty({elements(c)}, at::TensorOptions().dtype(type).device(device)));
}

QwenWeights QwenWeights::over(const QwenConfig& c, const at::Tensor& flat)
{
    QwenWeights w = emptyLayout(c);
    w.flat = flat;
    forEachPlace(c, w, [&](at::Tensor& slot, const Shape& shape, std::int64_t offset) {
        slot = w.flat.narrow(0, offset, elementsOf(shape)).view(shape);
    });
    if (c.tied)
        w.head = w.embedding;
    return w;
}

QwenWeights QwenWeights::trainable(const QwenConfig& c, const at::Tensor& flatGradient) const
{
    QwenWeights w = emptyLayout(c);
    w.flat = flat.detach();
    flatGradient.zero_();
    forEachPlace(c, w, [&](at::Tensor& slot, const Shape& shape, std::int64_t offset) {
        slot = w.flat.narrow(0, offset, elementsOf(shape)).view(shape).detach().requires_grad_(true);
        slot.mutable_grad() = flatGradient.narrow(0, offset, elementsOf(shape)).view(shape);
    });
    if (c.tied)
        w.head = w.embedding;
    return w;
}

std::vector<HubTensor> hubTensors(const QwenConfig& c, const QwenWeights& w)
{
    std::vector<HubTensor> result;
    const auto add = [&](std::string name, const at::Tensor& view) { result.push_back({std::move(name), view.sizes().vec(), view}); };
    const auto addRows = [&](const std::string& name, const LinearWeights& fused, std::int64_t begin, std::int64_t count) {
        add(name + ".weight", fused.weight.narrow(0, begin, count));
        if (fused.bias.defined())
            add(name + ".bias", fused.bias.narrow(0, begin, count));
    };
    const QwenVisionConfig& v = c.vision;
    add("visual.patch_embed.proj.weight", w.patchEmbed);
    result.back().shape = {v.hidden, v.channels, v.temporalPatch, v.patch, v.patch};
    if (c.extension.absolutePositions)
        add("visual.w2v_absolute_positions.weight", w.absolutePositions);
    for (std::size_t i = 0; i < w.blocks.size(); ++i) {
        const std::string name = blockName(i);
        add(name + "norm1.weight", w.blocks[i].norm1);
        add(name + "norm2.weight", w.blocks[i].norm2);
        forEachLinear(c, w.blocks[i], name, addRows);
    }
    add("visual.merger.ln_q.weight", w.mergerNorm);
    forEachMergerLinear(w, addRows);
    add("model.embed_tokens.weight", w.embedding);
    for (std::size_t i = 0; i < w.layers.size(); ++i) {
        const std::string name = layerName(i);
        add(name + "input_layernorm.weight", w.layers[i].inputNorm);
        add(name + "post_attention_layernorm.weight", w.layers[i].postNorm);
        forEachLinear(c, w.layers[i], name, addRows);
    }
    add("model.norm.weight", w.norm);
    if (!c.tied)
        add("lm_head.weight", w.head);
    return result;
}

std::vector<HubLinear> hubLinears(const QwenConfig& c, QwenWeights& w)
{
    std::vector<HubLinear> result;
    const auto add = [&](const std::string& name, LinearWeights& fused, std::int64_t begin, std::int64_t rows) {
        result.push_back({name, &fused, begin, rows});
    };
    for (std::size_t i = 0; i < w.blocks.size(); ++i)
        forEachLinear(c, w.blocks[i], blockName(i), add);
    forEachMergerLinear(w, add);
    for (std::size_t i = 0; i < w.layers.size(); ++i)
        forEachLinear(c, w.layers[i], layerName(i), add);
    return result;
}

void initialiseWeights(const QwenConfig& c, QwenWeights& w, std::uint64_t seed)
{
    const at::NoGradGuard noGrad;
    const Rng root(seed);
    for (HubTensor& tensor : hubTensors(c, w)) {
        if (tensor.view.dim() < 2) {
            tensor.view.fill_(tensor.name.find("norm") != std::string::npos || tensor.name.ends_with("ln_q.weight") ? 1.0f : 0.0f);
            continue;
        }
        double deviation = 1.0 / std::sqrt(static_cast<double>(tensor.view.size(1)));
        if (tensor.name.ends_with("attn.proj.weight") || (tensor.name.starts_with("visual") && tensor.name.ends_with("down_proj.weight")))
            deviation /= std::sqrt(2.0 * c.vision.depth);
        else if (tensor.name.ends_with("o_proj.weight") || tensor.name.ends_with("down_proj.weight"))
            deviation /= std::sqrt(2.0 * c.layers);
        else if (tensor.name == "visual.w2v_absolute_positions.weight")
            deviation = 0.02;
        Rng random = root.fork(tensor.name);
        at::Tensor values = at::empty(tensor.view.sizes(), at::kFloat);
        float* data = values.data_ptr<float>();
        for (std::int64_t i = 0; i < values.numel(); ++i)
            data[i] = static_cast<float>(deviation * random.normal());
        tensor.view.copy_(values);
    }
}

} // namespace w2v::nn
