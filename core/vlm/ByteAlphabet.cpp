#include "core/vlm/ByteAlphabet.h"

#include <algorithm>
#include <cstdint>

namespace w2v {

namespace {

struct Alphabet {
    std::array<unsigned char, 256> bytes{};    ///< by place
    std::array<std::uint16_t, 256> character{}; ///< by byte
    std::array<std::int16_t, 0x180> byte{};     ///< by character, -1 = none

    Alphabet()
    {
        std::size_t place = 0;
        const auto itself = [](int b) { return (b >= 33 && b <= 126) || (b >= 161 && b <= 172) || b >= 174; };
        for (int b = 0; b < 256; ++b)
            if (itself(b)) {
                bytes[place++] = static_cast<unsigned char>(b);
                character[static_cast<std::size_t>(b)] = static_cast<std::uint16_t>(b);
            }
        std::uint16_t next = 0x100;
        for (int b = 0; b < 256; ++b)
            if (!itself(b)) {
                bytes[place++] = static_cast<unsigned char>(b);
                character[static_cast<std::size_t>(b)] = next++;
            }
        byte.fill(-1);
        for (std::size_t b = 0; b < 256; ++b)
            byte[character[b]] = static_cast<std::int16_t>(b);
    }
};

const Alphabet& alphabet()
{
    static const Alphabet kAlphabet;
    return kAlphabet;
}

struct Utf8Step {
    std::size_t length; ///< bytes of the character, or of the ill-formed maximal subpart
    bool valid;
    bool truncated; ///< a well-formed beginning that the text ends in
};

Utf8Step stepUtf8(std::string_view text)
{
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned char lead = byte(0);
    if (lead < 0x80)
        return {1, true, false};
    const std::size_t length = lead >= 0xC2 && lead <= 0xDF ? 2 : (lead & 0xF0) == 0xE0 ? 3 : lead >= 0xF0 && lead <= 0xF4 ? 4 : 0;
    if (length == 0)
        return {1, false, false};
    for (std::size_t i = 1; i < length; ++i) {
        if (i >= text.size())
            return {i, false, true};
        unsigned char low = 0x80, high = 0xBF;
        if (i == 1) {
            low = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
            high = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
        }
        if (byte(i) < low || byte(i) > high)
            return {i, false, false};
    }
    return {length, true, false};
}

} // namespace

std::string printableFromBytes(std::string_view bytes)
{
    std::string out;
    for (const char c : bytes) {
        const std::uint16_t u = alphabet().character[static_cast<unsigned char>(c)];
        if (u < 0x80) {
            out += static_cast<char>(u);
        } else {
            out += static_cast<char>(0xC0 | (u >> 6));
            out += static_cast<char>(0x80 | (u & 0x3F));
        }
    }
    return out;
}

std::optional<std::string> bytesFromPrintable(std::string_view printable)
{
    std::string out;
    while (!printable.empty()) {
        const Utf8Step step = stepUtf8(printable);
        if (!step.valid || step.length > 2)
            return std::nullopt;
        const auto first = static_cast<unsigned char>(printable[0]);
        const std::size_t u = step.length == 1 ? first : (first & 0x1Fu) << 6 | (static_cast<unsigned char>(printable[1]) & 0x3Fu);
        if (u >= alphabet().byte.size() || alphabet().byte[u] < 0)
            return std::nullopt;
        out += static_cast<char>(alphabet().byte[u]);
        printable.remove_prefix(step.length);
    }
    return out;
}

const std::array<unsigned char, 256>& byteAlphabet()
{
    return alphabet().bytes;
}

std::size_t validUtf8Prefix(std::string_view text)
{
    std::size_t at = 0;
    while (at < text.size()) {
        const Utf8Step step = stepUtf8(text.substr(at));
        if (!step.valid)
            break;
        at += step.length;
    }
    return at;
}

std::string replaceInvalidUtf8(std::string_view text)
{
    std::string out;
    while (!text.empty()) {
        const std::size_t good = validUtf8Prefix(text);
        out += text.substr(0, good);
        text.remove_prefix(good);
        if (text.empty())
            break;
        out += "\xEF\xBF\xBD";
        text.remove_prefix(stepUtf8(text).length);
    }
    return out;
}

std::size_t incompleteUtf8Tail(std::string_view text)
{
    for (std::size_t n = 1; n <= std::min<std::size_t>(3, text.size()); ++n) {
        const std::string_view tail = text.substr(text.size() - n);
        const Utf8Step step = stepUtf8(tail);
        if (step.truncated && step.length == n)
            return n;
    }
    return 0;
}

} // namespace w2v
