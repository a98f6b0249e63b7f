// Records of a project as lists of any length: numbers, rows, pages and counts. No query here walks over more rows than it
// must; which index serves is said in the SQL, because SQLite knows nothing of how the values are spread.
#include <algorithm>

#include <fmt/format.h>
#include <sqlite3.h> // sqlite3_interrupt

#include "core/dataset/GroupSet.h"
#include "core/dataset/RecordQuery.h"

namespace w2v {

namespace {

constexpr const char* kRowColumns = "record.number, record.id, task, mode, scene, split, state, reason, record.question, "
                                    "record.answer, difficulty";

/// Holds one view of the database over several statements. Each would take and give back the locks for itself, which costs more than
/// reading a row.
class ReadTransaction {
public:
    explicit ReadTransaction(const Project::Impl& project)
        : m_project(project), m_own(sqlite3_get_autocommit(project.sql().getHandle()) != 0)
    {
        if (m_own)
            project.cached("BEGIN")->step();
    }
    ~ReadTransaction()
    {
        if (m_own)
            sqlite3_exec(m_project.sql().getHandle(), "COMMIT", nullptr, nullptr, nullptr);
    }

private:
    const Project::Impl& m_project;
    bool m_own;
};

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

constexpr const char* kAfterInOrder = " AND (difficulty > ? OR number > ?) ORDER BY difficulty, number LIMIT ?";

void bindAfter(LeanStatement& query, const RecordGroup& range, const RecordFilter& filter, const RecordRow* after, std::int64_t limit)
{
    const int index = bindRange(query, range, filter, after ? after->difficulty : -kAnyDifficulty);
    query.bind(index, after ? after->difficulty : -kAnyDifficulty);
    query.bind(index + 1, after ? after->number : std::int64_t{0});
    query.bind(index + 2, limit);
}

/// The records of one range in order of (difficulty, number) after `from`, at most `limit`.
void appendRange(const Project::Impl& project, const RecordGroup& range, const RecordFilter& filter, const RecordRow* from,
                 std::int64_t limit, std::vector<std::pair<double, std::int64_t>>& into)
{
    CachedStatement query = project.cached(walk("difficulty, number", range) + kAfterInOrder);
    bindAfter(*query, range, filter, from, limit);
    while (query->step())
        into.emplace_back(query->real(0), query->integer(1));
}

/// Numbers of all records that fit a filter of groups and difficulty, from the index alone.
std::vector<std::int64_t> numbersOfGroups(const Project::Impl& project, const RecordFilter& filter, RecordOrder order,
                                          const RecordRow* after, std::int64_t limit)
{
    const bool byDifficulty = order == RecordOrder::Difficulty;
    std::vector<std::pair<double, std::int64_t>> found;
    const std::vector<RecordGroup> ranges = rangesOf(project, filter);
    for (const RecordGroup& range : ranges)
        appendRange(project, range, filter, byDifficulty ? after : nullptr, byDifficulty ? limit : -1, found);
    if (byDifficulty && ranges.size() > 1)
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

/// Whether the hits of a search are best told apart by a GroupSet: the filter asks for words in the index and for groups, and the
/// set is made sooner than the rows of the hits are read. Of a page few hits are read, unless the groups are small.
bool suitsGroupSet(const Project::Impl& project, const RecordFilter& filter, const RecordSearch& search, bool isPage)
{
    constexpr std::int64_t kSmall = 100'000, kMostNumbers = 1'000'000'000; // a bit each
    RecordFilter groups = filter;
    groups.text.clear();
    const RecordSearch plain = searchOf(groups);
    if (search.match.empty() || asksBeyondGroups(groups) || plain.condition.values.empty()
        || search.condition.values.size() != plain.condition.values.size() // no texts that only the rows can tell
        || project.count("SELECT seq FROM sqlite_sequence WHERE name = 'record'") > kMostNumbers)
        return false;
    if (!isPage)
        return true;
    std::int64_t size = 0;
    for (const RecordGroup& group : groupsOf(project, filter))
        size += group.count;
    return size < kSmall;
}

/// The hits of a search that are in the set, in order of their numbers or of relevance.
std::vector<std::int64_t> hitsIn(const Project::Impl& project, const GroupSet& set, const std::string& match, RecordOrder order,
                                 std::int64_t after, std::int64_t limit)
{
    CachedStatement query = project.cached(std::string("SELECT rowid FROM record_text WHERE record_text MATCH ? AND rowid > ? ORDER BY ")
                                           + (order == RecordOrder::Relevance ? "relevance(record_text), rowid" : "rowid"));
    query->bind(1, match);
    query->bind(2, after);
    std::vector<std::int64_t> numbers;
    while ((limit < 0 || std::ssize(numbers) < limit) && query->step())
        if (set.holds(query->integer(0)))
            numbers.push_back(query->integer(0));
    return numbers;
}

/// The records of a scene by number: the index gives them by split, and sorting numbers is quicker than sorting rows.
std::vector<std::int64_t> numbersOfScene(const Project::Impl& project, const std::string& scene, std::int64_t after)
{
    CachedStatement query = project.cached("SELECT number FROM record INDEXED BY record_scene WHERE scene = ?");
    query->bind(1, scene);
    std::vector<std::int64_t> numbers;
    while (query->step())
        if (query->integer(0) > after)
            numbers.push_back(query->integer(0));
    std::sort(numbers.begin(), numbers.end());
    return numbers;
}

bool asksForSceneOnly(const RecordFilter& filter)
{
    return !filter.scene.empty() && filter.tasks.empty() && filter.state.empty() && filter.split.empty() && filter.rollout.empty()
        && filter.text.empty() && !filter.minDifficulty && !filter.maxDifficulty && !filter.stale;
}

void cutPage(std::vector<std::int64_t>& numbers, std::int64_t offset, std::int64_t limit)
{
    numbers.erase(numbers.begin(), numbers.begin() + std::min<std::ptrdiff_t>(offset, std::ssize(numbers)));
    if (limit >= 0 && std::ssize(numbers) > limit)
        numbers.resize(static_cast<std::size_t>(limit));
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
        const ReadTransaction view(*m_impl);
        std::int64_t total = 0;
        if (!asksBeyondGroups(filter)) {
            if (!filter.minDifficulty && !filter.maxDifficulty) {
                for (const RecordGroup& group : groupsOf(*m_impl, filter))
                    total += group.count;
                return total;
            }
            for (const RecordGroup& range : rangesOf(*m_impl, filter)) {
                CachedStatement query = m_impl->cached(walk("count(*)", range));
                bindRange(*query, range, filter, -kAnyDifficulty);
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
        const ReadTransaction view(*m_impl);
        const bool first = order == RecordOrder::Creation && limit >= 0; // then the table itself is the quickest way
        if (!asksBeyondGroups(filter) && !first)
            return numbersOfGroups(*m_impl, filter, order, nullptr, limit);
        const RecordSearch search = searchOf(filter);
        if (order != RecordOrder::Difficulty && suitsGroupSet(*m_impl, filter, search, limit >= 0))
            return hitsIn(*m_impl, *groupSetOf(*m_impl, filter, lastRecordNumber()), search.match, order, 0, limit);
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
        const ReadTransaction view(*m_impl);
        std::int64_t offset = std::max<std::int64_t>(page.offset, 0);
        const std::int64_t limit = std::max<std::int64_t>(page.limit, 0);
        if (page.order == RecordOrder::Difficulty && !asksBeyondGroups(filter)) {
            if (const std::vector<RecordGroup> ranges = rangesOf(*m_impl, filter); ranges.size() == 1 && offset == 0) {
                CachedStatement query = m_impl->cached(walk(kRowColumns, ranges.front()) + kAfterInOrder);
                bindAfter(*query, ranges.front(), filter, page.after, limit);
                return readRows(*query);
            }
            std::vector<std::int64_t> numbers = numbersOfGroups(*m_impl, filter, page.order, page.after, offset + limit);
            cutPage(numbers, offset, limit);
            return recordRows(numbers);
        }
        const std::int64_t afterNumber = page.after ? page.after->number : 0;
        if (page.order == RecordOrder::Creation && asksForSceneOnly(filter)) {
            std::vector<std::int64_t> numbers = numbersOfScene(*m_impl, filter.scene, afterNumber);
            cutPage(numbers, offset, limit);
            return recordRows(numbers);
        }
        if (const RecordSearch search = searchOf(filter);
            page.order == RecordOrder::Creation && suitsGroupSet(*m_impl, filter, search, true)) {
            std::vector<std::int64_t> numbers =
                hitsIn(*m_impl, *groupSetOf(*m_impl, filter, lastRecordNumber()), search.match, page.order, afterNumber, offset + limit);
            cutPage(numbers, offset, limit);
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
        const ReadTransaction view(*m_impl);
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
