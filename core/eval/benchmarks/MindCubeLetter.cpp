// The official answer extraction, rule after rule. Written by hand: replies come from anywhere and may be long, and the standard
// library's regular expressions recurse.
#include <cctype>
#include <vector>

#include "core/eval/benchmarks/ScoringRules.h"

namespace w2v {

namespace {

bool isLetter(char c)
{
    return c >= 'A' && c <= 'E';
}

bool isWord(char c)
{
    return std::isalnum(static_cast<unsigned char>(c)) || c == '_';
}

bool isSpace(char c)
{
    return std::isspace(static_cast<unsigned char>(c)) != 0;
}

bool isLoneLetter(std::string_view text, std::size_t at)
{
    return isLetter(text[at]) && (at == 0 || !isWord(text[at - 1])) && (at + 1 == text.size() || !isWord(text[at + 1]));
}

char lastLoneLetter(std::string_view text)
{
    for (std::size_t i = text.size(); i-- > 0;)
        if (isLoneLetter(text, i))
            return text[i];
    return 0;
}

/// The last letter right after `phrase`, whose first character may have either case when `anyCase`.
char lastAfter(std::string_view text, std::string_view phrase, bool anyCase)
{
    char found = 0;
    for (std::size_t i = 0; i + phrase.size() < text.size(); ++i) {
        const bool first = text[i] == phrase[0] || (anyCase && std::tolower(static_cast<unsigned char>(text[i])) == phrase[0]);
        if (first && text.substr(i + 1, phrase.size() - 1) == phrase.substr(1) && isLetter(text[i + phrase.size()]))
            found = text[i + phrase.size()];
    }
    return found;
}

char beforeFullStop(std::string_view text)
{
    for (std::size_t i = text.size(); i-- > 1;)
        if (text[i] == '.' && isLetter(text[i - 1]))
            return text[i - 1];
    return 0;
}

char insideAnswerTag(std::string_view text)
{
    constexpr std::string_view kTag = "<Answer>";
    const std::size_t begin = text.find(kTag);
    if (begin == std::string_view::npos)
        return 0;
    const std::string_view inside = text.substr(begin + kTag.size()).substr(0, text.substr(begin + kTag.size()).find('<'));
    if (const char letter = lastAfter(inside, "my answer is ", true))
        return letter;
    if (const char letter = lastAfter(inside, "the answer is ", true))
        return letter;
    return lastLoneLetter(inside);
}

char atLineStart(std::string_view text)
{
    constexpr std::string_view kLead = "Answer: ";
    char found = 0;
    for (std::size_t line = 0; line < text.size();) {
        std::string_view rest = text.substr(line);
        if (rest.starts_with(kLead))
            rest.remove_prefix(kLead.size());
        if (!rest.empty() && isLetter(rest[0]) && (rest.size() == 1 || isSpace(rest[1])))
            found = rest[0];
        const std::size_t end = text.find('\n', line);
        line = end == std::string_view::npos ? text.size() : end + 1;
    }
    return found;
}

char enclosed(std::string_view text)
{
    const auto marks = [](char c) { return c == '*' || c == '"'; };
    for (std::size_t i = text.size(); i-- > 2;)
        if (marks(text[i]) && isLetter(text[i - 1]) && marks(text[i - 2]))
            return text[i - 1];
    return 0;
}

char afterAnswerWord(std::string_view text)
{
    constexpr std::string_view kWord = "Answer";
    char found = 0;
    for (std::size_t at = text.find(kWord); at != std::string_view::npos; at = text.find(kWord, at + 1)) {
        std::size_t i = at + kWord.size();
        if (i < text.size() && text[i] == ':')
            ++i;
        while (i < text.size() && isSpace(text[i]))
            ++i;
        if (i < text.size() && isLetter(text[i]))
            found = text[i];
    }
    return found;
}

char firstLoneLetterFromBelow(std::string_view text)
{
    for (std::size_t end = text.size();;) {
        const std::size_t newline = end == 0 ? std::string_view::npos : text.rfind('\n', end - 1);
        const std::size_t begin = newline == std::string_view::npos ? 0 : newline + 1;
        const std::string_view line = text.substr(begin, end - begin);
        for (std::size_t i = 0; i < line.size(); ++i)
            if (isLoneLetter(line, i))
                return line[i];
        if (newline == std::string_view::npos)
            return 0;
        end = newline;
    }
}

} // namespace

char mindCubeLetter(std::string_view reply)
{
    using Rule = char (*)(std::string_view);
    constexpr Rule kRules[] = {beforeFullStop, insideAnswerTag, atLineStart, enclosed, afterAnswerWord,
                               [](std::string_view text) { return lastAfter(text, "my answer is ", true); },
                               [](std::string_view text) { return lastAfter(text, "answer is ", false); }, firstLoneLetterFromBelow};
    for (const Rule rule : kRules)
        if (const char letter = rule(reply))
            return letter;
    return 0;
}

} // namespace w2v
