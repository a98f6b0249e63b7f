#include "core/nn/qwen/QwenCheckpointTorch.h"

#include <map>

#include <fmt/format.h>

#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/nn/qwen/TensorFilesTorch.h"

namespace w2v::nn {

namespace {

/// Pairs every expected tensor with one of the file, or names all that does not fit.
std::vector<const TensorView*> matchTensors(const std::vector<HubTensor>& expected, const SafetensorsFile& file, bool tied)
{
    std::map<std::string, const TensorView*> byName;
    std::vector<std::string> twice;
    for (const TensorView& tensor : file.tensors())
        if (!byName.emplace(releasedTensorName(tensor.name), &tensor).second)
            twice.push_back(tensor.name);
    std::vector<const TensorView*> matched;
    std::vector<std::string> missing, misshapen, mistyped, unexpected;
    for (const HubTensor& tensor : expected) {
        const auto it = byName.find(tensor.name);
        matched.push_back(it == byName.end() ? nullptr : it->second);
        if (it == byName.end()) {
            missing.push_back(tensor.name);
            continue;
        }
        const TensorType type = it->second->type;
        if (it->second->shape != tensor.shape)
            misshapen.push_back(fmt::format("{} is {} instead of {}", tensor.name, shapeText(it->second->shape), shapeText(tensor.shape)));
        if (type != TensorType::F32 && type != TensorType::BF16 && type != TensorType::F16 && type != TensorType::F64)
            mistyped.push_back(fmt::format("{} is {}", tensor.name, tensorTypeName(type)));
        byName.erase(it);
    }
    if (tied)
        byName.erase("lm_head.weight"); // some tools store the shared matrix twice
    for (const auto& [name, tensor] : byName)
        unexpected.push_back(tensor->name);
    const std::string reason = mismatchText({{"missing", missing}, {"of another shape", misshapen}, {"of a type other than F32, BF16, F16 and F64", mistyped},
                                             {"unexpected", unexpected}, {"stored under two names", twice}});
    if (!reason.empty())
        throw Error(file.subject(), "the tensors do not fit config.json: " + reason, "Use the weights and the config.json of one checkpoint");
    return matched;
}

void copyCompanions(const fs::path& from, const fs::path& to)
{
    for (const char* name : {"tokenizer.json", "vocab.json", "merges.txt", "tokenizer_config.json", "added_tokens.json", "special_tokens_map.json",
                             "preprocessor_config.json", "generation_config.json", "chat_template.json", "chat_template.jinja"})
        if (fs::exists(from / name))
            fs::copy_file(from / name, to / name);
}

} // namespace

QwenFiles openQwenFiles(const std::filesystem::path& folder)
{
    QwenFiles files;
    const fs::path configFile = folder / "config.json";
    files.config = loadQwenConfig(folder);
    if (const std::vector<std::string> unsupported = unsupportedFeatures(files.config); !unsupported.empty())
        throw Error(configFile.string(), fmt::format("asks for {}, which is not supported", fmt::join(unsupported, " and ")),
                    "Use the plain checkpoint of this model");
    files.file = SafetensorsFile::open(folder);
    // Shapes first, on tensors without memory, so that an absurd config.json cannot ask for more than the file holds.
    const QwenWeights shapes = QwenWeights::layout(files.config);
    files.expected = hubTensors(files.config, shapes);
    files.tensors = matchTensors(files.expected, files.file, files.config.tied);
    return files;
}

QwenCheckpoint loadQwenCheckpoint(const std::filesystem::path& folder, at::ScalarType type, at::Device device)
{
    return readQwenFiles(openQwenFiles(folder), type, device);
}

QwenCheckpoint readQwenFiles(const QwenFiles& files, at::ScalarType type, at::Device device)
{
    const at::NoGradGuard noGrad;
    QwenCheckpoint checkpoint;
    checkpoint.config = files.config;
    const std::int64_t elements = QwenWeights::elements(files.config);
    try {
        checkpoint.weights = QwenWeights::allocate(checkpoint.config, type, device);
    } catch (const c10::Error&) {
        throw Error(files.file.subject(), fmt::format("its {} parameters need {:.1f} GB as {}, which {} does not have", elements,
                                                 static_cast<double>(elements) * static_cast<double>(at::elementSize(type)) * 1e-9, dtypeName(type), device.str()),
                    type == at::kFloat ? "Load it as bfloat16, or choose a smaller model" : "Choose a smaller model");
    }
    const std::vector<HubTensor> targets = hubTensors(checkpoint.config, checkpoint.weights);
    for (std::size_t i = 0; i < targets.size(); ++i)
        copyTensor(targets[i].view, *files.tensors[i], files.file);
    return checkpoint;
}

void writeQwenFiles(const std::filesystem::path& folder, const QwenConfig& config, const QwenWeights& weights, std::uint64_t maxShardBytes)
{
    const at::NoGradGuard noGrad;
    const at::ScalarType type = scalarTypeNamed(config.dtype, "config.json");
    const std::vector<HubTensor> tensors = hubTensors(config, weights);
    std::vector<TensorView> layout;
    for (const HubTensor& tensor : tensors)
        layout.push_back({tensor.name, tensorTypeOf(type), tensor.shape, {}});
    writeShards(folder, layout, [&](std::size_t i, const auto& put) {
        const at::Tensor values = tensors[i].view.detach().to(at::kCPU, type).contiguous();
        put({static_cast<const std::byte*>(values.data_ptr()), values.nbytes()});
    }, maxShardBytes);
    writeJson(folder / "config.json", qwenConfigToJson(config));
}

void saveQwenCheckpoint(const std::filesystem::path& folder, const QwenConfig& config, const QwenWeights& weights,
                        const std::filesystem::path& companion, std::uint64_t maxShardBytes)
{
    replaceFolder(folder, [&](const fs::path& aside) {
        writeQwenFiles(aside, config, weights, maxShardBytes);
        copyCompanions(companion, aside);
    });
}

void mergeQwenCheckpoint(const std::filesystem::path& model, const QwenLora& lora, const std::filesystem::path& out, JobContext& job,
                         std::uint64_t maxShardBytes)
{
    const at::NoGradGuard noGrad;
    std::error_code code;
    if (fs::equivalent(model, out, code))
        throw Error(out.string(), "is the folder that is read", "Choose another name");
    const QwenFiles files = openQwenFiles(model);
    std::map<std::string, const LoraModule*> modules;
    for (const LoraModule& module : lora.modules)
        modules.emplace(module.name + ".weight", &module);
    std::vector<TensorView> layout;
    for (std::size_t i = 0; i < files.expected.size(); ++i)
        layout.push_back({files.expected[i].name, files.tensors[i]->type, files.tensors[i]->shape, {}});
    replaceFolder(out, [&](const fs::path& aside) {
        writeShards(aside, layout, [&](std::size_t i, const auto& put) {
            job.throwIfStopped();
            job.report(static_cast<double>(i) / static_cast<double>(layout.size()), fmt::format("merging {}/{}", i + 1, layout.size()));
            const TensorView& source = *files.tensors[i];
            if (const auto found = modules.find(files.expected[i].name); found != modules.end()) {
                const at::Tensor merged = mergedWeight(tensorIn(source, files.file.subject()), *found->second);
                put({static_cast<const std::byte*>(merged.data_ptr()), merged.nbytes()});
            } else {
                put(source.bytes);
            }
            files.file.releasePages(source.bytes);
        }, maxShardBytes);
        writeJson(aside / "config.json", qwenConfigToJson(files.config));
        copyCompanions(model, aside);
    });
}

} // namespace w2v::nn
