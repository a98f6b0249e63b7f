// The part of ProjectDatabase that records and replays undo steps. Triggers that live only in this connection keep, for each
// row a step touches, what it was before: nothing in the file is ever run as SQL. Undo puts those images back while the same
// triggers record what they replace, so a step swaps between undo and redo for as long as it is kept.
#include <chrono>
#include <ctime>

#include <fmt/format.h>
#include <sqlite3.h>

#include "core/dataset/ProjectDatabase.h"
#include "core/dataset/ProjectSchema.h"

namespace w2v {

namespace {

std::string list(const JournalTable& table, const char* pattern)
{
    std::string text;
    for (const char* column : table.columns)
        text += (text.empty() ? "" : ", ") + fmt::format(fmt::runtime(pattern), fmt::arg("c", column));
    return text;
}

/// Keeps the oldest image of each row and column of the step that is open.
std::string recordImage(const JournalTable& table, const char* row, int had, const std::string& values)
{
    return fmt::format("INSERT INTO undo_{0}(step, number, had, {1}) SELECT step, {2}.number, {3}, {4} FROM undo_now WHERE true "
                       "ON CONFLICT(step, number) DO UPDATE SET {5} WHERE had = 1;",
                       table.name, list(table, "{c}"), row, had, values, list(table, "{c} = coalesce({c}, excluded.{c})"));
}

std::string timeNow()
{
    const std::time_t now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
    std::tm utc{};
    ::gmtime_r(&now, &utc);
    char text[32];
    std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &utc);
    return text;
}

} // namespace

void ProjectDatabase::armJournal()
{
    m_database->exec("CREATE TEMP TABLE undo_now(step INTEGER NOT NULL)");
    for (const JournalTable& table : journalTables()) {
        const std::string name = table.name;
        m_database->exec(fmt::format("CREATE TEMP TABLE image_{0}(number INTEGER PRIMARY KEY, had, {1})", name,
                                     list(table, "{c}")));
        const auto trigger = [&](const char* event, const std::string& body) {
            m_database->exec(fmt::format("CREATE TEMP TRIGGER journal_{0}_{1} AFTER {1} ON main.{0} "
                                         "WHEN EXISTS (SELECT 1 FROM undo_now) BEGIN {2} END",
                                         name, event, body));
        };
        trigger("insert", recordImage(table, "NEW", 0, list(table, "NULL")));
        trigger("update",
                recordImage(table, "OLD", 1, list(table, "CASE WHEN OLD.{c} IS NOT NEW.{c} THEN OLD.{c} END")));
        trigger("delete", recordImage(table, "OLD", 1, list(table, "OLD.{c}")));
    }
}

void ProjectDatabase::setActiveStep(std::optional<std::int64_t> step)
{
    m_database->exec("DELETE FROM temp.undo_now");
    if (step)
        m_database->exec(fmt::format("INSERT INTO temp.undo_now VALUES({})", *step));
    m_step = step;
}

ProjectDatabase::JournalPause::JournalPause(ProjectDatabase& database) : m_database(database), m_step(database.m_step)
{
    database.setActiveStep(std::nullopt);
}

ProjectDatabase::JournalPause::~JournalPause()
{
    if (m_step && m_database.m_database->tryExec(fmt::format("INSERT INTO temp.undo_now VALUES({})", *m_step)) == SQLITE_OK)
        m_database.m_step = m_step;
}

void ProjectDatabase::JournalPause::recordInserts(std::int64_t first, std::int64_t last) const
{
    if (m_step && first <= last)
        m_database.m_database->exec(fmt::format("INSERT INTO undo_inserted VALUES({}, {}, {})", *m_step, first, last));
}

void ProjectDatabase::beginStep(const std::optional<std::string>& title)
{
    if (!title) {
        setActiveStep(std::nullopt);
        return;
    }
    SQLite::Statement insert(*m_database, "INSERT INTO undo_step(title, time) VALUES(?, ?)");
    insert.bind(1, *title);
    insert.bind(2, timeNow());
    insert.exec();
    setActiveStep(m_database->getLastInsertRowid());
}

/// Drops the undone steps when the step changed anything, else the step itself.
void ProjectDatabase::endStep()
{
    if (!m_step)
        return;
    bool changed = m_database->execAndGet(fmt::format("SELECT EXISTS (SELECT 1 FROM undo_inserted WHERE step = {})", *m_step)).getInt();
    for (const JournalTable& table : journalTables())
        changed = changed
            || m_database->execAndGet(fmt::format("SELECT EXISTS (SELECT 1 FROM undo_{} WHERE step = {})", table.name, *m_step))
                   .getInt();
    m_database->exec(changed ? std::string("DELETE FROM undo_step WHERE undone = 1")
                             : fmt::format("DELETE FROM undo_step WHERE id = {}", *m_step));
}

void ProjectDatabase::write(const std::optional<std::string>& undoTitle, const std::function<void()>& work)
{
    guarded([&] {
        const bool outermost = m_depth == 0;
        const std::optional<std::int64_t> before = m_step;
        const std::string savepoint = fmt::format("level_{}", m_depth);
        m_database->exec(outermost ? std::string("BEGIN IMMEDIATE") : "SAVEPOINT " + savepoint);
        ++m_depth;
        try {
            const bool ownStep = outermost || !undoTitle || !m_step;
            if (ownStep)
                beginStep(undoTitle);
            work();
            if (ownStep)
                endStep();
            setActiveStep(before);
            m_database->exec(outermost ? std::string("COMMIT") : "RELEASE " + savepoint);
        } catch (...) {
            --m_depth;
            m_step = before; // the table undo_now goes back with the rest
            m_database->tryExec(outermost ? std::string("ROLLBACK")
                                          : "ROLLBACK TO " + savepoint + "; RELEASE " + savepoint);
            throw;
        }
        --m_depth;
        if (outermost)
            ++m_ownWrites;
    });
}

void ProjectDatabase::applyImages(std::int64_t step)
{
    for (const JournalTable& table : journalTables()) {
        const std::string all = list(table, "{c}");
        m_database->exec(fmt::format("DELETE FROM temp.image_{0};"
                                     "INSERT INTO temp.image_{0} SELECT number, had, {1} FROM undo_{0} WHERE step = {2};"
                                     "DELETE FROM undo_{0} WHERE step = {2};",
                                     table.name, all, step));
    }
    // A range of inserted records is taken back like inserted rows, whatever else the step did to them. From now on the step
    // holds their images.
    m_database->exec(fmt::format("DELETE FROM temp.image_record WHERE EXISTS (SELECT 1 FROM undo_inserted i WHERE i.step = {0} "
                                 "AND image_record.number BETWEEN i.first AND i.last);"
                                 "INSERT INTO temp.image_record(number, had) SELECT r.number, 0 FROM undo_inserted i "
                                 "JOIN main.record r ON r.number BETWEEN i.first AND i.last WHERE i.step = {0};"
                                 "DELETE FROM undo_inserted WHERE step = {0}",
                                 step));
    setActiveStep(step);
    m_database->exec("PRAGMA defer_foreign_keys = ON"); // rows come back table by table
    for (const JournalTable& table : journalTables()) {
        const std::string all = list(table, "{c}");
        m_database->exec(fmt::format(
            "DELETE FROM main.{0} WHERE number IN (SELECT number FROM temp.image_{0} WHERE had = 0);"
            "INSERT INTO main.{0}(number, {1}) SELECT i.number, {2} FROM temp.image_{0} i LEFT JOIN main.{0} r "
            "ON r.number = i.number WHERE i.had = 1 ON CONFLICT(number) DO UPDATE SET {3};"
            "DELETE FROM temp.image_{0};",
            table.name, all, list(table, "coalesce(i.{c}, r.{c})"), list(table, "{c} = excluded.{c}")));
    }
}

std::optional<std::string> ProjectDatabase::swapStep(bool redo)
{
    if (m_depth > 0)
        throw Error("undo", "is not possible inside a group of edits");
    std::optional<std::string> title;
    write(std::nullopt, [&] {
        std::int64_t step = 0;
        {
            SQLite::Statement query(*m_database, redo ? "SELECT id, title FROM undo_step WHERE undone = 1 ORDER BY id LIMIT 1"
                                                      : "SELECT id, title FROM undo_step WHERE undone = 0 ORDER BY id DESC LIMIT 1");
            if (!query.executeStep())
                return;
            step = query.getColumn(0).getInt64();
            title = query.getColumn(1).getString();
        }
        applyImages(step);
        setActiveStep(std::nullopt);
        m_database->exec(fmt::format("UPDATE undo_step SET undone = {} WHERE id = {}", redo ? 0 : 1, step));
    });
    return title;
}

} // namespace w2v
