#include <algorithm>
#include <cstring>
#include <map>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/base/Error.h"
#include "core/nn/svc/TensorSlotsTorch.h"

namespace w2v::nn {

namespace {

std::string shapeText(const std::vector<std::int64_t>& shape)
{
    return fmt::format("[{}]", fmt::join(shape, ","));
}

/// "a, b, c and 12 more"
std::string listed(const std::vector<std::string>& names)
{
    constexpr std::size_t kShown = 8;
    const std::size_t shown = std::min(names.size(), kShown);
    const std::string text = fmt::format("{}", fmt::join(names.begin(), names.begin() + static_cast<std::ptrdiff_t>(shown), ", "));
    return names.size() > shown ? fmt::format("{} and {} more", text, names.size() - shown) : text;
}

/// A convolution of size 1 is a matrix.
std::vector<std::int64_t> withoutTrailingOnes(std::vector<std::int64_t> shape, std::size_t dimensions)
{
    while (shape.size() > dimensions && shape.back() == 1)
        shape.pop_back();
    return shape;
}

at::ScalarType scalarType(const TensorView& tensor, const std::string& subject)
{
    switch (tensor.type) {
    case TensorType::F32: return at::kFloat;
    case TensorType::BF16: return at::kBFloat16;
    case TensorType::F16: return at::kHalf;
    case TensorType::F64: return at::kDouble;
    default:
        throw Error(subject, fmt::format("tensor {} has the type {}", tensor.name, tensorTypeName(tensor.type)),
                    "Weights of the types F32, BF16, F16 and F64 can be read.");
    }
}

/// The tensor's bytes where they are; only where they begin at an odd address they are copied.
at::Tensor mapped(const TensorView& view, const std::vector<std::int64_t>& shape, const SafetensorsFile& file)
{
    const at::ScalarType type = scalarType(view, file.subject());
    const auto options = at::TensorOptions().dtype(type);
    auto* bytes = const_cast<std::byte*>(view.bytes.data()); // weights are never written
    if (reinterpret_cast<std::uintptr_t>(bytes) % at::elementSize(type) != 0 || view.bytes.empty()) {
        const at::Tensor copy = at::empty(shape, options);
        std::memcpy(copy.data_ptr(), bytes, view.bytes.size());
        return copy;
    }
    const auto owner = std::make_shared<SafetensorsFile>(file);
    return at::from_blob(bytes, shape, [owner](void*) {}, options);
}

/// Sums in double precision stay finite unless a value is not.
bool isFinite(const at::Tensor& tensor)
{
    constexpr std::int64_t kPiece = 4 << 20; // conversions never hold a second whole tensor
    const at::Tensor flat = tensor.view({-1});
    for (std::int64_t at = 0; at < flat.numel(); at += kPiece)
        if (!std::isfinite(flat.narrow(0, at, std::min(kPiece, flat.numel() - at)).sum(at::kDouble).item<double>()))
            return false;
    return true;
}

} // namespace

void loadTensors(const TensorSlots& slots, const SafetensorsFile& file, const LoadOptions& options)
{
    const at::NoGradGuard noGrad;
    std::map<std::string, const TensorView*> unused;
    for (const TensorView& tensor : file.tensors())
        if (tensor.name.starts_with(options.onlyPrefix))
            unused.emplace(tensor.name, &tensor);
    std::vector<const TensorView*> matched;
    std::vector<std::string> missing, misshapen, unexpected, broken;
    for (const TensorSlot& slot : slots) {
        auto found = unused.find(slot.name);
        for (const std::string& other : slot.otherNames)
            if (found == unused.end())
                found = unused.find(other);
        matched.push_back(found == unused.end() ? nullptr : found->second);
        if (found == unused.end()) {
            missing.push_back(slot.name);
            continue;
        }
        if (withoutTrailingOnes(found->second->shape, slot.shape.size()) != slot.shape)
            misshapen.push_back(fmt::format("{} is {} instead of {}", found->first, shapeText(found->second->shape), shapeText(slot.shape)));
        unused.erase(found);
    }
    for (const auto& [name, tensor] : unused)
        unexpected.push_back(name);
    std::string reason;
    for (const auto& [title, names] : {std::pair<const char*, const std::vector<std::string>&>{"missing", missing}, {"of another shape", misshapen},
                                       {"unexpected", unexpected}})
        if (!names.empty())
            reason += fmt::format("{}{} {}: {}", reason.empty() ? "" : "; ", names.size(), title, listed(names));
    if (!reason.empty())
        throw Error(file.subject(), fmt::format("its tensors are not those of this network: {}", reason), options.advice);

    for (std::size_t i = 0; i < slots.size(); ++i) {
        const at::Tensor source = mapped(*matched[i], slots[i].shape, file);
        if (!isFinite(source)) {
            broken.push_back(slots[i].name);
            continue;
        }
        *slots[i].target = source.to(options.device, options.type.value_or(source.scalar_type()));
    }
    if (!broken.empty())
        throw Error(file.subject(), fmt::format("{} tensors hold values that are not numbers: {}", broken.size(), listed(broken)),
                    "Download the file again and compare its size.");
}

std::int64_t tensorBytes(const TensorSlots& slots)
{
    std::int64_t bytes = 0;
    for (const TensorSlot& slot : slots)
        bytes += static_cast<std::int64_t>(slot.target->nbytes());
    return bytes;
}

} // namespace w2v::nn
