#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "core/nn/svc/SvcClipTorch.h"

namespace w2v::nn {

namespace {

/// Blurs one axis (2 or 3) with a Gaussian fit for shrinking by `factor`; borders are reflected.
at::Tensor blurred(const at::Tensor& x, int axis, double factor)
{
    const double sigma = std::max((factor - 1) / 2, 0.001);
    const auto size = static_cast<std::int64_t>(std::max(4 * sigma, 3.0)) | 1;
    const std::int64_t reach = std::min(size / 2, x.size(axis) - 1);
    at::Tensor kernel = at::arange(-reach, reach + 1, x.options());
    kernel = at::exp(kernel.square() * (-1 / (2 * sigma * sigma)));
    kernel = kernel / kernel.sum();
    const bool rows = axis == 2;
    const at::Tensor padded = at::reflection_pad2d(x, rows ? std::array<std::int64_t, 4>{0, 0, reach, reach} : std::array<std::int64_t, 4>{reach, reach, 0, 0});
    const at::Tensor filter = (rows ? kernel.view({1, 1, -1, 1}) : kernel.view({1, 1, 1, -1})).repeat({x.size(1), 1, 1, 1});
    return at::conv2d(padded, filter, {}, at::IntArrayRef{1, 1}, at::IntArrayRef{0, 0}, at::IntArrayRef{1, 1}, x.size(1));
}

} // namespace

SvcClip::SvcClip(const SvcClipConfig& config) : m_config(config), m_blocks(static_cast<std::size_t>(config.layers))
{
    const SvcClipConfig& c = m_config;
    const auto tensor = [&](const std::string& name, std::vector<std::int64_t> shape, at::Tensor& target) {
        m_slots.push_back({"visual." + name, {}, std::move(shape), &target});
    };
    tensor("class_embedding", {c.width}, m_class);
    tensor("positional_embedding", {static_cast<std::int64_t>(c.grid()) * c.grid() + 1, c.width}, m_positions);
    tensor("proj", {c.width, c.embedding}, m_projection);
    tensor("conv1.weight", {c.width, 3, c.patch, c.patch}, m_patches.weight);
    declare(m_slots, "visual.ln_pre", m_normPre, c.width);
    for (std::size_t i = 0; i < m_blocks.size(); ++i) {
        SvcClipBlock& b = m_blocks[i];
        const std::string name = fmt::format("visual.transformer.resblocks.{}", i);
        declare(m_slots, name + ".ln_1", b.norm1, c.width);
        m_slots.push_back({name + ".attn.in_proj_weight", {}, {3 * c.width, c.width}, &b.qkv.weight});
        m_slots.push_back({name + ".attn.in_proj_bias", {}, {3 * c.width}, &b.qkv.bias});
        declare(m_slots, name + ".attn.out_proj", b.out, c.width, c.width);
        declare(m_slots, name + ".ln_2", b.norm2, c.width);
        declare(m_slots, name + ".mlp.c_fc", b.up, c.width, c.mlpWidth());
        declare(m_slots, name + ".mlp.c_proj", b.down, c.mlpWidth(), c.width);
    }
    declare(m_slots, "visual.ln_post", m_normPost, c.width);
}

at::Tensor SvcClip::preprocess(const at::Tensor& pictures) const
{
    at::Tensor x = pictures.to(at::kFloat);
    const double size = m_config.imageSize, down = static_cast<double>(x.size(2)) / size, across = static_cast<double>(x.size(3)) / size;
    if (std::max(down, across) > 1)
        x = blurred(blurred(x, 2, down), 3, across);
    x = (at::upsample_bicubic2d(x, {m_config.imageSize, m_config.imageSize}, true) + 1) / 2;
    const at::Tensor mean = at::tensor({0.48145466f, 0.4578275f, 0.40821073f}, x.options()).view({1, 3, 1, 1});
    const at::Tensor deviation = at::tensor({0.26862954f, 0.26130258f, 0.27577711f}, x.options()).view({1, 3, 1, 1});
    return (x - mean) / deviation;
}

at::Tensor SvcClip::embed(const at::Tensor& pictures, const SvcProbe& probe) const
{
    const auto seen = [&](const std::string& name, const at::Tensor& value) {
        if (probe)
            probe(name, value);
    };
    const at::ScalarType type = pictures.scalar_type();
    const at::Tensor input = preprocess(pictures).to(type);
    at::Tensor x = at::conv2d(input, m_patches.weight.to(type), {}, at::IntArrayRef{m_config.patch, m_config.patch}).flatten(2).transpose(1, 2);
    x = at::cat({m_class.to(type).expand({x.size(0), 1, -1}), x}, 1) + m_positions.to(type);
    x = layerNorm(m_normPre, x);
    seen("ln_pre", x);
    for (std::size_t i = 0; i < m_blocks.size(); ++i) {
        const SvcClipBlock& b = m_blocks[i];
        const std::vector<at::Tensor> qkv = apply(b.qkv, layerNorm(b.norm1, x)).chunk(3, -1);
        x = x + apply(b.out, attend(qkv[0], qkv[1], qkv[2], m_config.heads()));
        x = x + apply(b.down, at::gelu(apply(b.up, layerNorm(b.norm2, x))));
        seen(fmt::format("transformer.resblocks.{}", i), x);
    }
    return at::matmul(layerNorm(m_normPost, x.select(1, 0)), m_projection.to(type));
}

} // namespace w2v::nn
