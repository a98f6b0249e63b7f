#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/base/Safetensors.h"
#include "core/nn/qwen/LoraTorch.h"
#include "core/nn/qwen/TensorFilesTorch.h"

namespace w2v::nn {

namespace {

constexpr const char* kConfigFile = "adapter_config.json";
constexpr const char* kWeightsFile = "adapter_model.safetensors";
constexpr const char* kPrefix = "base_model.model.";

/// A layer's two matrices in the file, under the file's own spelling.
struct FileModule {
    std::string spelled;
    const TensorView *a = nullptr, *b = nullptr;
};

/// By released layer name. Names that are not those of LoRA matrices go to `strange`.
std::map<std::string, FileModule> modulesOf(const SafetensorsFile& file, std::vector<std::string>& strange)
{
    std::map<std::string, FileModule> modules;
    for (const TensorView& tensor : file.tensors()) {
        std::string name = tensor.name;
        if (name.starts_with(kPrefix))
            name = name.substr(std::char_traits<char>::length(kPrefix));
        const bool a = name.ends_with(".lora_A.weight"), b = name.ends_with(".lora_B.weight");
        if (!a && !b) {
            strange.push_back(tensor.name);
            continue;
        }
        name.resize(name.size() - std::char_traits<char>::length(".lora_A.weight"));
        FileModule& module = modules[releasedTensorName(name)];
        const TensorView*& slot = a ? module.a : module.b;
        if (slot)
            strange.push_back(tensor.name); // the same layer in both spellings
        slot = &tensor;
        module.spelled = name;
    }
    return modules;
}

/// What the files say, checked against the model; nothing is read but headers.
struct Plan {
    LoraConfig config;
    SafetensorsFile file;
    std::vector<HubLinear> linears;
    QwenWeights shapes;              ///< what `linears` points into
    std::vector<LoraSlot> slots;     ///< the adapted layers
    std::vector<FileModule> modules; ///< their matrices, in the same order
};

void openAdapter(const std::filesystem::path& folder, const QwenConfig& model, Plan& plan)
{
    const fs::path configFile = folder / kConfigFile, weightsFile = folder / kWeightsFile;
    if (!fs::exists(configFile))
        throw Error(folder.string(), fmt::format("holds no {}", kConfigFile), "Give the folder of a LoRA adapter in the peft layout");
    plan.config = parseLoraConfig(readJson(configFile), configFile.string());
    if (!fs::exists(weightsFile) && fs::exists(folder / "adapter_model.bin"))
        throw Error(folder.string(), "holds its weights as a pickle (adapter_model.bin), which may run code and is never read",
                    "Save the adapter as safetensors");
    plan.file = SafetensorsFile::open(weightsFile);
    plan.shapes = QwenWeights::layout(model);
    plan.linears = hubLinears(model, plan.shapes);
    const LoraMatcher matcher(plan.config, configFile.string());

    std::vector<std::string> strange, unknown, missing, misshapen, unwanted;
    std::map<std::string, FileModule> modules = modulesOf(plan.file, strange);
    const bool newer = std::any_of(modules.begin(), modules.end(), [](const auto& entry) { return entry.first != entry.second.spelled; });
    for (std::size_t i = 0; i < plan.linears.size(); ++i) {
        const HubLinear& linear = plan.linears[i];
        const auto it = modules.find(linear.name);
        // A pattern was written for the names of the library that trained the adapter.
        const std::string spelled = it != modules.end() ? it->second.spelled : newer ? newerTensorName(linear.name) : linear.name;
        const bool wanted = matcher.targets(spelled);
        if (it == modules.end()) {
            if (wanted)
                missing.push_back(linear.name);
            continue;
        }
        const FileModule module = it->second;
        modules.erase(it);
        if (!wanted)
            unwanted.push_back(linear.name);
        const int rank = matcher.rank(spelled);
        if (!module.a || !module.b) {
            missing.push_back(linear.name + (module.a ? ".lora_B.weight" : ".lora_A.weight"));
            continue;
        }
        const std::vector<std::int64_t> shapeA{rank, linear.linear->weight.size(1)}, shapeB{linear.rows, rank};
        for (const auto& [tensor, shape] : {std::pair{module.a, shapeA}, std::pair{module.b, shapeB}})
            if (tensor->shape != shape)
                misshapen.push_back(fmt::format("{} is {} instead of {}", tensor->name, shapeText(tensor->shape), shapeText(shape)));
        plan.slots.push_back({i, rank, matcher.scale(spelled)});
        plan.modules.push_back(module);
    }
    for (const auto& [name, module] : modules)
        unknown.push_back(name);
    const std::string reason = mismatchText({{"layers that the model does not have", unknown}, {"missing", missing}, {"of another shape", misshapen},
                                             {"not named by target_modules", unwanted}, {"no matrices of a LoRA layer", strange}});
    if (!reason.empty())
        throw Error(plan.file.subject(), "the adapter does not fit the model and its adapter_config.json: " + reason,
                    "Use the adapter with the model it was trained on");
    if (plan.slots.empty())
        throw Error(plan.file.subject(), "holds no adapted layer");
}

} // namespace

QwenLora loadLora(const std::filesystem::path& folder, const QwenConfig& model)
{
    const at::NoGradGuard noGrad;
    Plan plan;
    openAdapter(folder, model, plan);
    QwenLora lora = layOutLora(plan.config, plan.linears, plan.slots);
    for (std::size_t i = 0; i < lora.modules.size(); ++i) {
        copyTensor(lora.modules[i].a, *plan.modules[i].a, plan.file);
        copyTensor(lora.modules[i].b, *plan.modules[i].b, plan.file);
    }
    if (!at::isfinite(lora.flat).all().item<bool>())
        throw Error(plan.file.subject(), "holds values that are not finite numbers", "Train or download the adapter again");
    return lora;
}

LoraSummary describeLora(const std::filesystem::path& folder, const QwenConfig& model)
{
    Plan plan;
    openAdapter(folder, model, plan);
    LoraSummary summary{plan.config, static_cast<std::int64_t>(plan.slots.size()), 0};
    for (const FileModule& module : plan.modules)
        summary.parameters += module.a->elements() + module.b->elements();
    return summary;
}

void saveLora(const std::filesystem::path& folder, const QwenLora& lora, const std::string& base)
{
    const at::NoGradGuard noGrad;
    std::vector<TensorView> entries;
    std::vector<at::Tensor> kept;
    const auto add = [&](const std::string& name, const at::Tensor& view) {
        kept.push_back(view.detach().to(at::kCPU, at::kFloat).contiguous());
        entries.push_back({kPrefix + name, TensorType::F32, view.sizes().vec(), {static_cast<const std::byte*>(kept.back().data_ptr()), kept.back().nbytes()}});
    };
    for (const LoraModule& module : lora.modules) {
        add(module.name + ".lora_A.weight", module.a);
        add(module.name + ".lora_B.weight", module.b);
    }
    Json config = loraConfigToJson(lora.config);
    config["base_model_name_or_path"] = base;
    replaceFolder(folder, [&](const fs::path& aside) {
        writeSafetensors(aside / kWeightsFile, entries, {{"format", "pt"}});
        writeJson(aside / kConfigFile, config);
    });
}

} // namespace w2v::nn
