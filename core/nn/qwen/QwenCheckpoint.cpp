#include "core/nn/qwen/QwenCheckpointTorch.h"

#include <algorithm>
#include <cstring>
#include <map>
#include <set>

#include <fmt/format.h>
#include <unistd.h>

#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/base/Safetensors.h"

namespace w2v::nn {

namespace {

/// The released spelling of a tensor name: newer libraries write model.visual.* and model.language_model.*.
std::string releasedName(const std::string& name)
{
    for (const auto& [newer, released] : {std::pair<std::string, std::string>{"model.visual.", "visual."}, {"model.language_model.", "model."}})
        if (name.starts_with(newer))
            return released + name.substr(newer.size());
    return name;
}

at::ScalarType scalarType(TensorType type, const TensorView& tensor, const std::string& subject)
{
    switch (type) {
    case TensorType::F32: return at::kFloat;
    case TensorType::BF16: return at::kBFloat16;
    case TensorType::F16: return at::kHalf;
    case TensorType::F64: return at::kDouble;
    default:
        throw Error(subject, fmt::format("tensor {} has the type {}", tensor.name, tensorTypeName(type)),
                    "Weights of the types F32, BF16, F16 and F64 can be read.");
    }
}

std::string shapeText(const std::vector<std::int64_t>& shape)
{
    return fmt::format("[{}]", fmt::join(shape, ","));
}

/// Copies in pieces, so that a conversion never holds a second whole tensor.
void copyInto(const at::Tensor& target, const TensorView& source, const std::string& subject)
{
    const at::ScalarType type = scalarType(source.type, source, subject);
    const at::Tensor flat = target.view({-1});
    const std::size_t width = at::elementSize(type);
    constexpr std::int64_t kPiece = 4 << 20;
    for (std::int64_t at = 0; at < flat.numel(); at += kPiece) {
        const std::int64_t count = std::min(kPiece, flat.numel() - at);
        const at::Tensor piece = at::empty({count}, at::TensorOptions().dtype(type));
        std::memcpy(piece.data_ptr(), source.bytes.data() + static_cast<std::size_t>(at) * width, static_cast<std::size_t>(count) * width);
        flat.narrow(0, at, count).copy_(piece);
    }
}

/// "a, b, c and 12 more"
std::string listed(const std::vector<std::string>& names)
{
    constexpr std::size_t kShown = 24;
    const std::size_t shown = std::min(names.size(), kShown);
    std::string text = fmt::format("{}", fmt::join(names.begin(), names.begin() + static_cast<std::ptrdiff_t>(shown), ", "));
    return names.size() > shown ? fmt::format("{} and {} more", text, names.size() - shown) : text;
}

/// Pairs every expected tensor with one of the file, or names all that does not fit.
std::vector<const TensorView*> matchTensors(const std::vector<HubTensor>& expected, const SafetensorsFile& file, bool tied)
{
    std::map<std::string, const TensorView*> byName;
    std::vector<std::string> twice;
    for (const TensorView& tensor : file.tensors())
        if (!byName.emplace(releasedName(tensor.name), &tensor).second)
            twice.push_back(tensor.name);
    std::vector<const TensorView*> matched;
    std::vector<std::string> missing, misshapen, unexpected;
    for (const HubTensor& tensor : expected) {
        const auto it = byName.find(tensor.name);
        matched.push_back(it == byName.end() ? nullptr : it->second);
        if (it == byName.end()) {
            missing.push_back(tensor.name);
            continue;
        }
        if (it->second->shape != tensor.shape)
            misshapen.push_back(fmt::format("{} is {} instead of {}", tensor.name, shapeText(it->second->shape), shapeText(tensor.shape)));
        byName.erase(it);
    }
    if (tied)
        byName.erase("lm_head.weight"); // some tools store the shared matrix twice
    for (const auto& [name, tensor] : byName)
        unexpected.push_back(tensor->name);
    std::string reason;
    for (const auto& [title, names] : {std::pair<const char*, const std::vector<std::string>&>{"missing", missing}, {"of another shape", misshapen},
                                       {"unexpected", unexpected}, {"stored under two names", twice}})
        if (!names.empty())
            reason += fmt::format("{}{} {}: {}", reason.empty() ? "" : "; ", names.size(), title, listed(names));
    if (!reason.empty())
        throw Error(file.subject(), "the tensors do not fit config.json: " + reason,
                    "Use the weights and the config.json of one checkpoint.");
    return matched;
}

} // namespace

QwenCheckpoint loadQwenCheckpoint(const std::filesystem::path& folder, at::ScalarType type)
{
    const at::NoGradGuard noGrad;
    QwenCheckpoint checkpoint;
    const fs::path configFile = folder / "config.json";
    checkpoint.config = parseQwenConfig(readJson(configFile), configFile.string());
    const SafetensorsFile file = SafetensorsFile::open(folder);

    // Shapes first, on tensors without memory, so that an absurd config.json cannot ask for more than the file holds.
    const QwenWeights shapes = QwenWeights::layout(checkpoint.config);
    const std::vector<const TensorView*> matched = matchTensors(hubTensors(checkpoint.config, shapes), file, checkpoint.config.tied);
    checkpoint.weights = QwenWeights::allocate(checkpoint.config, type);
    const std::vector<HubTensor> targets = hubTensors(checkpoint.config, checkpoint.weights);
    for (std::size_t i = 0; i < targets.size(); ++i)
        copyInto(targets[i].view, *matched[i], file.subject());
    return checkpoint;
}

void writeQwenFiles(const std::filesystem::path& folder, const QwenConfig& config, const QwenWeights& weights)
{
    const at::NoGradGuard noGrad;
    const at::ScalarType type = config.dtype == "bfloat16" ? at::kBFloat16 : config.dtype == "float16" ? at::kHalf : at::kFloat;
    const TensorType stored = type == at::kBFloat16 ? TensorType::BF16 : type == at::kHalf ? TensorType::F16 : TensorType::F32;
    const std::vector<HubTensor> tensors = hubTensors(config, weights);
    std::vector<TensorView> layout;
    for (const HubTensor& tensor : tensors)
        layout.push_back({tensor.name, stored, tensor.shape, {}});
    SafetensorsWriter writer(folder / "model.safetensors", layout, {{"format", "pt"}});
    for (const HubTensor& tensor : tensors) {
        const at::Tensor bytes = tensor.view.detach().to(at::kCPU, type).contiguous();
        writer.append({static_cast<const std::byte*>(bytes.data_ptr()), bytes.nbytes()});
    }
    writer.finish();
    writeJson(folder / "config.json", qwenConfigToJson(config));
}

void saveQwenCheckpoint(const std::filesystem::path& folder, const QwenConfig& config, const QwenWeights& weights,
                        const std::filesystem::path& companion)
{
    const fs::path aside = folder.string() + fmt::format(".part-{}", getpid()), old = folder.string() + fmt::format(".old-{}", getpid());
    fs::remove_all(aside);
    createFolder(aside);
    writeQwenFiles(aside, config, weights);
    for (const char* name : {"tokenizer.json", "vocab.json", "merges.txt", "tokenizer_config.json", "added_tokens.json", "special_tokens_map.json",
                             "preprocessor_config.json", "generation_config.json", "chat_template.json", "chat_template.jinja"})
        if (fs::exists(companion / name))
            fs::copy_file(companion / name, aside / name);
    std::error_code error;
    if (fs::exists(folder))
        fs::rename(folder, old);
    fs::rename(aside, folder, error);
    if (error)
        throw Error(folder.string(), "the checkpoint could not be put in place: " + error.message(),
                    fmt::format("It is complete in {}.", aside.string()));
    fs::remove_all(old);
}

} // namespace w2v::nn
