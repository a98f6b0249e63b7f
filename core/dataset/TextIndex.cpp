#include "core/dataset/TextIndex.h"

#include <fmt/format.h>
#include <sqlite3.h>

#include "core/dataset/SqliteMemory.h"

namespace w2v {

namespace fs = std::filesystem;

namespace {

/// Bytes that the index gathers before it writes a sorted piece of itself; 1 MiB by default, which makes hundreds of pieces
/// that have to be merged again.
constexpr const char* kGathered = "67108864";

void setDefensive(SQLite::Database& database, bool on)
{
    sqlite3_db_config(database.getHandle(), SQLITE_DBCONFIG_DEFENSIVE, on ? 1 : 0, nullptr);
}

SQLite::Database newDatabase(const fs::path& file, const std::string& definition)
{
    SQLite::Database database(file.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE | SQLite::OPEN_NOMUTEX);
    database.exec(fmt::format("PRAGMA page_size = {}; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; BEGIN", kProjectPageSize));
    database.exec(definition);
    database.exec(std::string("INSERT INTO record_text(record_text, rank) VALUES('hashsize', ") + kGathered + ")");
    return database;
}

} // namespace

TextIndexAside::TextIndexAside(SQLite::Database& project, fs::path aside) : m_project(project), m_file(std::move(aside))
{
    std::error_code code;
    fs::remove(m_file, code);
    m_definition = project.execAndGet("SELECT sql FROM sqlite_schema WHERE name = 'record_text'").getString();
}

TextIndexAside::~TextIndexAside()
{
    m_project.tryExec("DETACH text_aside");
    std::error_code code;
    fs::remove(m_file, code);
}

TextIndexAside::Builder::Builder(const TextIndexAside& index)
    : m_database(newDatabase(index.m_file, index.m_definition)),
      m_insert(m_database, "INSERT INTO record_text(rowid, question, answer) VALUES(?, ?, ?)")
{
}

void TextIndexAside::Builder::add(std::int64_t number, std::string_view question, std::string_view answer)
{
    m_insert.bind(1, number);
    m_insert.bind(2, question);
    m_insert.bind(3, answer);
    m_insert.run();
}

void TextIndexAside::Builder::finish()
{
    m_database.exec("COMMIT");
}

void TextIndexAside::moveIntoProject()
{
    SQLite::Statement attach(m_project, "ATTACH ? AS text_aside"); // only now: a transaction locks all that is attached
    attach.bind(1, m_file.string());
    attach.exec();
    // A new virtual table remembers nothing of the old one's contents. The tables below it are copied page by page.
    m_project.exec("DROP TABLE main.record_text");
    m_project.exec(m_definition);
    setDefensive(m_project, false);
    try {
        m_project.exec("DELETE FROM main.record_text_data");
        for (const char* part : {"data", "idx", "docsize"})
            m_project.exec(std::string("INSERT INTO main.record_text_") + part + " SELECT * FROM text_aside.record_text_" + part);
    } catch (...) {
        setDefensive(m_project, true);
        throw;
    }
    setDefensive(m_project, true);
}

} // namespace w2v
