#pragma once
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace w2v {

/// Splits text into the pieces that byte-pair encoding works on: NFC normalisation, then every match of a regular expression
/// (and what lies between matches) is a piece. Runs of bytes that are not UTF-8 are pieces of their own.
class PreTokenizer {
public:
    /// The expression of Qwen2.5: contractions, an optional non-letter with letters, single digits, punctuation, white space.
    static const std::string& qwenPattern();

    /// An Error when the expression cannot be understood.
    PreTokenizer(const std::string& pattern, bool normalize, const std::string& subject);
    ~PreTokenizer();
    PreTokenizer(PreTokenizer&&) noexcept;

    const std::string& pattern() const { return m_pattern; }
    bool normalizes() const { return m_normalize; }
    std::vector<std::string> split(std::string_view text) const;

    /// Splits ASCII text as qwenPattern() does, without the regular expression engine.
    static std::vector<std::string> splitAscii(std::string_view text);
    /// Splits valid UTF-8 through the regular expression engine, whatever the text.
    std::vector<std::string> splitUnicode(std::string_view text) const;

private:
    struct Engine;
    std::string m_pattern;
    bool m_normalize;
    std::unique_ptr<Engine> m_engine;
};

} // namespace w2v
