// The lenient reader of action texts: parseActions().
#include <cctype>
#include <charconv>
#include <cmath>
#include <numbers>
#include <optional>

#include "core/base/Error.h"
#include "core/motion/Action.h"

namespace w2v {

namespace {

constexpr std::size_t kMaxText = 100'000;
constexpr std::size_t kMaxActions = 1000;
constexpr double kMaxMeters = 1000, kMaxDegrees = 36'000;

enum class Verb { None, Move, Turn };
enum class Direction { Forward, Backward, Left, Right };
enum class Unit { None, Meter, Centimeter, Degree, Radian };

struct Word {
    std::string text;             ///< lower case; empty for a number
    std::optional<double> number;
};

[[noreturn]] void fail(const std::string& part, const std::string& reason)
{
    throw Error("the action \"" + (part.size() > 80 ? part.substr(0, 77) + "..." : part) + "\"", reason,
                "Write actions like \"move forward 0.5 meters; turn left 30 degrees\"");
}

bool isAnyOf(const std::string& word, std::initializer_list<const char*> choices)
{
    for (const char* choice : choices)
        if (word == choice)
            return true;
    return false;
}

std::vector<Word> splitWords(const std::string& part)
{
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
                fail(part, "its number cannot be read");
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
            fail(part, "it holds a character that has no meaning here");
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

void setVerb(Parts& parts, Verb verb, const std::string& part)
{
    if (parts.verb != Verb::None && parts.verb != verb)
        fail(part, "it both moves and turns");
    parts.verb = verb;
}

void setDirection(Parts& parts, Direction direction, const std::string& part)
{
    if (parts.direction)
        fail(part, "it has more than one direction; put \"; \" between actions");
    parts.direction = direction;
}

void readWord(Parts& parts, const std::string& word, const std::string& part)
{
    if (isAnyOf(word, {"move", "go", "walk", "step", "shift", "strafe", "slide"}))
        setVerb(parts, Verb::Move, part);
    else if (isAnyOf(word, {"turn", "rotate", "look", "pan", "yaw"}))
        setVerb(parts, Verb::Turn, part);
    else if (isAnyOf(word, {"forward", "forwards", "fwd", "ahead"}))
        setDirection(parts, Direction::Forward, part);
    else if (isAnyOf(word, {"backward", "backwards", "back", "bwd"}))
        setDirection(parts, Direction::Backward, part);
    else if (word == "left")
        setDirection(parts, Direction::Left, part);
    else if (word == "right")
        setDirection(parts, Direction::Right, part);
    else if (isAnyOf(word, {"tl", "tr"})) {
        setVerb(parts, Verb::Turn, part);
        setDirection(parts, word == "tl" ? Direction::Left : Direction::Right, part);
    } else if (isAnyOf(word, {"m", "meter", "meters", "metre", "metres"}))
        parts.unit = Unit::Meter;
    else if (isAnyOf(word, {"cm", "centimeter", "centimeters", "centimetre", "centimetres"}))
        parts.unit = Unit::Centimeter;
    else if (isAnyOf(word, {"deg", "degree", "degrees", "d"}))
        parts.unit = Unit::Degree;
    else if (isAnyOf(word, {"rad", "radian", "radians"}))
        parts.unit = Unit::Radian;
    else if (!isAnyOf(word, {"by", "to", "the", "your", "first", "next", "finally"}))
        fail(part, "the word \"" + word + "\" is unknown");
}

Action readAction(const std::string& part)
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
    if (*parts.number < 0)
        fail(part, "its amount is negative; use the opposite direction");

    const bool sideways = *parts.direction == Direction::Left || *parts.direction == Direction::Right;
    const bool angle = parts.unit == Unit::Degree || parts.unit == Unit::Radian;
    const bool length = parts.unit == Unit::Meter || parts.unit == Unit::Centimeter;
    if ((parts.verb == Verb::Move && angle) || (parts.verb == Verb::Turn && length))
        fail(part, "moves are in meters and turns in degrees");
    const bool turns = parts.verb == Verb::Turn || angle;
    if (turns && !sideways)
        fail(part, "a turn goes left or right");

    double amount = *parts.number;
    if (parts.unit == Unit::Centimeter)
        amount /= 100;
    if (parts.unit == Unit::Radian)
        amount *= 180 / std::numbers::pi;
    if (amount > (turns ? kMaxDegrees : kMaxMeters))
        fail(part, "its amount is too large (1000 meters or 36000 degrees at most)");

    switch (*parts.direction) {
    case Direction::Forward: return {ActionKind::Forward, amount};
    case Direction::Backward: return {ActionKind::Backward, amount};
    case Direction::Left: return {turns ? ActionKind::TurnLeft : ActionKind::ShiftLeft, amount};
    case Direction::Right: break;
    }
    return {turns ? ActionKind::TurnRight : ActionKind::ShiftRight, amount};
}

/// Parts between ";", ",", newlines and the words "then" and "and"; empty parts are dropped.
std::vector<std::string> splitParts(std::string_view text)
{
    std::vector<std::string> parts(1);
    for (std::size_t i = 0; i < text.size();) {
        const auto c = static_cast<unsigned char>(text[i]);
        if (c == ';' || c == ',' || c == '\n' || c == '|') {
            parts.emplace_back();
            ++i;
        } else if (std::isalpha(c)) {
            std::string word, lower;
            for (; i < text.size() && std::isalpha(static_cast<unsigned char>(text[i])); ++i) {
                word += text[i];
                lower += static_cast<char>(std::tolower(static_cast<unsigned char>(text[i])));
            }
            if (lower == "then" || lower == "and")
                parts.emplace_back();
            else
                parts.back() += word;
        } else {
            parts.back() += text[i++];
        }
    }
    std::erase_if(parts, [](const std::string& part) { return part.find_first_not_of(" \t\r.") == std::string::npos; });
    return parts;
}

} // namespace

std::vector<Action> parseActions(std::string_view text)
{
    if (text.size() > kMaxText)
        throw Error("the action text", "is longer than 100000 characters");
    const std::vector<std::string> parts = splitParts(text);
    if (parts.size() > kMaxActions)
        throw Error("the action text", "has more than 1000 actions");
    std::vector<Action> actions;
    actions.reserve(parts.size());
    for (std::string part : parts) {
        part.erase(0, part.find_first_not_of(" \t\r"));
        part.erase(part.find_last_not_of(" \t\r") + 1);
        actions.push_back(readAction(part));
    }
    return actions;
}

} // namespace w2v
