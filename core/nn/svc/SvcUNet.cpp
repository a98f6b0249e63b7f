#include <cmath>
#include <map>

#include <fmt/format.h>

#include "core/nn/svc/SvcUNetTorch.h"

namespace w2v::nn {

namespace {

constexpr std::int64_t kGroups = 32;
constexpr double kResEpsilon = 1e-5, kTransformerEpsilon = 1e-6;

void declareRes(TensorSlots& slots, const std::string& name, SvcResBlock& block, const SvcUNetConfig& c, std::int64_t in, std::int64_t out)
{
    declare(slots, name + ".in_layers.0", block.inNorm, in);
    declare(slots, name + ".in_layers.2", block.inConv, in, out, 3);
    declare(slots, name + ".emb_layers.1", block.embedding, c.timeWidth(), out);
    declare(slots, name + ".dense_emb_layers.0", block.dense, c.denseChannels, 2 * in, 1);
    declare(slots, name + ".out_layers.0", block.outNorm, out);
    declare(slots, name + ".out_layers.3", block.outConv, out, out, 3);
    if (in != out)
        declare(slots, name + ".skip_connection", block.skip.emplace(), in, out, 1);
}

void declareFeed(TensorSlots& slots, const std::string& name, SvcFeedForward& feed, std::int64_t width)
{
    declare(slots, name + ".net.0.proj", feed.in, width, 8 * width);
    declare(slots, name + ".net.2", feed.out, 4 * width, width);
}

void declareTransformer(TensorSlots& slots, const std::string& name, SvcTransformer& t, const SvcUNetConfig& c, std::int64_t width)
{
    declare(slots, name + ".norm", t.norm, width);
    declare(slots, name + ".proj_in", t.in, width, width);
    for (std::size_t i = 0; i < t.spatial.size(); ++i) {
        const std::string block = fmt::format("{}.transformer_blocks.{}", name, i);
        SvcSpatialBlock& b = t.spatial[i];
        declare(slots, block + ".attn1", b.self, width, width, false);
        declareFeed(slots, block + ".ff", b.feed, width);
        declare(slots, block + ".attn2", b.cross, width, c.contextWidth, false);
        declare(slots, block + ".norm1", b.norm1, width);
        declare(slots, block + ".norm2", b.norm2, width);
        declare(slots, block + ".norm3", b.norm3, width);
    }
    declare(slots, name + ".proj_out", t.out, width, width);
    for (std::size_t i = 0; i < t.time.size(); ++i) {
        const std::string block = fmt::format("{}.time_mix_blocks.{}", name, i);
        SvcTimeBlock& b = t.time[i];
        declare(slots, block + ".norm_in", b.normIn, width);
        declareFeed(slots, block + ".ff_in", b.feedIn, width);
        declare(slots, block + ".attn1", b.self, width, width, false);
        declareFeed(slots, block + ".ff", b.feed, width);
        declare(slots, block + ".attn2", b.cross, width, c.contextWidth, false);
        declare(slots, block + ".norm1", b.norm1, width);
        declare(slots, block + ".norm2", b.norm2, width);
        declare(slots, block + ".norm3", b.norm3, width);
    }
}

/// value * gelu(gate) between two products, for a slice of the rows at a time: the wide middle never exists whole.
at::Tensor apply(const SvcFeedForward& feed, const at::Tensor& x)
{
    constexpr std::int64_t kSliceBytes = std::int64_t{32} << 20;
    const at::Tensor rows = x.reshape({-1, x.size(-1)});
    const std::int64_t wide = feed.in.weight.size(0);
    const std::int64_t slice = rows.is_cuda() ? rows.size(0) : std::max<std::int64_t>(64, kSliceBytes / (wide * static_cast<std::int64_t>(x.element_size())));
    const at::Tensor outWeight = feed.out.weight.to(rows.scalar_type()).t(), outBias = feed.out.bias.to(rows.scalar_type());
    at::Tensor result = at::empty({rows.size(0), feed.out.weight.size(0)}, rows.options());
    for (std::int64_t begin = 0; begin < rows.size(0); begin += slice) {
        const std::int64_t count = std::min(slice, rows.size(0) - begin);
        at::Tensor part = result.narrow(0, begin, count);
        at::addmm_out(part, outBias, geglu(apply(feed.in, rows.narrow(0, begin, count))), outWeight);
    }
    return result.view(x.sizes());
}

at::Tensor selfAttention(const SvcAttention& attention, const SvcNorm& norm, const at::Tensor& x, std::int64_t heads)
{
    const at::Tensor n = layerNorm(norm, x);
    return apply(attention.out, attend(apply(attention.q, n), apply(attention.k, n), apply(attention.v, n), heads));
}

at::Tensor crossAttention(const SvcAttention& attention, const SvcNorm& norm, const at::Tensor& x, const at::Tensor& context, std::int64_t heads)
{
    return apply(attention, context.size(1) == 1 ? x : layerNorm(norm, x), context, heads);
}

at::Tensor apply(const SvcSpatialBlock& b, const at::Tensor& tokens, const at::Tensor& context, std::int64_t heads)
{
    at::Tensor x = tokens + selfAttention(b.self, b.norm1, tokens, heads);
    x = x + crossAttention(b.cross, b.norm2, x, context, heads);
    return x + apply(b.feed, layerNorm(b.norm3, x));
}

/// tokens [samples * frames, positions, width]; context [samples, tokens, contextWidth]. The last feed-forward has no residual.
at::Tensor apply(const SvcTimeBlock& b, const at::Tensor& tokens, const at::Tensor& context, std::int64_t heads, std::int64_t frames)
{
    const std::int64_t positions = tokens.size(1), width = tokens.size(2), samples = tokens.size(0) / frames;
    at::Tensor x = tokens.view({samples, frames, positions, width}).transpose(1, 2).reshape({samples * positions, frames, width});
    x = apply(b.feedIn, layerNorm(b.normIn, x)) + x;
    x = selfAttention(b.self, b.norm1, x, heads) + x;
    if (context.size(1) == 1) { // the same row for every position: computed once a sample
        const at::Tensor row = apply(b.cross, context, context, heads);
        x = x + row.unsqueeze(1).expand({samples, positions, 1, width}).reshape({samples * positions, 1, width});
    } else {
        x = x + crossAttention(b.cross, b.norm2, x, context.repeat_interleave(positions, 0), heads);
    }
    x = apply(b.feed, layerNorm(b.norm3, x));
    return x.view({samples, positions, frames, width}).transpose(1, 2).reshape({samples * frames, positions, width});
}

/// Dense maps resized to each level once a call.
class DenseMaps {
public:
    explicit DenseMaps(const at::Tensor& dense) : m_dense(dense) {}

    const at::Tensor& at(std::int64_t height, std::int64_t width)
    {
        at::Tensor& map = m_maps[{height, width}];
        if (!map.defined())
            map = at::upsample_bilinear2d(m_dense.to(at::kFloat), {height, width}, true).to(m_dense.scalar_type());
        return map;
    }

private:
    at::Tensor m_dense;
    std::map<std::pair<std::int64_t, std::int64_t>, at::Tensor> m_maps;
};

at::Tensor apply(const SvcResBlock& b, const at::Tensor& x, const at::Tensor& time, DenseMaps& dense)
{
    const std::int64_t in = x.size(1);
    at::Tensor h = groupNormSilu(b.inNorm, x, kGroups, kResEpsilon);
    const at::Tensor map = apply(b.dense, dense.at(x.size(2), x.size(3)));
    h.mul_(map.narrow(1, 0, in) + 1).add_(map.narrow(1, in, in));
    h = apply(b.inConv, h);
    h.add_(apply(b.embedding, at::silu(time)).unsqueeze(-1).unsqueeze(-1));
    h = apply(b.outConv, groupNormSilu(b.outNorm, h, kGroups, kResEpsilon));
    return h.add_(b.skip ? apply(*b.skip, x) : x);
}

at::Tensor apply(const SvcTransformer& t, const std::string& name, const at::Tensor& x, const at::Tensor& context, std::int64_t frames,
                 const SvcProbe& probe)
{
    const std::int64_t rows = x.size(0), width = x.size(1), positions = x.size(2) * x.size(3), samples = rows / frames;
    const at::Tensor first = context.view({samples, frames, context.size(1), context.size(2)}).select(1, 0);
    at::Tensor h = groupNorm(t.norm, x, kGroups, kTransformerEpsilon).view({rows, width, positions}).transpose(1, 2).contiguous();
    h = apply(t.in, h);
    for (std::size_t i = 0; i < t.spatial.size(); ++i) {
        h = t.joined ? apply(t.spatial[i], h.view({samples, frames * positions, width}), first, t.heads)
                     : apply(t.spatial[i], h, context, t.heads);
        if (probe)
            probe(fmt::format("{}.transformer_blocks.{}", name, i), h);
        h = h.view({rows, positions, width});
        const at::Tensor mixed = apply(t.time[i], h, first, t.heads, frames);
        if (probe)
            probe(fmt::format("{}.time_mix_blocks.{}", name, i), mixed);
        h = h + mixed;
    }
    h = apply(t.out, h).transpose(1, 2).reshape(x.sizes());
    return h.add_(x);
}

} // namespace

at::Tensor svcStepEmbedding(const at::Tensor& steps, std::int64_t width)
{
    const std::int64_t half = width / 2;
    const at::Tensor k = at::arange(half, steps.options().dtype(at::kFloat));
    const at::Tensor angles = steps.to(at::kFloat).unsqueeze(1) * at::exp(k * (-std::log(10000.0)) / static_cast<double>(half)).unsqueeze(0);
    at::Tensor embedding = at::cat({angles.cos(), angles.sin()}, 1);
    if (width % 2)
        embedding = at::cat({embedding, at::zeros({steps.size(0), 1}, embedding.options())}, 1);
    return embedding;
}

SvcStage& SvcUNet::stage(std::vector<SvcStage>& stages, const std::string& list)
{
    SvcStage& added = stages.emplace_back();
    added.name = fmt::format("{}.{}", list, stages.size() - 1);
    return added;
}

SvcTransformer SvcUNet::transformer(int width, int depth, const std::string& name) const
{
    SvcTransformer t;
    t.heads = width / m_config.headChannels;
    t.joined = m_config.isJoined(name);
    t.spatial.resize(static_cast<std::size_t>(depth));
    t.time.resize(static_cast<std::size_t>(depth));
    return t;
}

SvcUNet::SvcUNet(const SvcUNetConfig& config) : m_config(config)
{
    // Slots point into the stages, so all stages must exist before the first is declared.
    const SvcUNetConfig& c = m_config;
    struct Widths {
        int in, out;
    };
    std::vector<Widths> input, output;
    std::vector<int> stack{c.channels};
    stage(m_input, "input_blocks").conv.emplace();
    input.push_back({c.inChannels, c.channels});
    int width = c.channels, stride = 1;
    for (int level = 0; level < c.levels(); ++level) {
        const auto l = static_cast<std::size_t>(level);
        for (int i = 0; i < c.resBlocks; ++i) {
            SvcStage& s = stage(m_input, "input_blocks");
            s.res.emplace();
            input.push_back({width, c.channels * c.multipliers[l]});
            width = c.channels * c.multipliers[l];
            if (c.hasAttention(stride))
                s.transformer = transformer(width, c.transformerDepth[l], fmt::format("input_ds{}", stride));
            stack.push_back(width);
        }
        if (level + 1 < c.levels()) {
            stage(m_input, "input_blocks").down.emplace();
            input.push_back({width, width});
            stack.push_back(width);
            stride *= 2;
        }
    }
    const int middle = width;
    m_middle1 = transformer(width, c.transformerDepth.back(), fmt::format("middle_ds{}", stride));
    for (int level = c.levels() - 1; level >= 0; --level) {
        const auto l = static_cast<std::size_t>(level);
        for (int i = 0; i <= c.resBlocks; ++i) {
            SvcStage& s = stage(m_output, "output_blocks");
            s.res.emplace();
            output.push_back({width + stack.back(), c.channels * c.multipliers[l]});
            stack.pop_back();
            width = c.channels * c.multipliers[l];
            if (c.hasAttention(stride))
                s.transformer = transformer(width, c.transformerDepth[l], fmt::format("output_ds{}", stride));
            if (level > 0 && i == c.resBlocks) {
                s.up.emplace();
                stride /= 2;
            }
        }
    }

    declare(m_slots, "time_embed.0", m_time0, c.channels, c.timeWidth());
    declare(m_slots, "time_embed.2", m_time2, c.timeWidth(), c.timeWidth());
    const auto declareStage = [&](SvcStage& s, const Widths& w) {
        int index = 0;
        const auto next = [&] { return fmt::format("{}.{}", s.name, index++); };
        if (s.conv)
            declare(m_slots, next(), *s.conv, w.in, w.out, 3);
        if (s.down)
            declare(m_slots, next() + ".op", *s.down, w.in, w.out, 3);
        if (s.res)
            declareRes(m_slots, next(), *s.res, c, w.in, w.out);
        if (s.transformer)
            declareTransformer(m_slots, next(), *s.transformer, c, w.out);
        if (s.up)
            declare(m_slots, next() + ".conv", *s.up, w.out, w.out, 3);
    };
    for (std::size_t i = 0; i < m_input.size(); ++i)
        declareStage(m_input[i], input[i]);
    declareRes(m_slots, "middle_block.0", m_middle0, c, middle, middle);
    declareTransformer(m_slots, "middle_block.1", m_middle1, c, middle);
    declareRes(m_slots, "middle_block.2", m_middle2, c, middle, middle);
    for (std::size_t i = 0; i < m_output.size(); ++i)
        declareStage(m_output[i], output[i]);
    declare(m_slots, "out.0", m_outNorm, c.channels);
    declare(m_slots, "out.2", m_outConv, c.channels, c.outChannels, 3);
}

TensorSlots SvcUNet::slots()
{
    return m_slots;
}

at::Tensor SvcUNet::forward(const at::Tensor& x, const at::Tensor& steps, const at::Tensor& context, const at::Tensor& dense,
                            std::int64_t frames, const SvcProbe& probe) const
{
    const auto seen = [&](const std::string& name, const at::Tensor& value) {
        if (probe)
            probe(name, value);
    };
    const at::Tensor embedding = svcStepEmbedding(steps, m_config.channels).to(x.scalar_type());
    seen("timestep_embedding", embedding);
    const at::Tensor time = apply(m_time2, at::silu(apply(m_time0, embedding)));
    seen("time_embed", time);
    DenseMaps maps(dense);
    const auto run = [&](const SvcStage& s, at::Tensor h) {
        int index = 0;
        const auto next = [&](const at::Tensor& value) { seen(fmt::format("{}.{}", s.name, index++), value); };
        if (s.conv)
            next(h = apply(*s.conv, h));
        if (s.down)
            next(h = apply(*s.down, h, 2));
        if (s.res)
            next(h = apply(*s.res, h, time, maps));
        if (s.transformer) {
            h = apply(*s.transformer, fmt::format("{}.{}", s.name, index), h, context, frames, probe);
            next(h);
        }
        if (s.up)
            next(h = apply(*s.up, at::upsample_nearest2d(h, {h.size(2) * 2, h.size(3) * 2})));
        seen(s.name, h);
        return h;
    };
    std::vector<at::Tensor> stack;
    at::Tensor h = x;
    for (const SvcStage& s : m_input)
        stack.push_back(h = run(s, h));
    h = apply(m_middle0, h, time, maps);
    seen("middle_block.0", h);
    h = apply(m_middle1, "middle_block.1", h, context, frames, probe);
    seen("middle_block.1", h);
    h = apply(m_middle2, h, time, maps);
    seen("middle_block", h);
    for (const SvcStage& s : m_output) {
        h = run(s, at::cat({h, stack.back()}, 1));
        stack.pop_back();
    }
    h = apply(m_outConv, groupNormSilu(m_outNorm, h, kGroups, kResEpsilon));
    seen("out", h);
    return h;
}

} // namespace w2v::nn
