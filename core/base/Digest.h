#pragma once
#include <string>
#include <string_view>

namespace w2v {

/// SHA-256 of the bytes as 64 lower-case hexadecimal digits.
std::string sha256(std::string_view bytes);

} // namespace w2v
