#include "core/eval/Reward.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <optional>

#include "core/geometry/Box2d.h"
#include "core/motion/PythonText.h"
#include "core/motion/RewardGrammar.h"
#include "core/motion/TextScanner.h"

namespace w2v {

namespace {

using Json = nlohmann::ordered_json;
using Numbers = std::array<double, 4>;

constexpr std::size_t kMaxResponse = 200; // code points

/// 1 up to the lower error, 0 from the upper one, linear between: 0.5 and 5 m, 5 and 90 degrees.
double amountScore(const Action& truth, const Action& answer)
{
    const double low = truth.isTurn() ? 5 : 0.5, high = truth.isTurn() ? 90 : 5;
    const double error = std::abs(truth.magnitude - answer.magnitude);
    return std::clamp((high - error) / (high - low), 0.0, 1.0);
}

RewardParts singleReward(const std::vector<Action>& truth, const std::vector<Action>& found)
{
    if (truth.empty())
        return {{"overall", 0}, {"format", 0}, {"action", 0}, {"numeric", 0}};
    double action = 0, numeric = 0, best = 0;
    for (const Action& candidate : found) {
        if (candidate.kind != truth.front().kind)
            continue;
        const double amount = amountScore(truth.front(), candidate);
        if (0.35 + 0.55 * amount > best) {
            best = 0.35 + 0.55 * amount;
            action = 1;
            numeric = amount;
        }
    }
    const double format = found.empty() ? 0 : 1;
    return {{"overall", 0.10 * format + best}, {"format", format}, {"action", action}, {"numeric", numeric}};
}

RewardParts sequenceReward(const std::vector<Action>& truth, const std::vector<Action>& found)
{
    if (truth.empty())
        return {{"overall", 0}, {"format", 0}, {"action", 0}, {"order", 0}, {"numeric", 0}};
    std::map<ActionKind, int> wanted;
    for (const Action& action : truth)
        ++wanted[action.kind];
    double shared = 0, order = 0, numeric = 0;
    for (const Action& action : found)
        if (wanted[action.kind]-- > 0)
            ++shared;
    for (std::size_t i = 0; i < std::min(truth.size(), found.size()); ++i) {
        if (truth[i].kind != found[i].kind)
            continue;
        ++order;
        numeric += amountScore(truth[i], found[i]);
    }
    const auto length = static_cast<double>(truth.size());
    const double format = found.empty() ? 0 : 1;
    const double action = shared / std::max(length, static_cast<double>(found.size()));
    order /= length;
    numeric /= length;
    double overall = 0.10 * format + 0.25 * action + 0.35 * order + 0.30 * numeric;
    if (found.size() > truth.size())
        overall = std::max(0.0, overall - 0.03 * static_cast<double>(found.size() - truth.size()));
    return {{"overall", overall}, {"format", format}, {"action", action}, {"order", order}, {"numeric", numeric}};
}

std::optional<bool> truthOf(const std::string& form)
{
    if (form == "yes" || form == "true")
        return true;
    if (form == "no" || form == "false")
        return false;
    return std::nullopt;
}

RewardParts truthReward(std::string_view answer, std::string_view response)
{
    const auto truth = truthOf(normalForm(answer)), found = truthOf(normalForm(response));
    if (!truth)
        return {{"overall", 0}, {"format", 0}, {"accuracy", 0}};
    const double format = found ? 1 : 0, accuracy = found == truth ? 1 : 0;
    return {{"overall", 0.20 * format + 0.80 * accuracy}, {"format", format}, {"accuracy", accuracy}};
}

/// The first box anywhere in the text.
std::optional<Numbers> firstBox(std::u32string_view text)
{
    for (std::size_t at = 0; at < text.size(); ++at)
        if (text[at] == U'[')
            if (const auto box = TextScanner(text, at).box())
                return box;
    return std::nullopt;
}

/// The whole text is a box, with or without the word before it.
bool isBox(const std::u32string& text)
{
    const std::u32string lower = pythonLower(text);
    TextScanner scanner(lower);
    if (scanner.word(U"bbox"))
        scanner.blanks();
    return scanner.box() && scanner.atEnd();
}

Box2d cleaned(const Numbers& n)
{
    const auto clip = [](double value) { return std::clamp(value, 0.0, 1000.0); };
    return {clip(std::min(n[0], n[2])), clip(std::min(n[1], n[3])), clip(std::max(n[0], n[2])), clip(std::max(n[1], n[3]))};
}

double validityOf(const Numbers& n)
{
    double overflow = 0;
    for (const double value : n)
        overflow += std::max({0.0, -value, value - 1000});
    return (n[0] < n[2] && n[1] < n[3] ? 0.7 : 0.0) + 0.3 * std::max(0.0, 1 - overflow / 4 / 200);
}

RewardParts boxReward(std::string_view answer, const std::u32string& response)
{
    RewardParts none{{"overall", 0}, {"format", 0}, {"validity", 0}, {"geometry", 0}, {"iou", 0},
                     {"center", 0},  {"size", 0},   {"l1", 0}};
    const auto truthNumbers = firstBox(decodeUtf8(answer));
    const auto found = firstBox(response);
    if (!truthNumbers || !found)
        return none;
    const Box2d truth = cleaned(*truthNumbers), box = cleaned(*found);
    const double format = isBox(response) ? 1 : 0.4, validity = validityOf(*found);
    const double iou = intersectionOverUnion(truth, box);
    const double distance = std::hypot(truth.x1 + truth.x2 - box.x1 - box.x2, truth.y1 + truth.y2 - box.y1 - box.y2) / 2;
    const double diagonal = std::hypot(truth.width(), truth.height());
    const double center = std::max(0.0, 1 - distance / std::max(80.0, 0.6 * diagonal));
    const double difference = (std::abs(truth.x1 - box.x1) + std::abs(truth.y1 - box.y1) + std::abs(truth.x2 - box.x2) +
                               std::abs(truth.y2 - box.y2)) / 4;
    const double l1 = std::max(0.0, 1 - difference / 180);
    const auto ratio = [](double a, double b) { return std::abs(std::log(std::max(a, 1.0) / std::max(b, 1.0))); };
    const double size = std::max(0.0, 1 - (ratio(box.width(), truth.width()) + ratio(box.height(), truth.height())) / 1.6);
    const double geometry = (0.45 * iou + 0.20 * center + 0.20 * l1 + 0.15 * size) * (0.3 + 0.7 * validity);
    return {{"overall", 0.20 * format + 0.15 * validity + 0.65 * geometry}, {"format", format}, {"validity", validity},
            {"geometry", geometry}, {"iou", iou}, {"center", center}, {"size", size}, {"l1", l1}};
}

RewardParts textReward(std::string_view answer, std::string_view response)
{
    const std::string truth = normalForm(answer);
    const double equal = !truth.empty() && truth == normalForm(response) ? 1 : 0;
    return {{"overall", equal}, {"format", equal}, {"accuracy", equal}};
}

/// Python's str() of a JSON value.
std::string pythonStr(const Json& value)
{
    if (value.is_string())
        return value.get<std::string>();
    if (value.is_boolean())
        return value.get<bool>() ? "True" : "False";
    if (value.is_null())
        return "None";
    if (!value.is_structured())
        return value.dump();
    std::string text(1, value.is_array() ? '[' : '{');
    for (auto it = value.begin(); it != value.end(); ++it) {
        if (it != value.begin())
            text += ", ";
        if (value.is_object())
            text += '\'' + it.key() + "': ";
        text += it->is_string() ? '\'' + it->get<std::string>() + '\'' : pythonStr(*it);
    }
    return text + (value.is_array() ? ']' : '}');
}

std::string strippedText(std::string_view text)
{
    return encodeUtf8(pythonStrip(decodeUtf8(text)));
}

} // namespace

RewardParts referenceReward(std::string_view response, std::string_view task, std::string_view answer)
{
    const std::u32string stripped = pythonStrip(decodeUtf8(response));
    if (stripped.size() > kMaxResponse)
        return {{"overall", -1}, {"format", 0}};
    const std::string text = encodeUtf8(stripped);
    if (task == "A1" || task == "A2")
        return singleReward(findActions(answer), findActions(text));
    if (task == "A3" || task == "D3")
        return sequenceReward(findActions(answer), findActions(text));
    if (task == "A4" || task == "D2" || task == "D4")
        return truthReward(answer, text);
    if (task == "D1")
        return boxReward(answer, stripped);
    return textReward(answer, text);
}

RewardParts referenceReward(std::string_view response, std::string_view truth)
{
    const Json parsed = Json::parse(truth, nullptr, false);
    if (!parsed.is_object())
        return referenceReward(response, "", strippedText(truth));
    const auto field = [&](const char* key) {
        return parsed.contains(key) ? strippedText(pythonStr(parsed[key])) : std::string();
    };
    return referenceReward(response, field("task_type"), field("answer"));
}

} // namespace w2v
