#pragma once
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace w2v {

/// SHA-256 of the bytes as 64 lower-case hexadecimal digits.
std::string sha256(std::string_view bytes);

/// Of a file of any size, read piece by piece; only its first and last `ends` bytes when it is longer than both together (0 = all).
std::string sha256File(const std::filesystem::path& path, std::uintmax_t ends = 0);

} // namespace w2v
