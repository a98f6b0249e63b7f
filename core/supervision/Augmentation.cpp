#include "core/supervision/Augmentation.h"

#include <array>
#include <charconv>
#include <vector>

#include <fmt/format.h>

#include "core/base/Error.h"
#include "core/motion/Action.h"

namespace w2v {

namespace {

struct Span {
    std::size_t begin = 0, end = 0;
};

bool isLetter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/// Reads "[a, b, c, d]" at `at`; 0 when there is none, else the position behind it.
std::size_t readBox(std::string_view text, std::size_t at, std::array<int, 4>& box)
{
    if (at >= text.size() || text[at] != '[')
        return 0;
    const char* p = text.data() + at + 1;
    const char* end = text.data() + text.size();
    for (int i = 0; i < 4; ++i) {
        while (p < end && (*p == ' ' || (i > 0 && *p == ',')))
            ++p;
        const auto read = std::from_chars(p, end, box[static_cast<std::size_t>(i)]);
        if (read.ec != std::errc())
            return 0;
        p = read.ptr;
    }
    return p < end && *p == ']' ? static_cast<std::size_t>(p - text.data()) + 1 : 0;
}

std::string boxText(const std::array<int, 4>& b)
{
    return fmt::format("[{}, {}, {}, {}]", b[0], b[1], b[2], b[3]);
}

std::string mirroredText(std::string_view text)
{
    std::string out;
    out.reserve(text.size() + 8);
    for (std::size_t i = 0; i < text.size();) {
        std::array<int, 4> box{};
        if (const std::size_t end = readBox(text, i, box)) {
            out += boxText({1000 - box[2], box[1], 1000 - box[0], box[3]});
            i = end;
        } else if (isLetter(text[i])) {
            std::size_t behind = i;
            while (behind < text.size() && isLetter(text[behind]))
                ++behind;
            const std::string_view word = text.substr(i, behind - i);
            out += word == "left" ? "right" : word == "right" ? "left" : word == "Left" ? "Right" : word == "Right" ? "Left" : word;
            i = behind;
        } else {
            out += text[i++];
        }
    }
    return out;
}

/// One "move <direction> <number> meters" or "turn <direction> <number> degrees" at `at`; its end, or 0.
std::size_t readAction(std::string_view text, std::size_t at)
{
    const auto word = [&](std::size_t from, std::initializer_list<std::string_view> words) -> std::size_t {
        for (const auto w : words)
            if (text.substr(from).starts_with(w))
                return from + w.size();
        return 0;
    };
    const bool move = text.substr(at).starts_with("move ");
    if (!move && !text.substr(at).starts_with("turn "))
        return 0;
    std::size_t p = move ? word(at + 5, {"forward ", "backward ", "left ", "right "}) : word(at + 5, {"left ", "right "});
    if (!p)
        return 0;
    double value = 0;
    const auto read = std::from_chars(text.data() + p, text.data() + text.size(), value);
    if (read.ec != std::errc())
        return 0;
    p = static_cast<std::size_t>(read.ptr - text.data());
    return move ? word(p, {" meters", " meter"}) : word(p, {" degrees", " degree"});
}

/// The first run of actions joined by "; ", ", " or " and ".
Span findActionRun(std::string_view text)
{
    for (std::size_t i = 0; i < text.size(); ++i) {
        std::size_t end = readAction(text, i);
        if (!end)
            continue;
        for (;;) {
            std::size_t next = 0;
            for (const std::string_view joint : {std::string_view("; "), std::string_view(", and "), std::string_view(", "), std::string_view(" and ")})
                if (text.substr(end).starts_with(joint) && (next = readAction(text, end + joint.size())))
                    break;
            if (!next)
                return {i, end};
            end = next;
        }
    }
    return {};
}

/// The text with its actions inverted; unchanged when it has none.
std::string inverted(const std::string& text)
{
    const Span span = findActionRun(text);
    if (span.end == 0)
        return text;
    std::string actions = text.substr(span.begin, span.end - span.begin);
    const std::string joint = actions.find("; ") != std::string::npos ? "; " : actions.find(" and ") != std::string::npos ? " and " : "; ";
    for (std::size_t at; (at = actions.find(" and ")) != std::string::npos;)
        actions.replace(at, 5, "; ");
    const auto inverse = inverseActions(parseActions(actions));
    std::string written;
    for (std::size_t i = 0; i < inverse.size(); ++i)
        written += (i == 0 ? "" : i + 1 == inverse.size() || joint == "; " ? joint : ", ") + actionText({&inverse[i], 1});
    return text.substr(0, span.begin) + written + text.substr(span.end);
}

std::string boxesSwapped(const std::string& text)
{
    std::vector<Span> spans;
    std::array<int, 4> box{};
    for (std::size_t i = 0; i < text.size(); ++i)
        if (const std::size_t end = readBox(text, i, box))
            spans.push_back({i, end});
    if (spans.size() != 2)
        return text;
    const auto part = [&](std::size_t begin, std::size_t end) { return text.substr(begin, end - begin); };
    return part(0, spans[0].begin) + part(spans[1].begin, spans[1].end) + part(spans[0].end, spans[1].begin)
        + part(spans[0].begin, spans[0].end) + text.substr(spans[1].end);
}

} // namespace

AugmentedText mirrored(const AugmentedText& text)
{
    return {mirroredText(text.question), mirroredText(text.answer)};
}

std::optional<AugmentedText> viewsSwapped(Task task, const AugmentedText& text)
{
    if (task == Task::D1 || task == Task::D2)
        return std::nullopt;
    if (task == Task::D4 && text.answer != "yes")
        return std::nullopt; // the other object may have another name than the question's
    try {
        AugmentedText swapped{inverted(text.question), inverted(text.answer)};
        if (task == Task::D3 || task == Task::D4)
            swapped.question = boxesSwapped(swapped.question);
        return swapped;
    } catch (const Error&) {
        return std::nullopt;
    }
}

} // namespace w2v
