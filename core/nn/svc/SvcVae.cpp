#include <algorithm>

#include <fmt/format.h>

#include "core/nn/svc/SvcVaeTorch.h"

namespace w2v::nn {

namespace {

constexpr double kEpsilon = 1e-6;

std::string replaced(std::string text, const std::string& from, const std::string& to)
{
    if (const std::size_t at = text.find(from); at != std::string::npos)
        text.replace(at, from.size(), to);
    return text;
}

/// Spellings of one tensor in older files and in the original training code, which counts the decoder's levels the other way.
std::vector<std::string> otherNames(const std::string& name, int levels)
{
    std::string older = name, original = name;
    for (const auto& [now, then, first] : {std::tuple{".to_q.", ".query.", ".q."}, {".to_k.", ".key.", ".k."}, {".to_v.", ".value.", ".v."},
                                           {".to_out.0.", ".proj_attn.", ".proj_out."}}) {
        older = replaced(older, now, then);
        original = replaced(original, now, first);
    }
    original = replaced(original, "mid_block.attentions.0.group_norm", "mid.attn_1.norm");
    original = replaced(original, "mid_block.attentions.0", "mid.attn_1");
    original = replaced(original, "mid_block.resnets.0", "mid.block_1");
    original = replaced(original, "mid_block.resnets.1", "mid.block_2");
    original = replaced(original, "conv_norm_out", "norm_out");
    original = replaced(original, "conv_shortcut", "nin_shortcut");
    original = replaced(original, "downsamplers.0", "downsample");
    original = replaced(original, "upsamplers.0", "upsample");
    original = replaced(original, "resnets.", "block.");
    original = replaced(original, "down_blocks.", "down.");
    for (int level = 0; level < levels; ++level)
        if (const std::string prefix = fmt::format("decoder.up_blocks.{}.", level); original.starts_with(prefix))
            original = fmt::format("decoder.up.{}.", levels - 1 - level) + original.substr(prefix.size());
    return {older, "first_stage_model." + original, original};
}

void declareRes(TensorSlots& slots, const std::string& name, SvcVaeRes& res, std::int64_t in, std::int64_t out)
{
    declare(slots, name + ".norm1", res.norm1, in);
    declare(slots, name + ".conv1", res.conv1, in, out, 3);
    declare(slots, name + ".norm2", res.norm2, out);
    declare(slots, name + ".conv2", res.conv2, out, out, 3);
    if (in != out)
        declare(slots, name + ".conv_shortcut", res.shortcut.emplace(), in, out, 1);
}

void declareMiddle(TensorSlots& slots, const std::string& name, SvcVaeMiddle& middle, std::int64_t width)
{
    declareRes(slots, name + ".resnets.0", middle.first, width, width);
    declare(slots, name + ".attentions.0.group_norm", middle.norm, width);
    declare(slots, name + ".attentions.0", middle.attention, width, width, true);
    declareRes(slots, name + ".resnets.1", middle.second, width, width);
}

} // namespace

SvcVae::SvcVae(const SvcVaeConfig& config) : m_config(config)
{
    const std::size_t levels = m_config.channels.size();
    const int last = m_config.channels.back(), latent = m_config.latentChannels;
    m_down.resize(levels);
    m_up.resize(levels);
    declare(m_slots, "encoder.conv_in", m_encoderIn, 3, m_config.channels.front(), 3);
    int width = m_config.channels.front();
    for (std::size_t l = 0; l < levels; ++l) {
        const std::string name = fmt::format("encoder.down_blocks.{}", l);
        const int out = m_config.channels[l];
        m_down[l].res.resize(static_cast<std::size_t>(m_config.layersPerBlock));
        for (std::size_t i = 0; i < m_down[l].res.size(); ++i, width = out)
            declareRes(m_slots, fmt::format("{}.resnets.{}", name, i), m_down[l].res[i], width, out);
        if (l + 1 < levels)
            declare(m_slots, name + ".downsamplers.0.conv", m_down[l].resample.emplace(), out, out, 3);
    }
    declareMiddle(m_slots, "encoder.mid_block", m_encoderMiddle, last);
    declare(m_slots, "encoder.conv_norm_out", m_encoderNorm, last);
    declare(m_slots, "encoder.conv_out", m_encoderOut, last, 2 * latent, 3);
    declare(m_slots, "quant_conv", m_quant, 2 * latent, 2 * latent, 1);
    declare(m_slots, "post_quant_conv", m_postQuant, latent, latent, 1);
    declare(m_slots, "decoder.conv_in", m_decoderIn, latent, last, 3);
    declareMiddle(m_slots, "decoder.mid_block", m_decoderMiddle, last);
    width = last;
    for (std::size_t l = 0; l < levels; ++l) {
        const std::string name = fmt::format("decoder.up_blocks.{}", l);
        const int out = m_config.channels[levels - 1 - l];
        m_up[l].res.resize(static_cast<std::size_t>(m_config.layersPerBlock) + 1);
        for (std::size_t i = 0; i < m_up[l].res.size(); ++i, width = out)
            declareRes(m_slots, fmt::format("{}.resnets.{}", name, i), m_up[l].res[i], width, out);
        if (l + 1 < levels)
            declare(m_slots, name + ".upsamplers.0.conv", m_up[l].resample.emplace(), out, out, 3);
    }
    declare(m_slots, "decoder.conv_norm_out", m_decoderNorm, width);
    declare(m_slots, "decoder.conv_out", m_decoderOut, width, 3, 3);
    for (TensorSlot& slot : m_slots)
        slot.otherNames = otherNames(slot.name, static_cast<int>(levels));
}

at::Tensor SvcVae::run(const SvcVaeRes& res, const at::Tensor& x) const
{
    at::Tensor h = apply(res.conv1, groupNormSilu(res.norm1, x, m_config.groups, kEpsilon));
    h = apply(res.conv2, groupNormSilu(res.norm2, h, m_config.groups, kEpsilon));
    return h.add_(res.shortcut ? apply(*res.shortcut, x) : x);
}

at::Tensor SvcVae::run(const SvcVaeMiddle& middle, const at::Tensor& x, const std::string& name, const SvcProbe& probe) const
{
    const at::Tensor h = run(middle.first, x);
    const at::Tensor tokens = groupNorm(middle.norm, h, m_config.groups, kEpsilon).flatten(2).transpose(1, 2).contiguous();
    const at::Tensor attended = apply(middle.attention.out, attend(apply(middle.attention.q, tokens), apply(middle.attention.k, tokens),
                                                                   apply(middle.attention.v, tokens), 1));
    const at::Tensor mixed = attended.transpose(1, 2).reshape(h.sizes()) + h;
    if (probe)
        probe(name + ".attentions.0", mixed);
    const at::Tensor result = run(middle.second, mixed);
    if (probe)
        probe(name, result);
    return result;
}

at::Tensor SvcVae::moments(const at::Tensor& pictures, const SvcProbe& probe) const
{
    const auto seen = [&](const std::string& name, const at::Tensor& value) {
        if (probe)
            probe(name, value);
    };
    at::Tensor h = apply(m_encoderIn, pictures);
    seen("encoder.conv_in", h);
    for (std::size_t l = 0; l < m_down.size(); ++l) {
        for (const SvcVaeRes& res : m_down[l].res)
            h = run(res, h);
        if (m_down[l].resample) {
            // Padded on the right and below only.
            const SvcConv& conv = *m_down[l].resample;
            h = at::conv2d(at::constant_pad_nd(h, {0, 1, 0, 1}), conv.weight.to(h.scalar_type()), conv.bias.to(h.scalar_type()), {2, 2});
        }
        seen(fmt::format("encoder.down_blocks.{}", l), h);
    }
    h = run(m_encoderMiddle, h, "encoder.mid_block", probe);
    h = apply(m_encoderOut, groupNormSilu(m_encoderNorm, h, m_config.groups, kEpsilon));
    seen("encoder", h);
    h = apply(m_quant, h);
    seen("quant_conv", h);
    return h;
}

at::Tensor SvcVae::encode(const at::Tensor& pictures) const
{
    return moments(pictures).narrow(1, 0, m_config.latentChannels) * m_config.scalingFactor;
}

at::Tensor SvcVae::decode(const at::Tensor& scaled, const SvcProbe& probe) const
{
    const auto seen = [&](const std::string& name, const at::Tensor& value) {
        if (probe)
            probe(name, value);
    };
    at::Tensor h = apply(m_postQuant, scaled / m_config.scalingFactor);
    seen("post_quant_conv", h);
    h = apply(m_decoderIn, h);
    seen("decoder.conv_in", h);
    h = run(m_decoderMiddle, h, "decoder.mid_block", probe);
    for (std::size_t l = 0; l < m_up.size(); ++l) {
        for (const SvcVaeRes& res : m_up[l].res)
            h = run(res, h);
        if (m_up[l].resample)
            h = apply(*m_up[l].resample, at::upsample_nearest2d(h, {h.size(2) * 2, h.size(3) * 2}));
        seen(fmt::format("decoder.up_blocks.{}", l), h);
    }
    h = apply(m_decoderOut, groupNormSilu(m_decoderNorm, h, m_config.groups, kEpsilon));
    seen("decoder", h);
    return h;
}

} // namespace w2v::nn
