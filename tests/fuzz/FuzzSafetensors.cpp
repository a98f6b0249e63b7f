#include <cstdint>
#include <cstdlib>
#include <string>

#include "core/base/Error.h"
#include "core/base/Safetensors.h"

// Any bytes are a file or an Error; a file written again holds the same tensors, and its views lie inside the bytes.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    try {
        const w2v::SafetensorsFile file = w2v::SafetensorsFile::parse(bytes, "input");
        std::size_t covered = 0;
        for (const w2v::TensorView& t : file.tensors()) {
            const auto* begin = reinterpret_cast<const char*>(t.bytes.data());
            if (begin < bytes.data() || t.bytes.size() > static_cast<std::size_t>(bytes.data() + bytes.size() - begin))
                std::abort();
            covered += t.bytes.size();
        }
        if (covered > size)
            std::abort();
        const std::string again = w2v::encodeSafetensors(file.tensors(), file.metadata());
        const w2v::SafetensorsFile copy = w2v::SafetensorsFile::parse(again, "copy");
        if (copy.tensors().size() != file.tensors().size() || copy.metadata() != file.metadata())
            std::abort();
        for (const w2v::TensorView& t : file.tensors()) {
            const w2v::TensorView& c = copy.at(t.name);
            if (c.type != t.type || c.shape != t.shape || !std::equal(c.bytes.begin(), c.bytes.end(), t.bytes.begin(), t.bytes.end()))
                std::abort();
        }
    } catch (const w2v::Error&) {
    }
    return 0;
}
