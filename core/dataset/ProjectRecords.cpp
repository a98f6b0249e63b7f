// Records of a project: queries and edits.
#include <algorithm>

#include <fmt/format.h>

#include "core/dataset/QuestionMarks.h"
#include "core/dataset/RecordQuery.h"

namespace w2v {

namespace {

constexpr std::size_t kRecordsAtOnce = 256;

// Distinct values of an indexed column, one seek each: DISTINCT would read the whole index.
constexpr const char* kCountScenes =
    "WITH RECURSIVE each(v) AS (SELECT min(scene) FROM record UNION ALL SELECT (SELECT min(scene) FROM record WHERE scene > each.v) "
    "FROM each WHERE v IS NOT NULL) SELECT count(v) FROM each";
constexpr const char* kScenesOfSplit =
    "WITH RECURSIVE each(v) AS (SELECT min(scene) FROM record UNION ALL SELECT (SELECT min(scene) FROM record WHERE scene > each.v) "
    "FROM each WHERE v IS NOT NULL) SELECT v FROM each WHERE v IS NOT NULL AND (?1 = '' OR EXISTS (SELECT 1 FROM record "
    "WHERE scene = each.v AND split = ?1)) ORDER BY v";
constexpr const char* kCountStale =
    "WITH RECURSIVE each(v) AS (SELECT min(rollout) FROM record WHERE rollout <> '' UNION ALL SELECT (SELECT min(rollout) FROM "
    "record WHERE rollout <> '' AND rollout > each.v) FROM each WHERE v IS NOT NULL) SELECT total((SELECT count(*) FROM record "
    "WHERE rollout <> '' AND rollout = each.v)) FROM each WHERE v NOT IN (SELECT id FROM rollout)";

std::string stateTitle(const std::string& state, std::size_t n)
{
    const std::string records = counted(n, "record");
    if (state == "accepted")
        return "Accept " + records;
    if (state == "rejected")
        return "Reject " + records;
    if (state == "second_look")
        return "Mark " + records + " for a second look";
    return "Reset " + records;
}

} // namespace

void Project::addRecords(std::span<QaRecord> records, const std::string& undoTitle, bool undoable)
{
    std::vector<std::string> ids;
    ids.reserve(records.size());
    m_impl->database.write(undoable ? std::optional(undoTitle) : std::nullopt, [&] {
        auto names = m_impl->namer("record", 'q');
        // Staged first: the full-text index writes itself out once a statement, so all rows must come in one.
        LeanStatement insert(m_impl->sql(),
            fmt::format("INSERT INTO temp.image_record(number, {}) VALUES(?, {})", kRecordColumns, kRecordMarks));
        for (const QaRecord& record : records) {
            const auto row = names.next(record.id);
            const StoredRecord texts(record);
            insert.bind(1, row.number);
            texts.bindTo(insert, 2, row.id);
            insert.run();
            ids.push_back(row.id);
        }
        m_impl->sql().exec(fmt::format("INSERT INTO main.record(number, {0}) SELECT number, {0} FROM temp.image_record;"
                                       "DELETE FROM temp.image_record",
                                       kRecordColumns));
    });
    for (std::size_t i = 0; i < ids.size(); ++i)
        records[i].id = ids[i];
}

std::vector<QaRecord> Project::records(const RecordFilter& filter, std::int64_t offset, std::int64_t limit) const
{
    return m_impl->database.guarded([&] {
        const Condition condition = conditionOf(filter);
        // The inner query finds the page in an index; only the page's rows are read.
        SQLite::Statement query = m_impl->prepare(fmt::format(
            "SELECT {} FROM record WHERE number IN (SELECT number FROM record WHERE {} ORDER BY number LIMIT ? OFFSET ?) "
            "ORDER BY number",
            recordSelection(), condition.sql));
        condition.bindTo(query);
        query.bind(static_cast<int>(condition.values.size()) + 1, std::max<std::int64_t>(limit, 0));
        query.bind(static_cast<int>(condition.values.size()) + 2, std::max<std::int64_t>(offset, 0));
        std::vector<QaRecord> result;
        while (query.executeStep())
            result.push_back(readRecord(query));
        return result;
    });
}

void Project::forEachRecord(const RecordFilter& filter, const std::function<void(const QaRecord&)>& visit) const
{
    const std::vector<std::int64_t> numbers = recordNumbers(filter);
    for (std::size_t at = 0; at < numbers.size(); at += kRecordsAtOnce) {
        // Page by page, so that the visitor may write to the project.
        const std::vector<QaRecord> page = m_impl->database.guarded([&] {
            SQLite::Statement query = m_impl->prepare(fmt::format("SELECT {} FROM record WHERE number = ?", recordSelection()));
            std::vector<QaRecord> rows;
            for (std::size_t i = at; i < std::min(at + kRecordsAtOnce, numbers.size()); ++i) {
                query.bind(1, numbers[i]);
                if (query.executeStep())
                    rows.push_back(readRecord(query));
                query.reset();
            }
            return rows;
        });
        for (const QaRecord& record : page)
            visit(record);
    }
}

std::vector<std::string> Project::recordIds(const RecordFilter& filter) const
{
    return m_impl->database.guarded([&] {
        const Condition condition = conditionOf(filter);
        SQLite::Statement query = m_impl->prepare("SELECT id FROM record WHERE " + condition.sql + " ORDER BY number");
        condition.bindTo(query);
        std::vector<std::string> ids;
        while (query.executeStep())
            ids.push_back(query.getColumn(0).getString());
        return ids;
    });
}

std::vector<QaRecord> Project::recordsForScenes(std::span<const std::string> scenes, const RecordFilter& filter) const
{
    return m_impl->database.guarded([&] {
        Condition condition = conditionOf(filter);
        condition.also("scene IN (SELECT value FROM json_each(?))", {idList(scenes)});
        SQLite::Statement query = m_impl->prepare(fmt::format("SELECT {} FROM record WHERE {} ORDER BY number", recordSelection(),
                                                              condition.sql));
        condition.bindTo(query);
        std::vector<QaRecord> result;
        while (query.executeStep())
            result.push_back(readRecord(query));
        return result;
    });
}

std::vector<std::string> Project::scenes(const std::string& split) const
{
    return m_impl->texts(kScenesOfSplit, {split});
}

QaRecord Project::record(const std::string& id) const
{
    return m_impl->database.guarded([&] {
        SQLite::Statement query = m_impl->prepare(fmt::format("SELECT {} FROM record WHERE id = ?", recordSelection()));
        query.bind(1, id);
        if (!query.executeStep())
            throwMissing("record", id);
        return readRecord(query);
    });
}

std::optional<QaRecord> Project::record(std::int64_t number) const
{
    return m_impl->database.guarded([&]() -> std::optional<QaRecord> {
        SQLite::Statement query = m_impl->prepare(fmt::format("SELECT {} FROM record WHERE number = ?", recordSelection()));
        query.bind(1, number);
        return query.executeStep() ? std::optional(readRecord(query)) : std::nullopt;
    });
}

std::optional<std::int64_t> Project::recordNumber(const std::string& id) const
{
    return m_impl->database.guarded([&]() -> std::optional<std::int64_t> {
        CachedStatement query = m_impl->cached("SELECT number FROM record WHERE id = ?");
        query->bind(1, id);
        return query->step() ? std::optional(query->integer(0)) : std::nullopt;
    });
}

std::int64_t Project::lastRecordNumber() const
{
    return m_impl->count("SELECT seq FROM sqlite_sequence WHERE name = 'record'");
}

void Project::setRecordState(std::span<const std::string> ids, const std::string& state, const std::string& reason)
{
    if (!isRecordState(state))
        throw Error(state, "is no state of a record", "States are pending, accepted, rejected, second_look");
    if (ids.empty())
        return;
    const std::string wanted = idList(ids);
    m_impl->database.write(stateTitle(state, ids.size()), [&] {
        const std::vector<std::string> missing = m_impl->texts(
            "SELECT value FROM json_each(?) WHERE value NOT IN (SELECT id FROM record) LIMIT 1", {wanted});
        if (!missing.empty())
            throwMissing("record", missing.front());
        SQLite::Statement update = m_impl->prepare("UPDATE record SET state = ?1, reason = ?2 WHERE id IN (SELECT value FROM "
                                                   "json_each(?3)) AND (state <> ?1 OR reason <> ?2)");
        update.bind(1, state);
        update.bind(2, reason);
        update.bind(3, wanted);
        update.exec();
    });
}

void Project::setRecordState(std::span<const std::int64_t> numbers, const std::string& state, const std::string& reason)
{
    if (!isRecordState(state))
        throw Error(state, "is no state of a record", "States are pending, accepted, rejected, second_look");
    if (numbers.empty())
        return;
    m_impl->database.write(stateTitle(state, numbers.size()), [&] {
        SQLite::Statement update = m_impl->prepare("UPDATE record SET state = ?1, reason = ?2 WHERE number IN (SELECT value FROM "
                                                "json_each(?3)) AND (state <> ?1 OR reason <> ?2)");
        update.bind(1, state);
        update.bind(2, reason);
        update.bind(3, Json(std::vector<std::int64_t>(numbers.begin(), numbers.end())).dump());
        update.exec();
    });
}

void Project::editRecord(const std::string& id, const std::string& question, const std::string& answer)
{
    m_impl->database.write("Edit a record", [&] {
        QaRecord edited = record(id);
        if (edited.question == question && edited.answer == answer)
            return;
        edited.question = question;
        edited.answer = answer;
        if (const std::string problem = imageMarkProblem(edited); !problem.empty())
            throw Error("record " + id, problem, "Keep one <image> mark for each image");
        edited.provenance["edited"] = true;
        SQLite::Statement update = m_impl->prepare("UPDATE record SET question = ?, answer = ?, provenance = ? WHERE id = ?");
        update.bind(1, question);
        update.bind(2, answer);
        update.bind(3, stored(edited.provenance));
        update.bind(4, id);
        update.exec();
    });
}

void Project::removeRecords(const RecordFilter& filter, const std::string& undoTitle)
{
    m_impl->database.write(undoTitle, [&] {
        const Condition condition = conditionOf(filter);
        // The ids are collected first: removing rows changes the full-text index that the condition may be reading.
        SQLite::Statement remove = m_impl->prepare("DELETE FROM record WHERE number IN (SELECT value FROM json_each((SELECT "
                                                   "json_group_array(number) FROM record WHERE "
                                                   + condition.sql + ")))");
        condition.bindTo(remove);
        remove.exec();
    });
}

Json Project::statistics() const
{
    return m_impl->database.guarded([&] {
        Json tasks = Json::object(), states = Json::object(), splits = Json::object(), groups = Json::array();
        std::int64_t total = 0;
        SQLite::Statement query = m_impl->prepare("SELECT task, state, split, n FROM record_count WHERE n > 0 ORDER BY 1, 2, 3");
        while (query.executeStep()) {
            const std::string task = query.getColumn(0).getString(), state = query.getColumn(1).getString(),
                              split = query.getColumn(2).getString();
            const std::int64_t n = query.getColumn(3).getInt64();
            const auto add = [n](Json& counts, const std::string& key) { counts[key] = counts.value(key, std::int64_t{0}) + n; };
            add(tasks, task);
            add(states, state);
            add(splits, split);
            groups.push_back({{"task", task}, {"state", state}, {"split", split}, {"count", n}});
            total += n;
        }
        return Json{{"records", total},
                    {"stale", m_impl->count(kCountStale)},
                    {"scenes", m_impl->count(kCountScenes)},
                    {"rollouts", countRollouts()},
                    {"observations", m_impl->count("SELECT count(*) FROM observation")},
                    {"answers", m_impl->count("SELECT count(*) FROM answer")},
                    {"by_task", tasks},
                    {"by_state", states},
                    {"by_split", splits},
                    {"groups", groups}};
    });
}

} // namespace w2v
