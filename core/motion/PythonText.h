#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace w2v {

/// The reference is written in Python, whose numbers and patterns are Unicode-aware. These follow Python's rules so that the
/// reference mode reads and measures texts the same way. Broken UTF-8 becomes U+FFFD.
std::u32string decodeUtf8(std::string_view text);
std::string encodeUtf8(std::u32string_view text);

bool isPythonSpace(char32_t c);                    ///< str.isspace and \s
std::optional<int> pythonDigit(char32_t c);        ///< \d: decimal digits of every script

/// float(text): blanks around, "_" between digits, inf and nan in any case; none where Python raises ValueError.
std::optional<double> parsePythonFloat(std::string_view text);

/// int(text) of decimal digits; none where Python raises ValueError or the value leaves 64 bits.
std::optional<std::int64_t> parsePythonInt(std::string_view text);

/// str.strip and str.lower.
std::u32string pythonStrip(std::u32string_view text);
std::u32string pythonLower(std::u32string_view text);

} // namespace w2v
