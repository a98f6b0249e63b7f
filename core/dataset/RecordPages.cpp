// Records of a project as lists of any length: numbers, rows, pages and counts. No query here walks over more rows than it
// must; which index serves is said in the SQL, because SQLite knows nothing of how the values are spread.
#include <algorithm>
#include <limits>

#include <fmt/format.h>
#include <sqlite3.h> // sqlite3_interrupt

#include "core/dataset/RecordQuery.h"

namespace w2v {

namespace {

constexpr const char* kRowColumns = "record.number, record.id, task, mode, scene, split, state, reason, record.question, "
                                    "record.answer, difficulty";
constexpr double kAnyDifficulty = std::numeric_limits<double>::infinity();

void readRow(const LeanStatement& query, RecordRow& row)
{
    row.number = query.integer(0);
    query.text(1, row.id);
    row.task = taskFromName(query.text(2)).value_or(Task::A1);
    int column = 3;
    for (std::string* text : {&row.mode, &row.scene, &row.split, &row.state, &row.reason, &row.question, &row.answer})
        query.text(column++, *text);
    row.difficulty = query.real(column);
}

std::vector<RecordRow> readRows(LeanStatement& query)
{
    std::vector<RecordRow> rows;
    while (query.step())
        readRow(query, rows.emplace_back());
    return rows;
}

/// The records of one group in order of (difficulty, number) after `from`, at most `limit`.
void appendGroup(const Project::Impl& project, const RecordGroup& group, const RecordFilter& filter, const RecordRow* from,
                 std::int64_t limit, std::vector<std::pair<double, std::int64_t>>& into)
{
    const double least = std::max(filter.minDifficulty.value_or(-kAnyDifficulty), from ? from->difficulty : -kAnyDifficulty);
    CachedStatement query = project.cached(
        "SELECT difficulty, number FROM record INDEXED BY record_group WHERE task = ? AND split = ? AND state = ? "
        "AND difficulty >= ? AND difficulty <= ? AND (difficulty > ? OR number > ?) ORDER BY difficulty, number LIMIT ?");
    query->bind(1, group.task);
    query->bind(2, group.split);
    query->bind(3, group.state);
    query->bind(4, least);
    query->bind(5, filter.maxDifficulty.value_or(kAnyDifficulty));
    query->bind(6, from ? from->difficulty : -kAnyDifficulty);
    query->bind(7, from ? from->number : std::int64_t{0});
    query->bind(8, limit);
    while (query->step())
        into.emplace_back(query->real(0), query->integer(1));
}

/// Numbers of all records that fit a filter of groups and difficulty, from the index alone.
std::vector<std::int64_t> numbersOfGroups(const Project::Impl& project, const RecordFilter& filter, RecordOrder order,
                                          const RecordRow* after, std::int64_t limit)
{
    const bool byDifficulty = order == RecordOrder::Difficulty;
    std::vector<std::pair<double, std::int64_t>> found;
    const std::vector<RecordGroup> groups = groupsOf(project, filter);
    for (const RecordGroup& group : groups)
        appendGroup(project, group, filter, byDifficulty ? after : nullptr, byDifficulty ? limit : -1, found);
    if (byDifficulty && groups.size() > 1)
        std::sort(found.begin(), found.end());
    std::vector<std::int64_t> numbers(found.size());
    std::transform(found.begin(), found.end(), numbers.begin(), [](const auto& pair) { return pair.second; });
    if (!byDifficulty)
        std::sort(numbers.begin(), numbers.end());
    if (limit >= 0 && static_cast<std::int64_t>(numbers.size()) > limit)
        numbers.resize(static_cast<std::size_t>(limit));
    return numbers;
}

/// The middle of a query for a list: FROM, WHERE and ORDER BY, with the values to bind.
Condition listing(const RecordFilter& filter, RecordOrder order, const RecordRow* after)
{
    const RecordSearch search = searchOf(filter);
    const bool text = !search.match.empty();
    Condition all;
    if (text)
        all = {"FROM record_text CROSS JOIN record ON record.number = record_text.rowid WHERE record_text MATCH ?", {search.match}};
    else
        all = {asksBeyondGroups(filter) ? "FROM record WHERE 1" : "FROM record NOT INDEXED WHERE 1", {}};
    all.sql += " AND " + search.condition.sql;
    all.values.insert(all.values.end(), search.condition.values.begin(), search.condition.values.end());
    const std::string number = text ? "record_text.rowid" : "record.number";
    if (after && order == RecordOrder::Difficulty)
        all.also("(difficulty, record.number) > (?, ?)", {after->difficulty, after->number});
    else if (after)
        all.also(number + " > ?", {after->number});
    all.sql += " ORDER BY ";
    if (order == RecordOrder::Difficulty)
        all.sql += "difficulty, ";
    if (order == RecordOrder::Relevance && text)
        all.sql += "relevance(record_text), ";
    all.sql += number;
    return all;
}

/// The number of the record at a place among all, counted from 0; none past the end.
std::optional<std::int64_t> numberAt(const Project::Impl& project, std::int64_t place)
{
    std::int64_t block = -1;
    {
        CachedStatement blocks = project.cached("SELECT block, n FROM record_block ORDER BY block");
        while (block < 0 && blocks->step()) {
            const std::int64_t count = blocks->integer(1);
            if (place < count)
                block = blocks->integer(0);
            else
                place -= count;
        }
    }
    CachedStatement query = project.cached("SELECT number FROM record WHERE number >= ? ORDER BY number LIMIT 1 OFFSET ?");
    query->bind(1, block << 12);
    query->bind(2, place);
    return block >= 0 && query->step() ? std::optional(query->integer(0)) : std::nullopt;
}

bool isUnfiltered(const RecordFilter& filter)
{
    return filter.tasks.empty() && filter.state.empty() && filter.split.empty() && !filter.minDifficulty && !filter.maxDifficulty
        && !asksBeyondGroups(filter);
}

} // namespace

std::int64_t Project::countRecords(const RecordFilter& filter) const
{
    return m_impl->database.guarded([&] {
        std::int64_t total = 0;
        if (!asksBeyondGroups(filter)) {
            for (const RecordGroup& group : groupsOf(*m_impl, filter)) {
                if (!filter.minDifficulty && !filter.maxDifficulty) {
                    total += group.count;
                    continue;
                }
                CachedStatement query = m_impl->cached("SELECT count(*) FROM record INDEXED BY record_group WHERE task = ? "
                                                       "AND split = ? AND state = ? AND difficulty >= ? AND difficulty <= ?");
                query->bind(1, group.task);
                query->bind(2, group.split);
                query->bind(3, group.state);
                query->bind(4, filter.minDifficulty.value_or(-kAnyDifficulty));
                query->bind(5, filter.maxDifficulty.value_or(kAnyDifficulty));
                query->step();
                total += query->integer(0);
            }
            return total;
        }
        const RecordSearch search = searchOf(filter);
        if (!search.match.empty() && search.condition.values.empty()) {
            CachedStatement query = m_impl->cached("SELECT count(*) FROM record_text WHERE record_text MATCH ?");
            query->bind(1, search.match);
            query->step();
            return query->integer(0);
        }
        const Condition condition = conditionOf(filter);
        return m_impl->count("SELECT count(*) FROM record WHERE " + condition.sql, condition);
    });
}

std::vector<std::int64_t> Project::recordNumbers(const RecordFilter& filter, RecordOrder order, std::int64_t limit) const
{
    return m_impl->database.guarded([&] {
        const bool first = order == RecordOrder::Creation && limit >= 0; // then the table itself is the quickest way
        if (!asksBeyondGroups(filter) && !first)
            return numbersOfGroups(*m_impl, filter, order, nullptr, limit);
        const RecordSearch search = searchOf(filter);
        Condition list = listing(filter, order, nullptr);
        std::string sql = "SELECT record.number " + list.sql;
        if (!search.match.empty() && search.condition.values.empty() && order != RecordOrder::Difficulty) // the index knows it all
            sql = std::string("SELECT rowid FROM record_text WHERE record_text MATCH ? ORDER BY ")
                + (order == RecordOrder::Relevance ? "relevance(record_text), rowid" : "rowid");
        CachedStatement query = m_impl->cached(sql + " LIMIT ?");
        list.values.emplace_back(limit);
        list.bindTo(*query);
        std::vector<std::int64_t> numbers;
        while (query->step())
            numbers.push_back(query->integer(0));
        return numbers;
    });
}

std::vector<RecordRow> Project::recordRows(const RecordFilter& filter, const RecordPage& page) const
{
    return m_impl->database.guarded([&] {
        std::int64_t offset = std::max<std::int64_t>(page.offset, 0);
        const std::int64_t limit = std::max<std::int64_t>(page.limit, 0);
        if (page.order == RecordOrder::Difficulty && !asksBeyondGroups(filter)) {
            std::vector<std::int64_t> numbers = numbersOfGroups(*m_impl, filter, page.order, page.after, offset + limit);
            numbers.erase(numbers.begin(), numbers.begin() + std::min<std::ptrdiff_t>(offset, std::ssize(numbers)));
            return recordRows(numbers);
        }
        RecordRow before;
        const RecordRow* after = page.after;
        if (offset > 0 && !after && isUnfiltered(filter)) {
            const std::optional<std::int64_t> number = numberAt(*m_impl, offset);
            if (!number)
                return std::vector<RecordRow>();
            before.number = *number - 1;
            after = &before;
            offset = 0;
        }
        Condition list = listing(filter, page.order, after);
        CachedStatement query = m_impl->cached(fmt::format("SELECT {} {} LIMIT ? OFFSET ?", kRowColumns, list.sql));
        list.values.insert(list.values.end(), {limit, offset});
        list.bindTo(*query);
        return readRows(*query);
    });
}

std::vector<RecordRow> Project::recordRows(std::span<const std::int64_t> numbers) const
{
    return m_impl->database.guarded([&] {
        CachedStatement query = m_impl->cached(fmt::format("SELECT {} FROM record WHERE number = ?", kRowColumns));
        std::vector<RecordRow> rows;
        rows.reserve(numbers.size());
        for (const std::int64_t number : numbers) {
            query->bind(1, number);
            if (query->step())
                readRow(*query, rows.emplace_back());
            query->reset();
        }
        return rows;
    });
}

void Project::interrupt() const
{
    sqlite3_interrupt(m_impl->sql().getHandle());
}

} // namespace w2v
