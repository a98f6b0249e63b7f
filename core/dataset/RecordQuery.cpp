#include "core/dataset/RecordQuery.h"

#include <algorithm>

#include <fmt/format.h>

namespace w2v {

namespace {

constexpr std::size_t kMaxSearchText = 1000;

/// The full-text index knows words; scripts written without spaces are searched as plain text.
bool hasWordlessScript(std::string_view word)
{
    return std::any_of(word.begin(), word.end(), [](char c) { return static_cast<unsigned char>(c) >= 0xE2; });
}

bool hasWordCharacter(std::string_view word)
{
    return std::any_of(word.begin(), word.end(), [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || static_cast<unsigned char>(c) >= 0x80;
    });
}

void addTextSearch(Condition& condition, std::string text)
{
    text.resize(std::min(text.size(), kMaxSearchText));
    std::string match;
    std::size_t at = 0;
    const char* blanks = " \t\r\n";
    while ((at = text.find_first_not_of(blanks, at)) != std::string::npos) {
        const std::string word = text.substr(at, text.find_first_of(blanks, at) - at);
        at += word.size();
        if (hasWordCharacter(word) && !hasWordlessScript(word)) {
            match += match.empty() ? "\"" : " \"";
            for (const char c : word)
                match += c == '"' ? std::string("\"\"") : std::string(1, c);
            match += "\"*";
        } else {
            condition.also("(instr(question, ?) > 0 OR instr(answer, ?) > 0)", {word, word});
        }
    }
    if (!match.empty())
        condition.also("number IN (SELECT rowid FROM record_text WHERE record_text MATCH ?)", {match});
}

} // namespace

bool isRecordState(std::string_view state)
{
    static constexpr std::string_view kStates[] = {"pending", "accepted", "rejected", "second_look"};
    return std::find(std::begin(kStates), std::end(kStates), state) != std::end(kStates);
}

Condition conditionOf(const RecordFilter& filter)
{
    Condition condition;
    std::string marks;
    for (std::size_t i = 0; i < filter.tasks.size(); ++i)
        marks += i ? ", ?" : "?";
    if (!marks.empty()) {
        condition.also("task IN (" + marks + ")");
        for (const Task task : filter.tasks)
            condition.values.emplace_back(taskName(task));
    }
    const auto equals = [&](const char* column, const std::string& value) {
        if (!value.empty())
            condition.also(std::string(column) + " = ?", {value});
    };
    equals("state", filter.state);
    equals("split", filter.split);
    equals("scene", filter.scene);
    equals("rollout", filter.rollout);
    if (filter.stale)
        condition.also(std::string(kRecordIsStale) + " = ?", {std::int64_t{*filter.stale}});
    addTextSearch(condition, filter.text);
    return condition;
}

std::string recordSelection()
{
    return std::string(kRecordColumns) + ", " + kRecordIsStale;
}

QaRecord readRecord(SQLite::Statement& row, int first)
{
    QaRecord record;
    const auto text = [&](int column) { return row.getColumn(first + column).getString(); };
    record.id = text(0);
    const std::string subject = "record " + record.id;
    const std::optional<Task> task = taskFromName(text(1));
    if (!task)
        throw Error(subject, "has the unknown task " + text(1), "Restore the project from a copy");
    record.task = *task;
    record.mode = text(2);
    record.scene = text(3);
    record.rollout = text(4);
    record.split = text(5);
    record.state = text(6);
    record.reason = text(7);
    record.variant = row.getColumn(first + 8).getInt();
    const Json images = parseJson(text(9), subject);
    for (const Json& image : images)
        record.images.push_back(image.is_string() ? image.get<std::string>() : std::string());
    record.question = text(10);
    record.answer = text(11);
    record.facts = parseJson(text(12), subject);
    record.provenance = parseJson(text(13), subject);
    if (!record.facts.is_object() || !record.provenance.is_object())
        throw Error(subject, "has damaged facts", "Restore the project from a copy");
    if (row.getColumn(first + 14).getInt())
        record.facts["stale"] = true;
    return record;
}

void bindRecord(SQLite::Statement& statement, int first, const QaRecord& record, const std::string& id)
{
    if (!isRecordState(record.state))
        throw Error("record " + id, "has the unknown state \"" + record.state + "\"",
                    "States are pending, accepted, rejected, second_look");
    Json facts = record.facts.is_object() ? record.facts : Json::object();
    facts.erase("stale"); // told by readRecord(), never stored
    const auto bind = [&](const auto& value) { statement.bind(first++, value); };
    bind(id);
    bind(std::string(taskName(record.task)));
    bind(record.mode);
    bind(record.scene);
    bind(record.rollout);
    bind(record.split);
    bind(record.state);
    bind(record.reason);
    bind(record.variant);
    bind(stored(Json(record.images)));
    bind(record.question);
    bind(record.answer);
    bind(stored(facts));
    bind(stored(record.provenance.is_object() ? record.provenance : Json::object()));
}

} // namespace w2v
