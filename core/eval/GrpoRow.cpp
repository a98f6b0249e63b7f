// Rows for reinforcement learning, in the reference's format.
#include "core/base/Error.h"
#include "core/eval/Reward.h"

namespace w2v {

namespace {

using Json = nlohmann::ordered_json;

/// json.dumps(value, ensure_ascii=False): Python's separators, non-ASCII text kept.
std::string pythonDump(const Json& value)
{
    if (!value.is_structured())
        return value.dump(-1, ' ', false, Json::error_handler_t::replace);
    std::string text(1, value.is_array() ? '[' : '{');
    for (auto it = value.begin(); it != value.end(); ++it) {
        if (it != value.begin())
            text += ", ";
        if (value.is_object())
            text += Json(it.key()).dump() + ": ";
        text += pythonDump(*it);
    }
    return text + (value.is_array() ? ']' : '}');
}

Json contentOf(const Json& messages, std::size_t index)
{
    const Json& message = messages[index];
    if (!message.is_object() || !message.contains("content"))
        throw Error("the record", "message " + std::to_string(index + 1) + " has no content");
    return message["content"];
}

} // namespace

Json grpoRow(const Json& record)
{
    if (!record.is_object() || !record.contains("messages") || !record["messages"].is_array() || record["messages"].size() < 2)
        throw Error("the record", "has fewer than two messages", "A question and an answer are needed");
    const Json& messages = record["messages"];
    const Json task = record.contains("task_type") ? record["task_type"] : Json("");
    const Json answer{{"task_type", task}, {"answer", contentOf(messages, 1)}};
    return {{"prompt", contentOf(messages, 0)},
            {"answer", pythonDump(answer)},
            {"images", record.contains("images") ? record["images"] : Json::array()},
            {"task_type", task}};
}

} // namespace w2v
