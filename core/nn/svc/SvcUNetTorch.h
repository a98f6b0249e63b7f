#pragma once
#include <optional>
#include <string>
#include <vector>

#include "core/nn/svc/SvcConfig.h"
#include "core/nn/svc/SvcLayersTorch.h"

namespace w2v::nn {

struct SvcResBlock {
    SvcNorm inNorm, outNorm;
    SvcConv inConv, outConv, dense;
    std::optional<SvcConv> skip;
    SvcLinear embedding;
};

struct SvcFeedForward {
    SvcLinear in, out; ///< in: values, then gates
};

struct SvcSpatialBlock {
    SvcNorm norm1, norm2, norm3;
    SvcAttention self, cross;
    SvcFeedForward feed;
};

struct SvcTimeBlock {
    SvcNorm normIn, norm1, norm2, norm3;
    SvcAttention self, cross;
    SvcFeedForward feedIn, feed;
};

struct SvcTransformer {
    SvcNorm norm;
    SvcLinear in, out;
    std::vector<SvcSpatialBlock> spatial;
    std::vector<SvcTimeBlock> time;
    std::int64_t heads = 1;
    bool joined = false; ///< the tokens of all frames of a sample are one sequence
};

/// One entry of input_blocks or output_blocks: what is there runs in this order.
struct SvcStage {
    std::string name;
    std::optional<SvcConv> conv, down;
    std::optional<SvcResBlock> res;
    std::optional<SvcTransformer> transformer;
    std::optional<SvcConv> up;
};

/// The multi-view diffusion network.
class SvcUNet {
public:
    explicit SvcUNet(const SvcUNetConfig& config);
    SvcUNet(const SvcUNet&) = delete;
    SvcUNet& operator=(const SvcUNet&) = delete;

    const SvcUNetConfig& config() const { return m_config; }
    TensorSlots slots();

    /// x [samples * frames, inChannels, h, w]; steps [samples * frames] (table indices, int64); context [samples * frames, tokens,
    /// contextWidth]; dense [samples * frames, denseChannels, h, w]. h and w are multiples of config().stride().
    /// The result has outChannels. The probe sees every stage and may throw.
    at::Tensor forward(const at::Tensor& x, const at::Tensor& steps, const at::Tensor& context, const at::Tensor& dense,
                       std::int64_t frames, const SvcProbe& probe = {}) const;

private:
    SvcStage& stage(std::vector<SvcStage>& stages, const std::string& list);
    SvcTransformer transformer(int width, int depth, const std::string& name) const;

    SvcUNetConfig m_config;
    SvcLinear m_time0, m_time2;
    std::vector<SvcStage> m_input, m_output;
    SvcResBlock m_middle0, m_middle2;
    SvcTransformer m_middle1;
    SvcNorm m_outNorm;
    SvcConv m_outConv;
    TensorSlots m_slots;
};

/// Sinusoidal embedding of table indices: [cos(t f), sin(t f)], f_k = exp(-ln(10000) k / half); one zero more for an odd width.
at::Tensor svcStepEmbedding(const at::Tensor& steps, std::int64_t width);

} // namespace w2v::nn
