#include <algorithm>
#include <optional>

#include "core/base/Error.h"
#include "core/base/Json.h"
#include "core/nn/VlmFactory.h"
#include "core/nn/qwen/ModelPlaceTorch.h"
#include "core/nn/qwen/QwenCheckpointTorch.h"
#include "core/nn/qwen/QwenVlmTorch.h"
#include "core/nn/qwen/TensorFilesTorch.h"

namespace w2v {

namespace nn {

namespace {

at::Device deviceNamed(const std::string& name)
{
    const bool numbered = name.starts_with("cuda:") && name.size() > 5 && name.size() < 8 && std::all_of(name.begin() + 5, name.end(), [](char c) { return c >= '0' && c <= '9'; });
    if (name != "cpu" && name != "cuda" && !numbered)
        throw Error("device", "\"" + name + "\" is not known", "Use cpu, cuda or cuda:0");
    const at::Device device(name);
    if (device.is_cpu())
        return device;
    try {
        at::empty({1}, at::TensorOptions().device(device));
    } catch (const c10::Error&) {
        throw Error("device", name + " is not there: this LibTorch has no CUDA, or the machine no such graphics card", "Use --device cpu");
    }
    return device;
}

} // namespace

ModelPlace modelPlace(const ModelOptions& options, const QwenConfig& config, const std::string& subject)
{
    return {scalarTypeNamed(options.dtype == "auto" ? config.dtype : options.dtype, subject), deviceNamed(options.device)};
}

} // namespace nn

std::unique_ptr<VisionLanguageModel> loadVisionLanguageModel(const std::filesystem::path& folder, const ModelOptions& options)
{
    // The small files first, so that what is wrong with them is said before gigabytes are read.
    const nn::QwenFiles files = nn::openQwenFiles(folder);
    const nn::ModelPlace place = nn::modelPlace(options, files.config, folder.string());
    nn::QwenProcessor processor = nn::QwenProcessor::load(folder, files.config);
    std::optional<nn::QwenLora> lora;
    if (!options.adapter.empty())
        lora = nn::loadLora(options.adapter, files.config);
    nn::QwenCheckpoint checkpoint = nn::readQwenFiles(files, place.type, place.device);
    if (lora)
        checkpoint.weights = lora->attach(checkpoint.config, checkpoint.weights);
    return std::make_unique<nn::QwenVlm>(std::move(checkpoint.config), std::move(checkpoint.weights), std::move(processor), folder);
}

void copyCheckpoint(const std::filesystem::path& model, const std::filesystem::path& out, const std::string& dtype)
{
    nn::scalarTypeNamed(dtype, "dtype");
    nn::QwenCheckpoint checkpoint = nn::loadQwenCheckpoint(model);
    checkpoint.config.dtype = dtype;
    nn::saveQwenCheckpoint(out, checkpoint.config, checkpoint.weights, model);
}

void mergeAdapter(const std::filesystem::path& model, const std::filesystem::path& adapter, const std::filesystem::path& out, JobContext& job)
{
    nn::mergeQwenCheckpoint(model, nn::loadLora(adapter, nn::loadQwenConfig(model)), out, job);
}

} // namespace w2v
