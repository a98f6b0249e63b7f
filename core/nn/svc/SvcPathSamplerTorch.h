#pragma once
#include <map>
#include <vector>

#include "core/nn/svc/SvcNetworksTorch.h"
#include "core/nn/svc/SvcSamplerTorch.h"
#include "core/worldmodel/svc/Guidance.h"
#include "core/worldmodel/svc/Plan.h"

namespace w2v::nn {

struct SvcPathOptions {
    SvcSteps steps;
    svc::Guidance guidance[2]; ///< of the first and the second pass
};

/// Runs a plan's network calls one after another and keeps every frame that later calls are conditioned on. The picture size is
/// that of the inputs, a multiple of svcPictureStride().
class SvcPathSampler {
public:
    /// Noise for a call and step (-1: the start), [frames, channels, h, w].
    using Noise = std::function<at::Tensor(std::size_t call, int step, at::IntArrayRef shape)>;
    /// Intermediate results of a call by name: plucker, replace, context, step results, latents.
    using Trace = std::function<void(const std::string& name, const at::Tensor& value)>;

    SvcPathSampler(const SvcNetworks& networks, const svc::PathPlan& plan, std::vector<at::Tensor> inputs, const SvcPathOptions& options, Noise noise);

    /// Makes the wanted frames of one call. `onStep` comes after every denoising step, `onBlock` many times within one; either may
    /// throw to stop.
    void run(std::size_t call, const std::function<void(int step)>& onStep, const std::function<void()>& onBlock, const Trace& trace = {});

    /// A given or made picture [3, H, W], float32 on the processor, not clamped.
    const at::Tensor& picture(const svc::FrameName& frame) const;

private:
    struct Known {
        at::Tensor picture, latent, embedding; ///< the latter two computed when first needed
    };
    using Key = std::pair<int, int>;
    static Key key(const svc::FrameName& frame) { return {static_cast<int>(frame.kind), frame.index}; }
    const Known& encoded(const svc::FrameName& frame);

    const SvcNetworks& m_networks;
    const svc::PathPlan& m_plan;
    SvcPathOptions m_options;
    Noise m_noise;
    svc::NoiseSchedule m_schedule;
    std::int64_t m_height = 0, m_width = 0; ///< of the latents
    std::map<Key, Known> m_frames;
};

/// Sides of pictures must be multiples of this: the autoencoder's stride times the network's.
int svcPictureStride(const SvcUNetConfig& network, const SvcVaeConfig& vae);

} // namespace w2v::nn
