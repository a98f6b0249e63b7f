// The lenient reader of action texts: parseActions().
#include <algorithm>
#include <cctype>
#include <charconv>
#include <cmath>
#include <numbers>
#include <optional>

#include "core/motion/ActionText.h"

namespace w2v {

namespace {

constexpr std::size_t kMaxText = 100'000;
constexpr std::size_t kMaxActions = 1000;
constexpr double kMaxMeters = 1e6, kMaxDegrees = 36'000;
constexpr double kDoubtfulSidestep = 10; ///< "left 30" without a unit is more likely a turn

enum class Verb { None, Move, Turn };
enum class Direction { Forward, Backward, Left, Right };
enum class Unit { None, Meter, Centimeter, Millimeter, Degree, Radian };

struct Word {
    std::string text;             ///< lower case; empty for a number
    std::optional<double> number;
};

/// One action's text and where it stands.
struct Part {
    std::string text;
    std::size_t begin = 0;     ///< bytes
    std::size_t character = 1; ///< counted from 1
    std::size_t number = 1;    ///< of the action, counted from 1
};

[[noreturn]] void fail(const Part& part, const std::string& reason)
{
    const std::string shown = part.text.size() > 80 ? part.text.substr(0, 77) + "..." : part.text;
    throw ActionTextError("the action \"" + shown + "\"",
                          "action " + std::to_string(part.number) + ", from character " + std::to_string(part.character) + ": " + reason,
                          "Write actions like \"move forward 0.5 meters; turn left 30 degrees\"", part.begin, part.text.size());
}

bool isAnyOf(const std::string& word, std::initializer_list<const char*> choices)
{
    for (const char* choice : choices)
        if (word == choice)
            return true;
    return false;
}

std::vector<Word> splitWords(const Part& whole)
{
    const std::string& part = whole.text;
    std::vector<Word> words;
    for (std::size_t i = 0; i < part.size();) {
        const auto c = static_cast<unsigned char>(part[i]);
        const bool startsNumber =
            std::isdigit(c) || ((c == '.' || c == '-' || c == '+') && i + 1 < part.size() &&
                                (std::isdigit(static_cast<unsigned char>(part[i + 1])) || part[i + 1] == '.'));
        if (startsNumber) {
            const std::size_t begin = c == '+' ? i + 1 : i;
            double value = 0;
            const auto [end, error] = std::from_chars(part.data() + begin, part.data() + part.size(), value);
            if (error != std::errc() || !std::isfinite(value))
                fail(whole, "its number cannot be read");
            words.push_back({{}, value});
            i = static_cast<std::size_t>(end - part.data());
        } else if (std::isalpha(c)) {
            Word word;
            for (; i < part.size() && std::isalpha(static_cast<unsigned char>(part[i])); ++i)
                word.text += static_cast<char>(std::tolower(static_cast<unsigned char>(part[i])));
            words.push_back(std::move(word));
        } else if (part.compare(i, 2, "\xC2\xB0") == 0) {
            words.push_back({"deg", {}});
            i += 2;
        } else if (std::isspace(c) || c == '_' || c == ':' || c == '=') {
            ++i;
        } else if (c == '.' && part.find_first_not_of(" .\t\r", i) == std::string::npos) {
            break; // a full stop at the end
        } else {
            fail(whole, "it holds a character that has no meaning here");
        }
    }
    return words;
}

struct Parts {
    Verb verb = Verb::None;
    Unit unit = Unit::None;
    std::optional<Direction> direction;
    std::optional<double> number;
};

void setVerb(Parts& parts, Verb verb, const Part& part)
{
    if (parts.verb != Verb::None && parts.verb != verb)
        fail(part, "it both moves and turns");
    parts.verb = verb;
}

void setDirection(Parts& parts, Direction direction, const Part& part)
{
    if (parts.direction)
        fail(part, "it has more than one direction; put \"; \" between actions");
    parts.direction = direction;
}

void setUnit(Parts& parts, Unit unit, const Part& part)
{
    if (parts.unit != Unit::None && parts.unit != unit)
        fail(part, "it has two units");
    parts.unit = unit;
}

void readWord(Parts& parts, const std::string& word, const Part& part)
{
    if (isAnyOf(word, {"move", "go", "walk", "step", "shift", "strafe", "slide"}))
        setVerb(parts, Verb::Move, part);
    else if (isAnyOf(word, {"turn", "rotate", "look", "pan", "yaw"}))
        setVerb(parts, Verb::Turn, part);
    else if (isAnyOf(word, {"forward", "forwards", "fwd", "ahead", "f"}))
        setDirection(parts, Direction::Forward, part);
    else if (isAnyOf(word, {"backward", "backwards", "back", "bwd", "b"}))
        setDirection(parts, Direction::Backward, part);
    else if (isAnyOf(word, {"left", "l"}))
        setDirection(parts, Direction::Left, part);
    else if (isAnyOf(word, {"right", "r"}))
        setDirection(parts, Direction::Right, part);
    else if (isAnyOf(word, {"tl", "tr"})) {
        setVerb(parts, Verb::Turn, part);
        setDirection(parts, word == "tl" ? Direction::Left : Direction::Right, part);
    } else if (isAnyOf(word, {"m", "meter", "meters", "metre", "metres"}))
        setUnit(parts, Unit::Meter, part);
    else if (isAnyOf(word, {"cm", "centimeter", "centimeters", "centimetre", "centimetres"}))
        setUnit(parts, Unit::Centimeter, part);
    else if (isAnyOf(word, {"mm", "millimeter", "millimeters", "millimetre", "millimetres"}))
        setUnit(parts, Unit::Millimeter, part);
    else if (isAnyOf(word, {"deg", "degree", "degrees", "d"}))
        setUnit(parts, Unit::Degree, part);
    else if (isAnyOf(word, {"rad", "radian", "radians"}))
        setUnit(parts, Unit::Radian, part);
    else if (!isAnyOf(word, {"by", "to", "the", "your", "first", "next", "finally"}))
        fail(part, "the word \"" + word + "\" is unknown");
}

ActionKind kindOf(Direction direction, bool turns)
{
    switch (direction) {
    case Direction::Forward: return ActionKind::Forward;
    case Direction::Backward: return ActionKind::Backward;
    case Direction::Left: return turns ? ActionKind::TurnLeft : ActionKind::ShiftLeft;
    case Direction::Right: break;
    }
    return turns ? ActionKind::TurnRight : ActionKind::ShiftRight;
}

Action readAction(const Part& part)
{
    Parts parts;
    for (const Word& word : splitWords(part)) {
        if (!word.number)
            readWord(parts, word.text, part);
        else if (parts.number)
            fail(part, "it has more than one number; put \"; \" between actions");
        else
            parts.number = word.number;
    }
    if (!parts.direction)
        fail(part, "it has no direction (forward, backward, left or right)");
    if (!parts.number)
        fail(part, "it has no distance or angle");
    const bool sideways = *parts.direction == Direction::Left || *parts.direction == Direction::Right;
    const bool angle = parts.unit == Unit::Degree || parts.unit == Unit::Radian;
    const bool length = parts.unit != Unit::None && !angle;
    if ((parts.verb == Verb::Move && angle) || (parts.verb == Verb::Turn && length))
        fail(part, "moves are in meters and turns in degrees");
    const bool turns = parts.verb == Verb::Turn || angle;
    if (turns && !sideways)
        fail(part, "a turn goes left or right");
    if (sideways && parts.verb == Verb::None && parts.unit == Unit::None && std::abs(*parts.number) >= kDoubtfulSidestep)
        fail(part, "it may be a sidestep in meters or a turn in degrees; give the unit, or write \"turn\" or \"move\" before it");

    double amount = *parts.number;
    if (parts.unit == Unit::Centimeter)
        amount /= 100;
    if (parts.unit == Unit::Millimeter)
        amount /= 1000;
    if (parts.unit == Unit::Radian)
        amount *= 180 / std::numbers::pi;
    if (std::abs(amount) > (turns ? kMaxDegrees : kMaxMeters))
        fail(part, "its amount is too large (1000 kilometers or 36000 degrees at most)");

    // A negative amount is the opposite action, as the reference's canonical form has it.
    const ActionKind kind = kindOf(*parts.direction, turns);
    return {amount < 0 ? opposite(kind) : kind, std::abs(amount)};
}

/// Parts between ";", ",", "|", newlines and the words "then" and "and"; empty parts are dropped, blanks around them too.
std::vector<Part> splitParts(std::string_view text)
{
    std::vector<Part> parts;
    std::size_t from = 0;
    const auto close = [&](std::size_t end) {
        const std::string_view piece = text.substr(from, end - from);
        const std::size_t first = piece.find_first_not_of(" \t\r"), last = piece.find_last_not_of(" \t\r");
        if (piece.find_first_not_of(" \t\r.") == std::string_view::npos)
            return;
        Part part{std::string(piece.substr(first, last - first + 1)), from + first, 1, parts.size() + 1};
        const auto isLead = [](char c) { return (static_cast<unsigned char>(c) & 0xC0u) != 0x80u; };
        part.character += static_cast<std::size_t>(std::count_if(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(part.begin), isLead));
        parts.push_back(std::move(part));
    };
    for (std::size_t i = 0; i < text.size();) {
        const auto c = static_cast<unsigned char>(text[i]);
        if (c == ';' || c == ',' || c == '\n' || c == '|') {
            close(i);
            from = ++i;
        } else if (std::isalpha(c)) {
            const std::size_t begin = i;
            std::string lower;
            for (; i < text.size() && std::isalpha(static_cast<unsigned char>(text[i])); ++i)
                lower += static_cast<char>(std::tolower(static_cast<unsigned char>(text[i])));
            if (lower == "then" || lower == "and") {
                close(begin);
                from = i;
            }
        } else {
            ++i;
        }
    }
    close(text.size());
    return parts;
}

} // namespace

std::vector<Action> parseActions(std::string_view text)
{
    if (text.size() > kMaxText)
        throw ActionTextError("the action text", "is longer than 100000 characters", {}, 0, text.size());
    const std::vector<Part> parts = splitParts(text);
    if (parts.size() > kMaxActions)
        throw ActionTextError("the action text", "has more than 1000 actions", {}, parts[kMaxActions].begin, parts[kMaxActions].text.size());
    std::vector<Action> actions;
    actions.reserve(parts.size());
    for (const Part& part : parts)
        actions.push_back(readAction(part));
    return actions;
}

} // namespace w2v
