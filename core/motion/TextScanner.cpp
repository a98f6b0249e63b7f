#include "core/motion/TextScanner.h"

#include "core/motion/PythonText.h"

namespace w2v {

bool TextScanner::word(std::u32string_view expected)
{
    if (m_at > m_text.size() || m_text.substr(m_at, expected.size()) != expected)
        return false;
    m_at += expected.size();
    return true;
}

bool TextScanner::blanks()
{
    const std::size_t begin = m_at;
    while (m_at < m_text.size() && isPythonSpace(m_text[m_at]))
        ++m_at;
    return m_at > begin;
}

void TextScanner::takeDigits(std::size_t& at, std::string& digits) const
{
    for (; at < m_text.size(); ++at) {
        const auto digit = pythonDigit(m_text[at]);
        if (!digit)
            return;
        digits += static_cast<char>('0' + *digit);
    }
}

std::optional<double> TextScanner::number()
{
    std::string digits;
    std::size_t at = m_at;
    if (at < m_text.size() && m_text[at] == U'-') {
        digits += '-';
        ++at;
    }
    const std::size_t whole = digits.size();
    takeDigits(at, digits);
    if (digits.size() == whole)
        return std::nullopt;
    if (at < m_text.size() && m_text[at] == U'.') {
        std::string fraction;
        std::size_t after = at + 1;
        takeDigits(after, fraction);
        if (!fraction.empty()) {
            digits += '.' + fraction;
            at = after;
        }
    }
    m_at = at;
    return parsePythonFloat(digits);
}

bool TextScanner::sign(char32_t expected)
{
    blanks();
    if (atEnd() || m_text[m_at] != expected)
        return false;
    ++m_at;
    blanks();
    return true;
}

std::optional<std::array<double, 4>> TextScanner::box()
{
    if (atEnd() || m_text[m_at] != U'[')
        return std::nullopt;
    ++m_at;
    blanks();
    std::array<double, 4> numbers{};
    for (std::size_t i = 0; i < 4; ++i) {
        const auto value = number();
        if (!value)
            return std::nullopt;
        numbers[i] = *value;
        if (i < 3 && !sign(U','))
            return std::nullopt;
    }
    blanks();
    if (!word(U"]"))
        return std::nullopt;
    return numbers;
}

} // namespace w2v
