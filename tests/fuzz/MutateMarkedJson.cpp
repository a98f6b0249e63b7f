// For inputs whose first byte says what the rest is: the rest is mutated as JSON where it is JSON, else as bytes.
#include <cstring>

#include "tests/fuzz/JsonMutator.h"

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t maxSize, unsigned seed)
{
    w2v::Rng rng(seed);
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    if (size < 2 || (text[1] != '{' && text[1] != '[') || rng.chance(0.15))
        return LLVMFuzzerMutate(data, size, maxSize);
    const std::string rest = w2v::fuzz::mutateJsonText(text.substr(1), 64, rng);
    if (1 + rest.size() > maxSize)
        return LLVMFuzzerMutate(data, size, maxSize);
    std::memcpy(data + 1, rest.data(), rest.size());
    return 1 + rest.size();
}
