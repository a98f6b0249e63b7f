#pragma once
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

namespace SQLite {
class Database;
}

namespace w2v {

/// Marks a database as ours ("w2vp"), at a fixed place of the file's header.
inline constexpr std::int32_t kProjectApplicationId = 0x77327670;

/// SQL that leads from schema version i to i + 1, in order. Never change an entry that was released: add one.
std::span<const char* const> projectMigrations();

/// A table whose edits can be undone. `columns` leaves out the key `number`.
struct JournalTable {
    const char* name;
    std::vector<const char*> columns;
};
const std::vector<JournalTable>& journalTables();

/// Runs the migrations from the version the database has to the last one, each in a transaction of its own.
void migrate(SQLite::Database& database, std::span<const char* const> migrations);

/// Everything the schema holds: "<type> <name>" -> SQL. SQLite's own tables are left out.
std::map<std::string, std::string> schemaOf(SQLite::Database& database);

/// What schemaOf() gives for a sound project of schema version 1 ... projectMigrations().size().
std::map<std::string, std::string> expectedSchema(int version);

} // namespace w2v
