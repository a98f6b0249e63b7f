#pragma once
#include <optional>
#include <vector>

#include "core/nn/svc/SvcConfig.h"
#include "core/nn/svc/SvcLayersTorch.h"

namespace w2v::nn {

struct SvcVaeRes {
    SvcNorm norm1, norm2;
    SvcConv conv1, conv2;
    std::optional<SvcConv> shortcut;
};

struct SvcVaeMiddle {
    SvcVaeRes first, second;
    SvcNorm norm;
    SvcAttention attention;
};

struct SvcVaeLevel {
    std::vector<SvcVaeRes> res;
    std::optional<SvcConv> resample; ///< down or up
};

/// The autoencoder (KL, mean only). Pictures [n, 3, H, W] in [-1, 1], H and W multiples of config().stride().
class SvcVae {
public:
    explicit SvcVae(const SvcVaeConfig& config);
    SvcVae(const SvcVae&) = delete;
    SvcVae& operator=(const SvcVae&) = delete;

    const SvcVaeConfig& config() const { return m_config; }
    /// Current diffusers names; the older ones and those of the original training code are accepted too.
    TensorSlots slots() { return m_slots; }

    /// Mean and log variance [n, 2 * latentChannels, h, w].
    at::Tensor moments(const at::Tensor& pictures, const SvcProbe& probe = {}) const;
    /// The mean times the scaling factor.
    at::Tensor encode(const at::Tensor& pictures) const;
    /// Pictures of scaled latents.
    at::Tensor decode(const at::Tensor& scaled, const SvcProbe& probe = {}) const;

private:
    at::Tensor run(const SvcVaeRes& res, const at::Tensor& x) const;
    at::Tensor run(const SvcVaeMiddle& middle, const at::Tensor& x, const std::string& name, const SvcProbe& probe) const;

    SvcVaeConfig m_config;
    SvcConv m_encoderIn, m_encoderOut, m_decoderIn, m_decoderOut, m_quant, m_postQuant;
    SvcNorm m_encoderNorm, m_decoderNorm;
    std::vector<SvcVaeLevel> m_down, m_up;
    SvcVaeMiddle m_encoderMiddle, m_decoderMiddle;
    TensorSlots m_slots;
};

} // namespace w2v::nn
