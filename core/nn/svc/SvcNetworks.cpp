#include <cstring>

#include <fmt/format.h>

#include "core/base/Error.h"
#include "core/nn/svc/SvcFiles.h"
#include "core/nn/svc/SvcNetworksTorch.h"

namespace w2v::nn {

namespace {

at::Device deviceOf(const std::string& name)
{
    if (name == "cpu" || (name == "auto" && !at::hasCUDA()))
        return at::kCPU;
    if (name != "cuda" && name != "auto")
        throw Error("svc_device", fmt::format("{} is not known", name), "Use auto, cpu or cuda.");
    if (!at::hasCUDA())
        throw Error("svc_device", "this LibTorch sees no CUDA device", "Use cpu, or a LibTorch built for CUDA.");
    return at::kCUDA;
}

c10::optional<at::ScalarType> typeOf(const std::string& name)
{
    if (name == "auto")
        return c10::nullopt;
    if (name == "float32")
        return at::kFloat;
    if (name == "bfloat16")
        return at::kBFloat16;
    if (name == "float16")
        return at::kHalf;
    throw Error("svc_type", fmt::format("{} is not known", name), "Use auto, float32, bfloat16 or float16.");
}

} // namespace

SvcNetworks loadSvcNetworks(const std::filesystem::path& folder, const std::string& type, const std::string& device)
{
    const SvcWeightFiles files = svcWeightFiles(folder);
    SvcNetworks networks;
    networks.device = deviceOf(device);
    LoadOptions options;
    options.device = networks.device;
    options.type = typeOf(type);

    networks.unet = std::make_unique<SvcUNet>(files.networkConfig);
    options.advice = "Use the weights of Stable Virtual Camera, and beside them no config.json of another model.";
    loadTensors(networks.unet->slots(), SafetensorsFile::open(files.network), options);

    networks.vae = std::make_unique<SvcVae>(files.vaeConfig);
    const SafetensorsFile vae = SafetensorsFile::open(files.vae);
    options.advice = "Use the autoencoder of Stable Diffusion 2.1.";
    if (vae.find("first_stage_model.quant_conv.weight"))
        options.onlyPrefix = "first_stage_model."; // a whole checkpoint of the original training code
    loadTensors(networks.vae->slots(), vae, options);

    networks.clip = std::make_unique<SvcClip>(files.clipConfig);
    options.advice = "Use OpenCLIP ViT-H/14 (laion2B-s32B-b79K).";
    options.onlyPrefix = "visual.";
    loadTensors(networks.clip->slots(), SafetensorsFile::open(files.clip), options);

    for (const TensorSlots& slots : {networks.unet->slots(), networks.vae->slots(), networks.clip->slots()})
        networks.weightBytes += tensorBytes(slots);
    if (networks.device.is_cuda())
        networks.compute = networks.unet->slots().front().target->scalar_type();
    networks.testWeights = files.networkConfig.testWeights;
    return networks;
}

at::Tensor svcTensor(const svc::FloatImage& image)
{
    const at::Tensor pixels = at::empty({image.height(), image.width(), 3}, at::kFloat);
    std::memcpy(pixels.data_ptr(), image.data(), image.bytes());
    return pixels.permute({2, 0, 1}).contiguous();
}

svc::FloatImage svcImage(const at::Tensor& picture)
{
    const at::Tensor pixels = picture.to(at::kCPU, at::kFloat).permute({1, 2, 0}).contiguous();
    svc::FloatImage image(static_cast<int>(pixels.size(1)), static_cast<int>(pixels.size(0)));
    std::memcpy(image.data(), pixels.data_ptr(), image.bytes());
    return image;
}

} // namespace w2v::nn
