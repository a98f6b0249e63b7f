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

std::string quoted(const std::string& words)
{
    std::string text;
    for (const char c : words)
        text.append(c == '"' ? 2 : 1, c);
    return fmt::format("\"{}\"", text);
}

/// Words and "phrases in quotes"; the last word may be unfinished, unless a blank follows it.
std::string addTextSearch(Condition& condition, std::string text)
{
    text.resize(std::min(text.size(), kMaxSearchText));
    std::string match;
    std::size_t at = 0;
    const char* blanks = " \t\r\n";
    while ((at = text.find_first_not_of(blanks, at)) != std::string::npos) {
        const std::size_t closing = text[at] == '"' ? text.find('"', at + 1) : std::string::npos;
        const bool phrase = closing != std::string::npos;
        const std::size_t end = phrase ? closing + 1 : std::min(text.find_first_of(blanks, at), text.size());
        const std::string word = phrase ? text.substr(at + 1, closing - at - 1) : text.substr(at, end - at);
        at = end;
        if (word.empty())
            continue;
        if (hasWordCharacter(word) && !hasWordlessScript(word))
            match += fmt::format("{}{}{}", match.empty() ? "" : " ", quoted(word), !phrase && end == text.size() ? "*" : "");
        else
            condition.also("(instr(record.question, ?) > 0 OR instr(record.answer, ?) > 0)", {word, word});
    }
    return match;
}

} // namespace

bool isRecordState(std::string_view state)
{
    static constexpr std::string_view kStates[] = {"pending", "accepted", "rejected", "second_look"};
    return std::find(std::begin(kStates), std::end(kStates), state) != std::end(kStates);
}

RecordSearch searchOf(const RecordFilter& filter)
{
    RecordSearch search;
    Condition& condition = search.condition;
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
    if (!filter.rollout.empty())
        condition.also("rollout <> ''"); // lets the partial index be used
    if (filter.minDifficulty)
        condition.also("difficulty >= ?", {*filter.minDifficulty});
    if (filter.maxDifficulty)
        condition.also("difficulty <= ?", {*filter.maxDifficulty});
    if (filter.stale)
        condition.also(std::string(kRecordIsStale) + " = ?", {std::int64_t{*filter.stale}});
    search.match = addTextSearch(condition, filter.text);
    return search;
}

Condition conditionOf(const RecordFilter& filter)
{
    RecordSearch search = searchOf(filter);
    if (!search.match.empty())
        search.condition.also("number IN (SELECT rowid FROM record_text WHERE record_text MATCH ?)", {search.match});
    return search.condition;
}

std::vector<RecordGroup> groupsOf(const Project::Impl& project, const RecordFilter& filter)
{
    RecordFilter groups;
    groups.tasks = filter.tasks;
    groups.split = filter.split;
    groups.state = filter.state;
    const Condition condition = searchOf(groups).condition;
    CachedStatement query = project.cached("SELECT task, split, state, n FROM record_count WHERE n > 0 AND " + condition.sql
                                           + " ORDER BY task, split, state");
    condition.bindTo(*query);
    std::vector<RecordGroup> found;
    while (query->step())
        found.push_back({query->text(0), query->text(1), query->text(2), query->integer(3)});
    return found;
}

std::vector<RecordGroup> rangesOf(const Project::Impl& project, const RecordFilter& filter)
{
    if (filter.tasks.size() == 1 && !filter.split.empty()) // told by the filter
        return {{taskName(filter.tasks.front()), filter.split, filter.state, 0}};
    std::vector<RecordGroup> ranges;
    for (RecordGroup& group : groupsOf(project, filter)) { // those of one task and split follow each other
        if (!filter.state.empty()) {
            ranges.push_back(std::move(group));
        } else if (ranges.empty() || ranges.back().task != group.task || ranges.back().split != group.split) {
            group.state.clear();
            ranges.push_back(std::move(group));
        }
    }
    return ranges;
}

std::string walk(const char* columns, const RecordGroup& range)
{
    return fmt::format("SELECT {} FROM record INDEXED BY {} WHERE task = ? AND split = ? {} AND difficulty >= ? AND difficulty <= ?",
                       columns, range.state.empty() ? "record_difficulty" : "record_group", range.state.empty() ? "" : "AND state = ?");
}

int bindRange(LeanStatement& query, const RecordGroup& range, const RecordFilter& filter, double least)
{
    int index = 1;
    query.bind(index++, range.task);
    query.bind(index++, range.split);
    if (!range.state.empty())
        query.bind(index++, range.state);
    query.bind(index++, std::max(filter.minDifficulty.value_or(-kAnyDifficulty), least));
    query.bind(index++, filter.maxDifficulty.value_or(kAnyDifficulty));
    return index;
}

bool asksBeyondGroups(const RecordFilter& filter)
{
    return !filter.scene.empty() || !filter.rollout.empty() || filter.stale || !filter.text.empty();
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
    if (row.getColumn(first + kRecordColumnCount).getInt())
        record.facts["stale"] = true;
    return record;
}

} // namespace w2v
