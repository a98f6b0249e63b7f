#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "core/base/Json.h"
#include "core/base/Rng.h"

/// libFuzzer's own mutation of bytes.
extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t maxSize);

namespace w2v::fuzz {

/// libFuzzer's mutation of a text; it may grow by `room` bytes.
std::string mutateBytes(std::string_view text, std::size_t room);

/// One to three changes to the tree: a value is replaced, removed, doubled, renamed or moved, a text or a number is varied. The
/// result is valid JSON, so that what lies behind the parser is reached.
void mutateJson(Json& document, Rng& rng);

/// The text after a JSON mutation, or a mutation of its bytes when it is no JSON.
std::string mutateJsonText(std::string_view text, std::size_t room, Rng& rng);

} // namespace w2v::fuzz
