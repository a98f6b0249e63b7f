#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include "core/base/Error.h"
#include "core/vlm/Tokenizer.h"

namespace {

/// Encoding loses nothing but what normalisation changes: doing it twice gives the same bytes and ids in range.
void checkRoundTrip(const w2v::Tokenizer& tokenizer, std::string_view text)
{
    const std::string once = tokenizer.decodeBytes(tokenizer.encode(text));
    const std::vector<std::int64_t> ids = tokenizer.encode(once);
    if (tokenizer.decodeBytes(ids) != once)
        std::abort();
    for (const std::int64_t id : ids)
        if (id < 0 || id >= tokenizer.size())
            std::abort();
}

} // namespace

// The first byte chooses: a tokenizer file, or a text for a tokenizer that was trained on a text.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    if (size == 0)
        return 0;
    const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
    try {
        if (data[0] == 'f') {
            const w2v::Tokenizer tokenizer = w2v::Tokenizer::fromJson(text, "input");
            const std::string known = tokenizer.decodeBytes(tokenizer.encode("I'm at <|im_end|> 12\n"));
            tokenizer.decode(tokenizer.encode(text.substr(0, 200)), true);
            if (known.empty())
                std::abort();
        } else {
            static const w2v::Tokenizer kTrained = w2v::trainTokenizer(std::vector<std::string>{"turn left 30 degrees, turn right"}, 300);
            checkRoundTrip(kTrained, text);
            checkRoundTrip(w2v::trainTokenizer(std::vector<std::string>{std::string(text)}, 320), text);
        }
    } catch (const w2v::Error&) {
    }
    return 0;
}
