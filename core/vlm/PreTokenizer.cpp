#include "core/vlm/PreTokenizer.h"

#include <algorithm>

#include <unicode/normalizer2.h>
#include <unicode/regex.h>
#include <unicode/unistr.h>

#include "core/base/Error.h"
#include "core/vlm/ByteAlphabet.h"

namespace w2v {

namespace {

constexpr std::size_t kMaxText = std::size_t{1} << 28; // the engine counts UTF-16 units in 32 bits
constexpr int kTimeLimit = 2000;                       // the engine's steps, roughly milliseconds: a hostile expression needs forever

bool isLetter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

bool isSpace(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

bool isNewline(char c)
{
    return c == '\n' || c == '\r';
}

bool isPunctuation(char c)
{
    return !isLetter(c) && !isDigit(c) && !isSpace(c);
}

/// Length of 's 't 're 've 'm 'll 'd in any case at the beginning; 0 when there is none.
std::size_t contraction(std::string_view text)
{
    if (text.size() < 2 || text[0] != '\'')
        return 0;
    const auto lower = [&](std::size_t i) { return i < text.size() ? static_cast<char>(text[i] | 0x20) : '\0'; };
    const char a = lower(1), b = lower(2);
    if (!isLetter(text[1]))
        return 0;
    if (a == 's' || a == 't' || a == 'm' || a == 'd')
        return 2;
    if (text.size() > 2 && isLetter(text[2]) && ((a == 'r' && b == 'e') || (a == 'v' && b == 'e') || (a == 'l' && b == 'l')))
        return 3;
    return 0;
}

/// Length of the piece that qwenPattern() matches at the beginning of not empty ASCII text; the alternatives in its order.
std::size_t asciiPiece(std::string_view text)
{
    if (const std::size_t n = contraction(text))
        return n;
    const auto run = [&](std::size_t from, auto&& wanted) {
        while (from < text.size() && wanted(text[from]))
            ++from;
        return from;
    };
    const char first = text[0];
    const std::size_t letters = isLetter(first) || isDigit(first) || isNewline(first) ? 0 : 1;
    if (const std::size_t end = run(letters, isLetter); end > letters)
        return end;
    if (isDigit(first))
        return 1;
    const std::size_t marks = first == ' ' ? 1 : 0;
    if (const std::size_t end = run(marks, isPunctuation); end > marks)
        return run(end, isNewline);
    const std::size_t end = run(0, isSpace);
    for (std::size_t i = end; i > 0; --i)
        if (isNewline(text[i - 1]))
            return i;
    return end < text.size() && end > 1 ? end - 1 : end;
}

} // namespace

struct PreTokenizer::Engine {
    std::unique_ptr<icu::RegexPattern> pattern;
    const icu::Normalizer2* nfc = nullptr;
    bool isQwen = false;
};

const std::string& PreTokenizer::qwenPattern()
{
    static const std::string kPattern = R"((?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*)"
                                        R"(|\s*[\r\n]+|\s+(?!\S)|\s+)";
    return kPattern;
}

PreTokenizer::PreTokenizer(const std::string& pattern, bool normalize, const std::string& subject)
    : m_pattern(pattern), m_normalize(normalize), m_engine(std::make_unique<Engine>())
{
    UErrorCode code = U_ZERO_ERROR;
    m_engine->isQwen = pattern == qwenPattern();
    m_engine->nfc = icu::Normalizer2::getNFCInstance(code);
    UParseError where;
    constexpr std::size_t kMaxPattern = 4096;
    if (pattern.size() <= kMaxPattern)
        m_engine->pattern.reset(icu::RegexPattern::compile(icu::UnicodeString::fromUTF8(pattern), 0, where, code));
    if (U_FAILURE(code) || !m_engine->pattern)
        throw Error(subject, "its regular expression for splitting text cannot be understood");
}

PreTokenizer::~PreTokenizer() = default;
PreTokenizer::PreTokenizer(PreTokenizer&&) noexcept = default;

std::vector<std::string> PreTokenizer::split(std::string_view text) const
{
    if (text.size() > kMaxText)
        throw Error("text", "is too long to be split into tokens");
    const bool ascii = std::none_of(text.begin(), text.end(), [](char c) { return (c & 0x80) != 0; });
    if (ascii && m_engine->isQwen) // ASCII is its own normal form
        return splitAscii(text);
    std::vector<std::string> pieces;
    while (!text.empty()) {
        const std::size_t good = validUtf8Prefix(text);
        if (good > 0) {
            auto more = splitUnicode(text.substr(0, good));
            pieces.insert(pieces.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
            text.remove_prefix(good);
        }
        std::size_t bad = 0;
        while (bad < text.size() && validUtf8Prefix(text.substr(bad, 4)) == 0)
            ++bad;
        if (bad > 0)
            pieces.emplace_back(text.substr(0, bad));
        text.remove_prefix(bad);
    }
    return pieces;
}

std::vector<std::string> PreTokenizer::splitAscii(std::string_view text)
{
    std::vector<std::string> pieces;
    while (!text.empty()) {
        const std::size_t n = asciiPiece(text);
        pieces.emplace_back(text.substr(0, n));
        text.remove_prefix(n);
    }
    return pieces;
}

std::vector<std::string> PreTokenizer::splitUnicode(std::string_view text) const
{
    UErrorCode code = U_ZERO_ERROR;
    icu::UnicodeString input = icu::UnicodeString::fromUTF8({text.data(), static_cast<std::int32_t>(text.size())});
    if (m_normalize)
        input = m_engine->nfc->normalize(input, code);
    std::unique_ptr<icu::RegexMatcher> matcher(m_engine->pattern->matcher(input, code));
    std::vector<std::string> pieces;
    const auto add = [&](std::int32_t from, std::int32_t to) {
        if (to > from) {
            std::string piece;
            input.tempSubStringBetween(from, to).toUTF8String(piece);
            pieces.push_back(std::move(piece));
        }
    };
    std::int32_t at = 0;
    if (U_SUCCESS(code)) {
        matcher->setTimeLimit(kTimeLimit, code);
        while (matcher->find(code) && U_SUCCESS(code)) {
            const std::int32_t from = matcher->start(code), to = matcher->end(code);
            add(at, from);
            add(from, to);
            at = to;
        }
    }
    if (U_FAILURE(code))
        throw Error("text", std::string("cannot be split into tokens (") + u_errorName(code) + ")");
    add(at, input.length());
    return pieces;
}

} // namespace w2v
