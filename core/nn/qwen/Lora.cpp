#include "core/nn/qwen/LoraTorch.h"

#include <algorithm>
#include <cmath>
#include <map>

#include <fmt/format.h>

#include "core/base/Error.h"
#include "core/base/Rng.h"

namespace w2v::nn {

namespace {

/// Gives the fused layers of `target` their additions. `leaf` turns a view of the adapter into what is multiplied with.
template <class Leaf>
void addTo(const QwenConfig& model, QwenWeights& target, const std::vector<LoraModule>& modules, const Leaf& leaf)
{
    std::map<std::string, const HubLinear*> places;
    const std::vector<HubLinear> linears = hubLinears(model, target);
    for (const HubLinear& linear : linears)
        places.emplace(linear.name, &linear);
    for (std::size_t begin = 0, end = 0; begin < modules.size(); begin = end) {
        LinearWeights* fused = places.at(modules[begin].name)->linear;
        auto low = std::make_shared<LowRank>();
        std::int64_t rank = 0;
        for (; end < modules.size() && places.at(modules[end].name)->linear == fused; ++end) {
            const LoraModule& module = modules[end];
            const HubLinear& place = *places.at(module.name);
            low->parts.push_back({place.begin, place.rows, module.rank(), module.scale, leaf(module.b)});
            rank += module.rank();
        }
        // The A matrices of one fused layer lie one below the other.
        const at::Tensor& first = modules[begin].a;
        low->a = leaf(first.as_strided({rank, first.size(1)}, {first.size(1), 1}));
        fused->lowRank = std::move(low);
    }
}

} // namespace

QwenLora layOutLora(LoraConfig config, const std::vector<HubLinear>& linears, const std::vector<LoraSlot>& slots)
{
    std::int64_t total = 0;
    for (const LoraSlot& slot : slots)
        total += slot.rank * (linears[slot.linear].linear->weight.size(1) + linears[slot.linear].rows);
    QwenLora lora;
    lora.config = std::move(config);
    lora.flat = at::empty({total}, at::kFloat);
    std::int64_t offset = 0;
    const auto take = [&](std::int64_t rows, std::int64_t columns) {
        const at::Tensor view = lora.flat.narrow(0, offset, rows * columns).view({rows, columns});
        offset += rows * columns;
        return view;
    };
    // Per fused layer all A, then all B.
    for (std::size_t begin = 0, end = 0; begin < slots.size(); begin = end) {
        const LinearWeights* fused = linears[slots[begin].linear].linear;
        while (end < slots.size() && linears[slots[end].linear].linear == fused)
            ++end;
        for (std::size_t i = begin; i < end; ++i)
            lora.modules.push_back({linears[slots[i].linear].name, take(slots[i].rank, fused->weight.size(1)), {}, slots[i].scale});
        for (std::size_t i = begin; i < end; ++i)
            lora.modules[i].b = take(linears[slots[i].linear].rows, slots[i].rank);
    }
    return lora;
}

QwenLora QwenLora::over(const at::Tensor& buffer) const
{
    QwenLora other;
    other.config = config;
    other.flat = buffer;
    for (const LoraModule& module : modules) {
        const auto same = [&](const at::Tensor& view) { return buffer.as_strided(view.sizes(), view.strides(), view.storage_offset() - flat.storage_offset() + buffer.storage_offset()); };
        other.modules.push_back({module.name, same(module.a), same(module.b), module.scale});
    }
    return other;
}

QwenWeights QwenLora::attach(const QwenConfig& model, const QwenWeights& weights) const
{
    QwenWeights adapted = weights;
    const at::TensorOptions options = weights.flat.options().dtype(computeType(weights.flat)).requires_grad(false);
    addTo(model, adapted, modules, [&](const at::Tensor& view) { return view.detach().to(options); });
    return adapted;
}

QwenWeights QwenLora::attachTrainable(const QwenConfig& model, const QwenWeights& weights, const at::Tensor& flatGradient) const
{
    flatGradient.zero_();
    QwenWeights adapted = weights;
    addTo(model, adapted, modules, [&](const at::Tensor& view) {
        at::Tensor leaf = view.detach().requires_grad_(true);
        leaf.mutable_grad() = flatGradient.as_strided(view.sizes(), view.strides(), view.storage_offset() - flat.storage_offset() + flatGradient.storage_offset());
        return leaf;
    });
    return adapted;
}

QwenLora makeLora(const QwenConfig& model, const LoraConfig& config, std::uint64_t seed)
{
    const at::NoGradGuard noGrad;
    QwenWeights shapes = QwenWeights::layout(model);
    const std::vector<HubLinear> linears = hubLinears(model, shapes);
    const LoraMatcher matcher(config, "adapter");
    std::vector<LoraSlot> slots;
    for (std::size_t i = 0; i < linears.size(); ++i)
        if (matcher.targets(linears[i].name))
            slots.push_back({i, matcher.rank(linears[i].name), matcher.scale(linears[i].name)});
    if (slots.empty())
        throw Error("adapter", "its target_modules name no linear layer of the model", "Name layers such as q_proj, v_proj or down_proj");
    QwenLora lora = layOutLora(config, linears, slots);
    const Rng root(seed);
    for (LoraModule& module : lora.modules) {
        Rng random = root.fork(module.name);
        const double bound = 1 / std::sqrt(static_cast<double>(module.a.size(1)));
        float* values = module.a.data_ptr<float>();
        for (std::int64_t i = 0; i < module.a.numel(); ++i)
            values[i] = static_cast<float>(random.uniform(-bound, bound));
        module.b.zero_();
    }
    return lora;
}

at::Tensor mergedWeight(const at::Tensor& weight, const LoraModule& module)
{
    const at::TensorOptions wide = weight.options().dtype(weight.scalar_type() == at::kDouble ? at::kDouble : at::kFloat);
    return at::addmm(weight.to(wide), module.b.to(wide), module.a.to(wide), 1, module.scale).to(weight.scalar_type());
}

void mergeLora(const QwenConfig& model, QwenWeights& weights, const QwenLora& lora)
{
    const at::NoGradGuard noGrad;
    std::map<std::string, HubLinear> places;
    for (const HubLinear& linear : hubLinears(model, weights))
        places.emplace(linear.name, linear);
    for (const LoraModule& module : lora.modules) {
        const HubLinear& place = places.at(module.name);
        at::Tensor rows = place.linear->weight.narrow(0, place.begin, place.rows);
        rows.copy_(mergedWeight(rows, module));
    }
}

} // namespace w2v::nn
