// Mutations that keep a safetensors file a file: the header stays JSON and its length true, and often the offsets and the data
// are made to fit the shapes again.
#include <algorithm>
#include <cstring>

#include "tests/fuzz/JsonMutator.h"

namespace {

using w2v::Json;

constexpr std::uint64_t kMostData = 2048;

std::uint64_t elementBits(const Json& tensor)
{
    const std::string type = tensor.contains("dtype") && tensor["dtype"].is_string() ? tensor["dtype"].get<std::string>() : "";
    return type.ends_with("64") ? 64 : type.ends_with("32") ? 32 : type.ends_with("16") ? 16 : 8;
}

/// Lays the tensors out one behind the other; returns the bytes they need.
std::uint64_t layOut(Json& header)
{
    std::uint64_t position = 0;
    if (!header.is_object())
        return 0;
    for (auto& [name, tensor] : header.items()) {
        if (name == "__metadata__" || !tensor.is_object() || !tensor.contains("shape") || !tensor["shape"].is_array())
            continue;
        std::uint64_t bits = elementBits(tensor);
        for (const Json& side : tensor["shape"])
            bits = side.is_number_unsigned() ? std::min<std::uint64_t>(bits * std::min<std::uint64_t>(side.get<std::uint64_t>(), kMostData), kMostData * 8) : bits;
        tensor["data_offsets"] = {position, position + bits / 8};
        position += bits / 8;
    }
    return std::min(position, kMostData);
}

} // namespace

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t maxSize, unsigned seed)
{
    w2v::Rng rng(seed);
    std::uint64_t length = 0;
    if (size < 8 || rng.chance(0.1))
        return LLVMFuzzerMutate(data, size, maxSize);
    std::memcpy(&length, data, 8);
    length = std::min<std::uint64_t>(length, size - 8);
    std::string text(reinterpret_cast<const char*>(data) + 8, length);
    std::string body(reinterpret_cast<const char*>(data) + 8 + length, size - 8 - length);
    if (rng.chance(0.1)) {
        body = w2v::fuzz::mutateBytes(body, 16);
    } else if (Json header = Json::parse(text, nullptr, false); header.is_discarded() || rng.chance(0.1)) {
        text = w2v::fuzz::mutateBytes(text, 32);
    } else {
        w2v::fuzz::mutateJson(header, rng);
        if (rng.chance(0.6))
            body.resize(layOut(header), 'x');
        text = header.dump(-1, ' ', false, Json::error_handler_t::replace);
    }
    length = text.size();
    std::string file(8, '\0');
    std::memcpy(file.data(), &length, 8);
    file += text + body;
    if (file.size() > maxSize)
        return LLVMFuzzerMutate(data, size, maxSize);
    std::memcpy(data, file.data(), file.size());
    return file.size();
}
