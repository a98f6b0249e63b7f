#include "core/dataset/RecordLine.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "core/base/Error.h"
#include "core/dataset/QuestionMarks.h"

namespace w2v {

namespace {

constexpr std::size_t kMaxImagesOfRecord = 1000;

[[noreturn]] void wrong(const std::string& field, const std::string& why)
{
    throw Error(field, why);
}

const std::string& textAt(const Json& object, const char* key)
{
    const auto it = object.find(key);
    if (it == object.end())
        wrong(key, "is missing");
    if (!it->is_string())
        wrong(key, "is not a text");
    return it->get_ref<const std::string&>();
}

const std::string& turnText(const Json& turn, const char* roleKey, const char* role, const char* textKey)
{
    if (!turn.is_object() || !turn.contains(roleKey) || turn[roleKey] != role)
        wrong("messages", fmt::format("are not one turn of the {} and one of the {}", "user", "assistant"));
    const auto content = turn.find(textKey);
    if (content == turn.end() || !content->is_string())
        wrong("messages", fmt::format("the {}'s content is not a text", role));
    return content->get_ref<const std::string&>();
}

/// One question and one answer; a system turn before them is not part of a record.
void readTurns(const Json& object, const char* key, bool shareGpt, bool withAnswer, QaRecord& record)
{
    const auto turns = object.find(key);
    const char* roleKey = shareGpt ? "from" : "role";
    const char* textKey = shareGpt ? "value" : "content";
    if (turns == object.end() || !turns->is_array())
        wrong(key, "are missing or no list");
    const std::size_t first = !turns->empty() && (*turns)[0].is_object() && (*turns)[0].value(roleKey, Json()) == "system" ? 1 : 0;
    if (turns->size() != first + (withAnswer ? 2u : 1u))
        wrong(key, fmt::format("are not one turn of the user{}", withAnswer ? " and one of the assistant" : ""));
    record.question = turnText((*turns)[first], roleKey, shareGpt ? "human" : "user", textKey);
    if (withAnswer)
        record.answer = turnText((*turns)[first + 1], roleKey, shareGpt ? "gpt" : "assistant", textKey);
}

/// "chosen" and "rejected" are a text or a turn.
std::string choice(const Json& object, const char* key)
{
    const Json& value = object.at(key);
    if (value.is_object())
        return textAt(value, value.contains("value") ? "value" : "content");
    return textAt(object, key);
}

void readPreference(const Json& object, QaRecord& record)
{
    std::string rejected;
    if (object.contains("rejected_response")) {
        readTurns(object, "messages", false, true, record);
        rejected = textAt(object, "rejected_response");
    } else {
        const bool shareGpt = object.contains("conversations");
        readTurns(object, shareGpt ? "conversations" : "messages", shareGpt, false, record);
        record.answer = choice(object, "chosen");
        rejected = choice(object, "rejected");
    }
    if (rejected == record.answer)
        wrong("rejected", "is the same as what was chosen");
    record.facts["rejected_answer"] = rejected;
}

/// The answer of an EasyR1 row may be packed: a JSON text with the task.
void readEasyR1(const Json& object, QaRecord& record, std::string& task)
{
    record.question = textAt(object, "prompt");
    record.answer = textAt(object, "answer");
    if (!record.answer.starts_with('{'))
        return;
    const Json packed = Json::parse(record.answer, nullptr, false);
    if (packed.is_object() && packed.contains("answer") && packed["answer"].is_string()) {
        record.answer = packed["answer"].get<std::string>();
        task = packed.contains("task_type") && packed["task_type"].is_string() ? packed["task_type"].get<std::string>() : task;
    }
}

void readRow(const Json& object, QaRecord& record)
{
    static constexpr std::array<std::string_view, 4> kStates{"pending", "accepted", "rejected", "second_look"};
    record.question = textAt(object, "question");
    record.answer = textAt(object, "answer");
    for (const auto& [key, value] : object.items()) {
        if (key == "id") {
            record.id = value.is_string() ? value.get<std::string>() : value.is_number_integer() ? value.dump() : std::string();
            if (record.id.empty() || record.id.size() > 200)
                wrong("id", "is neither a text nor a whole number");
        } else if (key == "scene") {
            record.scene = textAt(object, "scene");
        } else if (key == "split") {
            record.split = textAt(object, "split");
        } else if (key == "state") {
            record.state = textAt(object, "state");
        } else if (key == "status") {
            const bool known = value.is_number_integer() && value >= 0 && value < static_cast<int>(kStates.size());
            if (!known)
                wrong("status", "is none of 0 pending, 1 accepted, 2 rejected, 3 second look");
            record.state = kStates[value.get<std::size_t>()];
        } else if (key == "difficulty" && !value.is_number()) {
            wrong("difficulty", "is not a number");
        } else if (key != "question" && key != "answer" && key != "task" && key != "task_type" && key != "images") {
            record.facts[key] = value;
        }
    }
}

void readImages(const Json& object, QaRecord& record)
{
    const auto paths = object.find("images");
    if (paths == object.end())
        return;
    const auto path = [](const Json& value) {
        if (!value.is_string())
            wrong("images", "are not a list of paths");
        return value.get<std::string>();
    };
    if (paths->is_string()) {
        record.images = {path(*paths)};
        return;
    }
    if (!paths->is_array() || paths->size() > kMaxImagesOfRecord)
        wrong("images", "are not a list of paths");
    for (const Json& value : *paths)
        record.images.push_back(path(value));
}

/// What an answer's form leaves no doubt about. Yes or no may be D2 or D4, and a list of actions A3 or D3.
std::optional<Task> taskOfAnswer(const std::string& answer)
{
    if (answer.find(';') != std::string::npos)
        return std::nullopt;
    if (answer.starts_with("move "))
        return Task::A1;
    if (answer.starts_with("turn "))
        return Task::A2;
    if (answer == "true" || answer == "false")
        return Task::A4;
    if (answer.starts_with('[') && answer.ends_with(']') && std::count(answer.begin(), answer.end(), ',') == 3)
        return Task::D1;
    return std::nullopt;
}

} // namespace

QaRecord recordFromObject(const Json& object, DatasetFormat format, std::optional<Task> otherwise)
{
    if (!object.is_object())
        wrong("line", "is not a JSON object");
    QaRecord record;
    record.split.clear(); // the file's, or the import's option
    record.state.clear();
    const char* key = object.contains("task_type") ? "task_type" : "task";
    std::string task = object.contains(key) ? textAt(object, key) : std::string();
    const auto knownTask = [&]() -> std::optional<Task> {
        const std::optional<Task> known = taskFromName(task);
        if (!task.empty() && !known)
            wrong(key, "\"" + task.substr(0, 40) + "\" is none of A1 to A4 and D1 to D4");
        return known;
    };
    (void)knownTask();
    switch (format) {
    case DatasetFormat::Messages:
        readTurns(object, "messages", false, true, record);
        break;
    case DatasetFormat::ShareGpt:
        readTurns(object, "conversations", true, true, record);
        break;
    case DatasetFormat::EasyR1:
        readEasyR1(object, record, task);
        break;
    case DatasetFormat::Preference:
        readPreference(object, record);
        break;
    case DatasetFormat::Rows:
        readRow(object, record);
        break;
    }
    for (const std::string* text : {&record.question, &record.answer})
        if (text->size() > kMaxRecordText)
            wrong(text == &record.question ? "question" : "answer", fmt::format("is longer than {} KiB", kMaxRecordText >> 10));
    const std::optional<Task> told = knownTask();
    const std::optional<Task> guess = told ? told : otherwise ? otherwise : taskOfAnswer(record.answer);
    if (!guess)
        throw Error("task_type", "is missing, and the answer does not show the task", "Name the task of the whole file");
    record.task = *guess;
    readImages(object, record);
    if (const std::string problem = imageMarkProblem(record); !problem.empty())
        wrong("record", problem);
    return record;
}

} // namespace w2v
