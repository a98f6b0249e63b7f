#pragma once
#include <array>
#include <optional>
#include <string>
#include <string_view>

namespace w2v {

/// Bytes as printable characters, the way byte-level BPE vocabularies are written: 33-126, 161-172 and 174-255 stand for
/// themselves, the other 68 bytes in increasing order for U+0100 upward.
std::string printableFromBytes(std::string_view bytes);

/// The inverse; nothing when a character does not stand for a byte.
std::optional<std::string> bytesFromPrintable(std::string_view printable);

/// The byte that stands at a place (0..255) of the alphabet: those that stand for themselves first.
const std::array<unsigned char, 256>& byteAlphabet();

/// Length of the longest prefix that is valid UTF-8.
std::size_t validUtf8Prefix(std::string_view text);

/// Text whose ill-formed parts are each replaced by U+FFFD (one for every maximal subpart, Unicode chapter 3.9).
std::string replaceInvalidUtf8(std::string_view text);

/// Bytes at the end that begin a character whose rest may still come; 0 to 3.
std::size_t incompleteUtf8Tail(std::string_view text);

} // namespace w2v
