#include "core/eval/BaselineGeometry.h"

#include <algorithm>

#include "core/base/Error.h"
#include "core/base/JsonFields.h"
#include "core/motion/Trajectory.h"
#include "core/supervision/ReferenceBoxes.h"

namespace w2v {

namespace {

std::vector<Action> actionsAt(const Json& facts, const char* key)
{
    if (!facts.is_object() || !facts.contains(key))
        return {};
    try {
        return actionsFromJson(facts.at(key), "facts");
    } catch (const Error&) {
        return {};
    }
}

std::optional<Box2d> boxAt(const Json& facts, const char* key)
{
    if (!facts.is_object() || !facts.contains(key))
        return std::nullopt;
    const Json& box = facts.at(key);
    if (!box.is_array() || box.size() != 4 || !std::all_of(box.begin(), box.end(), [](const Json& n) { return n.is_number(); }))
        return std::nullopt;
    return Box2d{box[0].get<double>(), box[1].get<double>(), box[2].get<double>(), box[3].get<double>()};
}

Intrinsics cameraAt(const Json& facts)
{
    if (!facts.is_object() || !facts.contains("camera"))
        return {};
    try {
        const JsonFields fields(facts.at("camera"), "facts");
        return {fields.number("fx"), fields.number("fy"), fields.number("cx"), fields.number("cy"),
                static_cast<int>(fields.integer("width", 1, 65536)), static_cast<int>(fields.integer("height", 1, 65536))};
    } catch (const Error&) {
        return {};
    }
}

} // namespace

QuestionFacts questionFacts(const QaRecord& record)
{
    QuestionFacts facts;
    facts.camera = cameraAt(record.facts);
    const auto told = [&](const std::string& text) { return !text.empty() && record.question.find(text) != std::string::npos; };
    const auto toldBox = [&](const char* key) -> std::optional<Box2d> {
        const auto box = boxAt(record.facts, key);
        return box && told(boxText(normalizeBox(*box, 1000, 1000))) ? box : std::nullopt;
    };
    facts.box1 = toldBox("box1");
    facts.box2 = toldBox("box2");
    if (record.facts.is_object() && record.facts.contains("label") && record.facts.at("label").is_string()
        && told(record.facts.at("label").get<std::string>()))
        facts.label = record.facts.at("label").get<std::string>();
    if (record.task == Task::A4)
        facts.claim = actionsAt(record.facts, "claim_actions");
    else if (const std::vector<Action> actions = actionsAt(record.facts, "actions"); told(actionText(actions)))
        facts.actions = actions;
    return facts;
}

} // namespace w2v
