#include "core/motion/RewardGrammar.h"

#include <array>
#include <optional>
#include <string_view>

#include "core/motion/PythonText.h"
#include "core/motion/TextScanner.h"

namespace w2v {

namespace {

struct Direction {
    std::u32string_view word;
    ActionKind kind;
};

constexpr std::array<Direction, 4> kMoves{{{U"forward", ActionKind::Forward},
                                           {U"backward", ActionKind::Backward},
                                           {U"left", ActionKind::ShiftLeft},
                                           {U"right", ActionKind::ShiftRight}}};
constexpr std::array<Direction, 2> kTurns{{{U"left", ActionKind::TurnLeft}, {U"right", ActionKind::TurnRight}}};

template <std::size_t kCount>
std::optional<Action> matchAt(TextScanner& scanner, std::u32string_view verb, const std::array<Direction, kCount>& directions,
                              std::u32string_view unit)
{
    if (!scanner.word(verb) || !scanner.blanks())
        return std::nullopt;
    for (const Direction& direction : directions) {
        if (!scanner.word(direction.word))
            continue;
        if (!scanner.blanks())
            return std::nullopt;
        const auto amount = scanner.number();
        if (!amount || !scanner.blanks() || !scanner.word(unit))
            return std::nullopt;
        scanner.word(U"s");
        return Action{direction.kind, *amount};
    }
    return std::nullopt;
}

} // namespace

std::vector<Action> findActions(std::string_view text)
{
    const std::u32string lower = pythonLower(decodeUtf8(text));
    std::vector<Action> actions;
    for (std::size_t at = 0; at < lower.size();) {
        TextScanner moving(lower, at), turning(lower, at);
        if (const auto move = matchAt(moving, U"move", kMoves, U"meter")) {
            actions.push_back(*move);
            at = moving.position();
        } else if (const auto turn = matchAt(turning, U"turn", kTurns, U"degree")) {
            actions.push_back(*turn);
            at = turning.position();
        } else {
            ++at;
        }
    }
    return actions;
}

std::string normalForm(std::string_view text)
{
    std::u32string form = pythonLower(pythonStrip(decodeUtf8(text)));
    const auto isTail = [](char32_t c) {
        return isPythonSpace(c) || std::u32string_view(U".,;:!?\"").find(c) != std::u32string_view::npos;
    };
    while (!form.empty() && isTail(form.back()))
        form.pop_back();
    std::u32string squeezed;
    for (const char32_t c : form) {
        if (!isPythonSpace(c))
            squeezed += c;
        else if (!squeezed.empty() && squeezed.back() != U' ')
            squeezed += U' ';
    }
    return encodeUtf8(squeezed);
}

} // namespace w2v
