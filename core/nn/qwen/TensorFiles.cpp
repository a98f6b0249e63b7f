#include "core/nn/qwen/TensorFilesTorch.h"

#include <algorithm>
#include <cstring>

#include <fmt/format.h>

#include "core/base/Error.h"

namespace w2v::nn {

namespace {

struct Spelling {
    const char *newer, *released;
};
constexpr Spelling kSpellings[] = {{"model.visual.", "visual."}, {"model.language_model.", "model."}};

/// "a, b, c and 12 more"
std::string listed(const std::vector<std::string>& names)
{
    constexpr std::size_t kShown = 24;
    const std::size_t shown = std::min(names.size(), kShown);
    std::string text = fmt::format("{}", fmt::join(names.begin(), names.begin() + static_cast<std::ptrdiff_t>(shown), ", "));
    return names.size() > shown ? fmt::format("{} and {} more", text, names.size() - shown) : text;
}

/// Elements of a piece: large enough for quick copies, small beside a model.
constexpr std::int64_t kPiece = 4 << 20;

bool isAligned(const std::byte* bytes, std::size_t width)
{
    return reinterpret_cast<std::uintptr_t>(bytes) % width == 0;
}

/// `count` elements from `begin` on as a flat tensor.
at::Tensor piece(const TensorView& source, at::ScalarType type, std::int64_t begin, std::int64_t count)
{
    const std::size_t width = at::elementSize(type);
    const std::byte* bytes = source.bytes.data() + static_cast<std::size_t>(begin) * width;
    if (isAligned(bytes, width))
        return at::from_blob(const_cast<std::byte*>(bytes), {count}, at::TensorOptions().dtype(type)); // read only
    const at::Tensor copy = at::empty({count}, at::TensorOptions().dtype(type));
    std::memcpy(copy.data_ptr(), bytes, static_cast<std::size_t>(count) * width);
    return copy;
}

} // namespace

std::string releasedTensorName(const std::string& name)
{
    for (const Spelling& spelling : kSpellings)
        if (name.starts_with(spelling.newer))
            return spelling.released + name.substr(std::strlen(spelling.newer));
    return name;
}

std::string newerTensorName(const std::string& name)
{
    for (const Spelling& spelling : kSpellings)
        if (name.starts_with(spelling.released))
            return spelling.newer + name.substr(std::strlen(spelling.released));
    return name;
}

at::ScalarType scalarTypeOf(const TensorView& tensor, const std::string& subject)
{
    switch (tensor.type) {
    case TensorType::F32: return at::kFloat;
    case TensorType::BF16: return at::kBFloat16;
    case TensorType::F16: return at::kHalf;
    case TensorType::F64: return at::kDouble;
    default:
        throw Error(subject, fmt::format("tensor {} has the type {}", tensor.name, tensorTypeName(tensor.type)),
                    "Weights of the types F32, BF16, F16 and F64 can be read");
    }
}

TensorType tensorTypeOf(at::ScalarType type)
{
    return type == at::kBFloat16 ? TensorType::BF16 : type == at::kHalf ? TensorType::F16 : TensorType::F32;
}

at::ScalarType scalarTypeNamed(const std::string& dtype, const std::string& subject)
{
    if (dtype == "float32")
        return at::kFloat;
    if (dtype == "bfloat16")
        return at::kBFloat16;
    if (dtype == "float16")
        return at::kHalf;
    throw Error(subject, "\"" + dtype + "\" is not a known type of weights", "Use float32, bfloat16 or float16");
}

std::string dtypeName(at::ScalarType type)
{
    return type == at::kBFloat16 ? "bfloat16" : type == at::kHalf ? "float16" : "float32";
}

void copyTensor(const at::Tensor& target, const TensorView& source, const SafetensorsFile& file)
{
    const at::ScalarType type = scalarTypeOf(source, file.subject());
    const at::Tensor flat = target.view({-1});
    const std::size_t width = at::elementSize(type);
    for (std::int64_t begin = 0; begin < flat.numel(); begin += kPiece) {
        const std::int64_t count = std::min(kPiece, flat.numel() - begin);
        flat.narrow(0, begin, count).copy_(piece(source, type, begin, count));
        file.releasePages(source.bytes.subspan(static_cast<std::size_t>(begin) * width, static_cast<std::size_t>(count) * width));
    }
}

at::Tensor tensorIn(const TensorView& source, const std::string& subject)
{
    return piece(source, scalarTypeOf(source, subject), 0, source.elements()).view(source.shape);
}

std::string shapeText(const std::vector<std::int64_t>& shape)
{
    return fmt::format("[{}]", fmt::join(shape, ","));
}

std::string mismatchText(const std::vector<std::pair<std::string, std::vector<std::string>>>& titledNames)
{
    std::string text;
    for (const auto& [title, names] : titledNames)
        if (!names.empty())
            text += fmt::format("{}{} {}: {}", text.empty() ? "" : "; ", names.size(), title, listed(names));
    return text;
}

} // namespace w2v::nn
