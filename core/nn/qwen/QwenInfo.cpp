#include "core/nn/qwen/QwenInfo.h"

#include <fstream>

#include <fmt/format.h>

#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/nn/VlmFactory.h"
#include "core/nn/qwen/LoraTorch.h"
#include "core/nn/qwen/ModelPlaceTorch.h"
#include "core/nn/qwen/QwenCheckpointTorch.h"
#include "core/nn/qwen/QwenMemory.h"
#include "core/nn/qwen/TensorFilesTorch.h"

namespace w2v {

namespace nn {

namespace {

struct Parameters {
    std::int64_t total = 0, vision = 0;
};

Parameters countParameters(const QwenConfig& config)
{
    Parameters count;
    for (const HubTensor& tensor : hubTensors(config, QwenWeights::layout(config))) {
        count.total += tensor.view.numel();
        if (tensor.name.starts_with("visual."))
            count.vision += tensor.view.numel();
    }
    return count;
}

/// The grids that the processor makes of a row's images, and what to say about each image.
std::vector<VisionGrid> gridsOf(const QwenConfig& config, const ImagePreprocessor& processor, const std::vector<std::pair<int, int>>& images, Json& described)
{
    std::vector<VisionGrid> grids;
    const int fixed = config.extension.imageSize;
    for (const auto& [width, height] : images) {
        if (width < 1 || height < 1)
            throw Error(fmt::format("image of {}x{}", width, height), "has no pixels");
        const ResizedSize size = processor.targetSize(fixed ? fixed : width, fixed ? fixed : height);
        const VisionGrid grid{1, size.height / config.vision.patch, size.width / config.vision.patch};
        described.push_back({{"size", {width, height}}, {"resized", {size.width, size.height}}, {"grid", {grid.h, grid.w}}, {"tokens", grid.tokens(config.vision.merge)}});
        grids.push_back(grid);
    }
    if (config.extension.pairAsVideo && grids.size() == 2)
        grids.pop_back(); // the two frames of one temporal patch
    return grids;
}

/// Memory that programs can still take, in bytes; 0 when the system does not say.
std::int64_t availableMemory()
{
    std::ifstream file("/proc/meminfo");
    for (std::string line; std::getline(file, line);)
        if (line.starts_with("MemAvailable:"))
            return std::strtoll(line.c_str() + 13, nullptr, 10) * 1024;
    return 0;
}

Json describeAdapter(const std::filesystem::path& folder, const QwenConfig& config)
{
    const LoraSummary summary = describeLora(folder, config);
    return {{"folder", folder.string()}, {"rank", summary.config.rank}, {"alpha", summary.config.alpha}, {"modules", summary.modules},
            {"parameters", summary.parameters}, {"bytes", summary.parameters * 4}};
}

} // namespace

Json describeArchitecture(const QwenConfig& c, const ImagePreprocessor& images)
{
    const QwenVisionConfig& v = c.vision;
    const Parameters count = countParameters(c);
    Json extensions = Json::array();
    if (c.extension.pairAsVideo)
        extensions.push_back("two views are the frames of one temporal patch");
    if (c.extension.absolutePositions)
        extensions.push_back("learned absolute patch positions");
    if (c.extension.systemPrompt)
        extensions.push_back("own system turn");
    const auto tokens = [&](std::int64_t pixels) { return pixels / (v.patch * v.merge) / (v.patch * v.merge); };
    return Json{{"architecture", "Qwen2.5-VL"}, {"parameters", count.total}, {"vision_parameters", count.vision}, {"stored_dtype", c.dtype},
                {"tied_embeddings", c.tied},
                {"text", {{"hidden", c.hidden}, {"layers", c.layers}, {"heads", c.heads}, {"kv_heads", c.kvHeads}, {"vocabulary", c.vocabulary}}},
                {"vision", {{"hidden", v.hidden}, {"depth", v.depth}, {"heads", v.heads}, {"patch", v.patch}, {"window", v.window}}},
                {"image_tokens", {{"least", tokens(images.minPixels)}, {"most", tokens(images.maxPixels)}}},
                {"extensions", extensions}};
}

} // namespace nn

nlohmann::ordered_json describeCheckpoint(const std::filesystem::path& folder, const ModelUse& use)
{
    using namespace nn;
    if (use.batch < 1 || use.batch > 65536 || use.length < 1 || use.length > (1 << 22))
        throw Error("use", fmt::format("{} rows of {} tokens are out of range", use.batch, use.length), "Give a batch and a length of at least 1");
    const QwenConfig config = loadQwenConfig(folder);
    std::vector<std::string> unsupported = unsupportedFeatures(config);
    const bool whole = fs::exists(folder / "preprocessor_config.json");
    const ImagePreprocessor images = whole ? ImagePreprocessor::load(folder) : ImagePreprocessor();
    if (!whole)
        unsupported.push_back("preprocessor_config.json is missing");
    if (!fs::exists(folder / "tokenizer.json") && !(fs::exists(folder / "vocab.json") && fs::exists(folder / "merges.txt")))
        unsupported.push_back("the tokenizer is missing (tokenizer.json, or vocab.json and merges.txt)");

    Json json = describeArchitecture(config, images);
    json["folder"] = folder.string();
    const auto parameters = json["parameters"].get<std::int64_t>();
    json["bytes_by_dtype"] = {{"float32", parameters * 4}, {"bfloat16", parameters * 2}, {"float16", parameters * 2}};
    if (unsupportedFeatures(config).empty()) {
        const QwenFiles files = openQwenFiles(folder);
        std::int64_t stored = 0;
        for (const TensorView& tensor : files.file.tensors())
            stored += static_cast<std::int64_t>(tensor.bytes.size());
        json["stored_bytes"] = stored;
    }
    const ModelPlace place = modelPlace(use.options, config, folder.string());
    json["dtype"] = dtypeName(place.type);
    json["device"] = place.device.str();
    json["bytes"] = parameters * static_cast<std::int64_t>(at::elementSize(place.type));
    json["images"] = Json::array();
    const std::vector<VisionGrid> grids = gridsOf(config, images, use.images, json["images"]);
    std::int64_t imageTokens = 0;
    for (const VisionGrid& grid : grids)
        imageTokens += grid.tokens(config.vision.merge);
    if (imageTokens >= use.length)
        throw Error("length", fmt::format("{} tokens do not hold the {} of the images", use.length, imageTokens), "Give a larger length or smaller images");
    if (use.length > config.maxPositions)
        unsupported.push_back(fmt::format("{} tokens are more than the model's {} positions", use.length, config.maxPositions));

    const int weightBytes = static_cast<int>(at::elementSize(place.type)), computeBytes = place.device.is_cpu() ? 4 : weightBytes;
    const QwenMemory memory = estimateMemory(config, parameters, weightBytes, computeBytes, use.batch, use.length, grids);
    std::int64_t total = memory.total();
    json["memory"] = {{"batch", use.batch}, {"length", use.length}, {"weights", memory.weights}, {"kv_cache", memory.keyValueCache}, {"activations", memory.activations}};
    if (!use.options.adapter.empty()) {
        json["adapter"] = describeAdapter(use.options.adapter, config);
        json["memory"]["adapter"] = json["adapter"]["bytes"];
        total += json["adapter"]["bytes"].get<std::int64_t>();
    }
    json["memory"]["total"] = total;
    if (const std::int64_t available = availableMemory(); place.device.is_cpu() && available > 0) {
        json["memory"]["available"] = available;
        json["memory"]["fits"] = total <= available;
    }
    json["unsupported"] = unsupported;
    return json;
}

} // namespace w2v
