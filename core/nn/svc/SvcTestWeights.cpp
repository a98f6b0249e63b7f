#include <cmath>
#include <map>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/base/Rng.h"
#include "core/nn/SvcFactory.h"
#include "core/nn/svc/SvcNetworksTorch.h"

namespace w2v {

namespace {

struct Preset {
    nn::SvcUNetConfig network;
    nn::SvcVaeConfig vae;
    nn::SvcClipConfig clip;
};

std::map<std::string, Preset> presets()
{
    Preset tiny, mid;
    tiny.network.channels = 32;
    tiny.network.frames = 8;
    tiny.network.resBlocks = 1;
    tiny.network.multipliers = {1, 1, 2};
    tiny.network.attentionStrides = {2, 1};
    tiny.network.transformerDepth = {1, 1, 1};
    tiny.network.headChannels = 16;
    tiny.network.contextWidth = 24;
    tiny.network.joined = {"middle_ds4", "output_ds2"};
    tiny.vae.channels = {8, 16, 16, 24};
    tiny.vae.layersPerBlock = 1;
    tiny.vae.groups = 8;
    tiny.clip = {56, 14, 48, 2, 16, 24, 4};
    mid.network.channels = 128;
    mid.network.frames = 7;
    mid.network.contextWidth = 256;
    mid.network.headChannels = 64;
    mid.vae.channels = {32, 64, 128, 128};
    mid.clip = {224, 14, 256, 4, 64, 256, 4};
    return {{"tiny", tiny}, {"mid", mid}};
}

/// Norms 1 and 0, biases 0, the rest normal with a deviation of 1/sqrt(inputs).
at::Tensor randomTensor(const nn::TensorSlot& slot, const Rng& root)
{
    const bool vector = slot.shape.size() == 1;
    if (vector && slot.name.ends_with(".weight"))
        return at::ones(slot.shape);
    if (vector && slot.name.ends_with("bias"))
        return at::zeros(slot.shape);
    at::Tensor values = at::empty(slot.shape);
    double inputs = 1;
    for (std::size_t i = 1; i < slot.shape.size(); ++i)
        inputs *= static_cast<double>(slot.shape[i]);
    Rng random = root.fork(slot.name);
    float* data = values.data_ptr<float>();
    for (std::int64_t i = 0; i < values.numel(); ++i)
        data[i] = static_cast<float>(random.normal() / std::sqrt(inputs));
    return values;
}

void write(const fs::path& path, const nn::TensorSlots& slots, const Rng& root)
{
    std::vector<TensorView> layout;
    for (const nn::TensorSlot& slot : slots)
        layout.push_back({slot.name, TensorType::F32, slot.shape, {}});
    SafetensorsWriter writer(path, layout, {{"w2v", "random test weights"}});
    for (const nn::TensorSlot& slot : slots) {
        const at::Tensor values = randomTensor(slot, root);
        writer.append({static_cast<const std::byte*>(values.data_ptr()), values.nbytes()});
    }
    writer.finish();
}

} // namespace

std::vector<std::string> svcTestPresets()
{
    std::vector<std::string> names;
    for (const auto& [name, preset] : presets())
        names.push_back(name);
    return names;
}

void createSvcTestWeights(const fs::path& folder, const std::string& name, std::uint64_t seed)
{
    const auto all = presets();
    const auto preset = all.find(name);
    if (preset == all.end())
        throw Error("preset " + name, "there is no such size", fmt::format("Choose one of: {}.", fmt::join(svcTestPresets(), ", ")));
    if (fs::exists(folder))
        throw Error(folder.string(), "it exists already", "Name a new folder.");
    nn::SvcUNetConfig network = preset->second.network;
    network.testWeights = true;
    const Rng root(seed);
    const fs::path part = folder.string() + fmt::format(".part-{}", getpid());
    fs::remove_all(part);
    createFolder(part / "vae");
    createFolder(part / "clip");
    write(part / "model.safetensors", nn::SvcUNet(network).slots(), root.fork("network"));
    write(part / "vae" / "diffusion_pytorch_model.safetensors", nn::SvcVae(preset->second.vae).slots(), root.fork("autoencoder"));
    write(part / "clip" / "open_clip_model.safetensors", nn::SvcClip(preset->second.clip).slots(), root.fork("image encoder"));
    writeJson(part / "config.json", nn::toJson(network));
    writeJson(part / "vae" / "config.json", nn::toJson(preset->second.vae));
    writeJson(part / "clip" / "config.json", nn::toJson(preset->second.clip));
    createFolder(fs::absolute(folder).parent_path());
    fs::rename(part, folder);
}

} // namespace w2v
