#include "core/motion/PythonText.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <limits>
#include <string>

#include <unicode/locid.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

namespace w2v {

namespace {

icu::UnicodeString toIcu(std::u32string_view text)
{
    return icu::UnicodeString::fromUTF32(reinterpret_cast<const UChar32*>(text.data()), static_cast<int32_t>(text.size()));
}

std::u32string fromIcu(const icu::UnicodeString& text)
{
    std::u32string result;
    result.reserve(static_cast<std::size_t>(text.length()));
    for (int32_t i = 0; i < text.length(); i = text.moveIndex32(i, 1))
        result += static_cast<char32_t>(text.char32At(i));
    return result;
}

template <class Text>
bool isAscii(const Text& text)
{
    return std::all_of(text.begin(), text.end(), [](auto c) { return static_cast<char32_t>(c) < 128; });
}

/// Stripped, digits of every script as ASCII; none when another non-ASCII character remains or an underscore is misplaced.
std::optional<std::string> asciiNumber(std::string_view text)
{
    std::string digits;
    const std::u32string stripped = pythonStrip(decodeUtf8(text));
    for (std::size_t i = 0; i < stripped.size(); ++i) {
        const char32_t c = stripped[i];
        if (const auto digit = pythonDigit(c))
            digits += static_cast<char>('0' + *digit);
        else if (c == U'_') {
            if (i == 0 || i + 1 == stripped.size() || !pythonDigit(stripped[i - 1]) || !pythonDigit(stripped[i + 1]))
                return std::nullopt;
        } else if (c < 128)
            digits += static_cast<char>(std::tolower(static_cast<int>(c)));
        else
            return std::nullopt;
    }
    return digits;
}

} // namespace

std::u32string decodeUtf8(std::string_view text)
{
    if (isAscii(text))
        return std::u32string(text.begin(), text.end());
    return fromIcu(icu::UnicodeString::fromUTF8({text.data(), static_cast<int32_t>(text.size())}));
}

std::string encodeUtf8(std::u32string_view text)
{
    std::string result;
    return toIcu(text).toUTF8String(result);
}

bool isPythonSpace(char32_t c)
{
    return (c >= 0x09 && c <= 0x0D) || (c >= 0x1C && c <= 0x20) || c == 0x85 || c == 0xA0 || c == 0x1680 ||
        (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x3000;
}

std::optional<int> pythonDigit(char32_t c)
{
    if (c >= U'0' && c <= U'9')
        return static_cast<int>(c - U'0');
    const int32_t value = c < 128 ? -1 : u_charDigitValue(static_cast<UChar32>(c));
    return value < 0 ? std::nullopt : std::optional<int>(value);
}

std::optional<double> parsePythonFloat(std::string_view text)
{
    const auto ascii = asciiNumber(text);
    if (!ascii || ascii->empty())
        return std::nullopt;
    std::string_view number = *ascii;
    const bool negative = number.front() == '-';
    if (negative || number.front() == '+')
        number.remove_prefix(1);
    if (number.empty() || number.front() == '-' || number.front() == '+' || number.find('(') != std::string_view::npos)
        return std::nullopt;
    double value = 0;
    const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), value);
    if (end != number.data() + number.size() || error == std::errc::invalid_argument)
        return std::nullopt;
    if (error == std::errc::result_out_of_range) // too large is infinite, too small is zero
        value = number.find("e-") != std::string_view::npos || number.front() == '0' || number.front() == '.'
            ? 0.0
            : std::numeric_limits<double>::infinity();
    return negative ? -value : value;
}

std::optional<std::int64_t> parsePythonInt(std::string_view text)
{
    const auto ascii = asciiNumber(text);
    if (!ascii || ascii->empty())
        return std::nullopt;
    std::string_view number = *ascii;
    if (number.front() == '+')
        number.remove_prefix(1);
    if (number.empty() || number.front() == '+' || (number.front() == '-' && ascii->front() == '+'))
        return std::nullopt;
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), value);
    if (end != number.data() + number.size() || error != std::errc())
        return std::nullopt;
    return value;
}

std::u32string pythonStrip(std::u32string_view text)
{
    while (!text.empty() && isPythonSpace(text.front()))
        text.remove_prefix(1);
    while (!text.empty() && isPythonSpace(text.back()))
        text.remove_suffix(1);
    return std::u32string(text);
}

std::u32string pythonLower(std::u32string_view text)
{
    if (isAscii(text)) {
        std::u32string lower(text);
        for (char32_t& c : lower)
            c += c >= U'A' && c <= U'Z' ? 32 : 0;
        return lower;
    }
    return fromIcu(toIcu(text).toLower(icu::Locale::getRoot()));
}

} // namespace w2v
