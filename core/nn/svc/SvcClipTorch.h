#pragma once
#include <vector>

#include "core/nn/svc/SvcConfig.h"
#include "core/nn/svc/SvcLayersTorch.h"

namespace w2v::nn {

struct SvcClipBlock {
    SvcNorm norm1, norm2;
    SvcLinear qkv, out, up, down;
};

/// The image tower of OpenCLIP: one embedding a picture.
class SvcClip {
public:
    explicit SvcClip(const SvcClipConfig& config);
    SvcClip(const SvcClip&) = delete;
    SvcClip& operator=(const SvcClip&) = delete;

    const SvcClipConfig& config() const { return m_config; }
    /// Names begin with "visual."; a whole checkpoint has others beside them.
    TensorSlots slots() { return m_slots; }

    /// Pictures [n, 3, H, W] in [-1, 1] to the tower's input: blurred when made smaller, bicubic with aligned corners and
    /// without regard to the aspect, normalised. Float32.
    at::Tensor preprocess(const at::Tensor& pictures) const;

    /// preprocess() and the tower: [n, embedding], not normalised.
    at::Tensor embed(const at::Tensor& pictures, const SvcProbe& probe = {}) const;

private:
    SvcClipConfig m_config;
    SvcConv m_patches; ///< without bias
    at::Tensor m_class, m_positions, m_projection;
    SvcNorm m_normPre, m_normPost;
    std::vector<SvcClipBlock> m_blocks;
    TensorSlots m_slots;
};

} // namespace w2v::nn
