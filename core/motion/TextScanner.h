#pragma once
#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace w2v {

/// A position in a decoded text that matches pieces of the reward's patterns, Unicode-aware as Python's are. A piece that does
/// not match leaves the position unspecified: start again with a new scanner. The text must outlive the scanner.
class TextScanner {
public:
    explicit TextScanner(std::u32string_view text, std::size_t at = 0) : m_text(text), m_at(at) {}

    std::size_t position() const { return m_at; }
    bool atEnd() const { return m_at >= m_text.size(); }

    bool word(std::u32string_view expected);
    bool blanks();                            ///< \s+
    std::optional<double> number();           ///< -?\d+(\.\d+)?
    std::optional<std::array<double, 4>> box(); ///< \[\s*n\s*,\s*n\s*,\s*n\s*,\s*n\s*\]

private:
    void takeDigits(std::size_t& at, std::string& digits) const;
    bool sign(char32_t expected); ///< between optional blanks

    std::u32string_view m_text;
    std::size_t m_at;
};

} // namespace w2v
