#include <cstring>

#include <fmt/format.h>

#include "core/base/Error.h"
#include "core/nn/svc/SvcPathSamplerTorch.h"

namespace w2v::nn {

int svcPictureStride(const SvcUNetConfig& network, const SvcVaeConfig& vae)
{
    return network.stride() * vae.stride();
}

SvcPathSampler::SvcPathSampler(const SvcNetworks& networks, const svc::PathPlan& plan, std::vector<at::Tensor> inputs,
                               const SvcPathOptions& options, Noise noise)
    : m_networks(networks), m_plan(plan), m_options(options), m_noise(std::move(noise)), m_schedule(svc::noiseSchedule())
{
    const int stride = svcPictureStride(networks.unet->config(), networks.vae->config());
    for (std::size_t i = 0; i < inputs.size(); ++i) {
        if (inputs[i].size(1) % stride || inputs[i].size(2) % stride || inputs[i].sizes() != inputs[0].sizes())
            throw Error("picture size", fmt::format("{}x{} is not a multiple of {} in both sides", inputs[i].size(2), inputs[i].size(1), stride));
        m_frames[key({svc::FrameName::Kind::Input, static_cast<int>(i)})].picture = inputs[i];
    }
    m_height = inputs.at(0).size(1) / networks.vae->config().stride();
    m_width = inputs.at(0).size(2) / networks.vae->config().stride();
}

const at::Tensor& SvcPathSampler::picture(const svc::FrameName& frame) const
{
    return m_frames.at(key(frame)).picture;
}

const SvcPathSampler::Known& SvcPathSampler::encoded(const svc::FrameName& frame)
{
    Known& known = m_frames.at(key(frame));
    if (!known.latent.defined()) { // one picture at a time: it bounds the memory
        const at::Tensor picture = known.picture.unsqueeze(0).to(m_networks.options());
        known.latent = m_networks.vae->encode(picture).to(at::kFloat);
        known.embedding = m_networks.clip->embed(picture).to(at::kFloat);
    }
    return known;
}

void SvcPathSampler::run(std::size_t index, const std::function<void(int)>& onStep, const std::function<void()>& onBlock, const Trace& trace)
{
    const c10::InferenceMode inference;
    const svc::NetworkCall& call = m_plan.calls.at(index);
    const auto frames = static_cast<std::int64_t>(call.slots.size());
    const auto traced = [&](const std::string& name, const at::Tensor& value) {
        if (trace)
            trace(name, value);
    };

    const at::TensorOptions wide = m_networks.options().dtype(at::kFloat);
    SvcSample sample;
    sample.latents = at::zeros({frames, m_networks.vae->config().latentChannels, m_height, m_width}, wide);
    sample.mask = at::zeros({frames, 1, m_height, m_width}, wide);
    std::vector<at::Tensor> embeddings;
    std::vector<bool> isInput;
    for (std::size_t i = 0; i < call.slots.size(); ++i) {
        isInput.push_back(call.slots[i].conditioning);
        if (!call.slots[i].conditioning)
            continue;
        const Known& known = encoded(call.slots[i].frame);
        sample.latents.select(0, static_cast<std::int64_t>(i)).copy_(known.latent.squeeze(0));
        sample.mask.select(0, static_cast<std::int64_t>(i)).fill_(1);
        embeddings.push_back(known.embedding);
        onBlock();
    }
    traced("replace", at::cat({sample.latents, sample.mask}, 1));
    const at::Tensor context = at::cat(embeddings).mean(0);
    traced("context", context);
    const std::vector<float> rays = svc::pluckerCoordinates(call.scaled, call.lenses, static_cast<int>(m_width), static_cast<int>(m_height));
    at::Tensor plucker = at::empty({frames, 6, m_height, m_width}, at::kFloat);
    std::memcpy(plucker.data_ptr(), rays.data(), rays.size() * sizeof(float));
    traced("plucker", plucker);
    plucker = plucker.to(m_networks.options());
    sample.guidance = svc::guidanceStrengths(m_options.guidance[call.pass > 1 ? 1 : 0], call.scaled, call.lenses, isInput);

    const at::Tensor rows = context.to(m_networks.options()).view({1, 1, -1}).expand({frames, 1, context.size(0)}).contiguous();
    const at::Tensor noRows = at::zeros_like(rows), mask = sample.mask.to(m_networks.options()), noMask = at::zeros_like(mask);
    const SvcProbe probe = [&](const std::string&, const at::Tensor&) { onBlock(); };
    const SvcNetwork network = [&](const at::Tensor& x, std::int64_t step, bool conditional) {
        const at::Tensor input = at::cat({x.to(m_networks.compute), conditional ? mask : noMask, plucker}, 1);
        const at::Tensor steps = at::full({frames}, step, m_networks.options().dtype(at::kLong));
        return m_networks.unet->forward(input, steps, conditional ? rows : noRows, plucker, frames, probe).to(at::kFloat);
    };
    const at::Tensor latents = svcSample(m_schedule, m_options.steps, sample, network, [&](int step) {
        return m_noise(index, step, sample.latents.sizes()).to(wide);
    }, [&](const SvcStepResult& result) {
        onStep(result.step);
    });
    traced("latents", latents);

    for (std::size_t i = 0; i < call.slots.size(); ++i) {
        const svc::PlannedSlot& slot = call.slots[i];
        if (slot.conditioning || slot.copy)
            continue;
        const at::Tensor one = latents.narrow(0, static_cast<std::int64_t>(i), 1).to(m_networks.compute);
        m_frames[key(slot.frame)].picture = m_networks.vae->decode(one).squeeze(0).to(at::kCPU, at::kFloat);
        onBlock();
    }
}

} // namespace w2v::nn
