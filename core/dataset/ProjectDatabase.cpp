#include "core/dataset/ProjectDatabase.h"

#include <cstdint>

#include <fmt/format.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

#include "core/base/Files.h"
#include "core/dataset/ProjectSchema.h"
#include "core/dataset/SqliteMemory.h"
#include "core/dataset/TextRelevance.h"

namespace w2v {

namespace {

constexpr int kBusyMilliseconds = 10'000;
constexpr const char* kRestore = "Restore the project from a copy";

std::uint32_t bigEndian(const unsigned char* bytes)
{
    return std::uint32_t{bytes[0]} << 24 | std::uint32_t{bytes[1]} << 16 | std::uint32_t{bytes[2]} << 8 | bytes[3];
}

void requireVersion(const fs::path& path, std::int64_t version)
{
    const auto known = static_cast<std::int64_t>(projectMigrations().size());
    if (version > known)
        throw Error(path.string(), fmt::format("was written by a newer version of the workbench (schema {}, this one knows {})",
                                               version, known),
                    "Update the workbench");
    if (version < 1)
        throw Error(path.string(), "is not a project database", "Open a folder that this workbench made");
}

std::string fileUri(const fs::path& path)
{
    std::string uri = "file:";
    for (const char c : fs::absolute(path).string())
        uri += c == '%' || c == '?' || c == '#' ? fmt::format("%{:02X}", static_cast<int>(c)) : std::string(1, c);
    return uri;
}

/// The file's size and first bytes, read through SQLite: closing a descriptor of our own would drop the locks that another
/// connection of this process holds, and with them the write-ahead log.
struct FileStart {
    sqlite3_int64 size = 0;
    unsigned char header[100] = {};

    explicit FileStart(const fs::path& path)
    {
        const SQLite::Database database(fileUri(path) + "?immutable=1", SQLite::OPEN_READONLY | SQLite::OPEN_URI);
        sqlite3_file* file = nullptr;
        if (sqlite3_file_control(database.getHandle(), "main", SQLITE_FCNTL_FILE_POINTER, &file) != SQLITE_OK
            || file->pMethods->xFileSize(file, &size) != SQLITE_OK
            || (size >= std::int64_t{sizeof header} && file->pMethods->xRead(file, header, sizeof header, 0) != SQLITE_OK))
            throw Error(path.string(), "cannot be read", "Check the disk and that you may read the file");
    }
};

/// What can be told from the file's first 100 bytes, so that a foreign file is never taken for a database.
void checkHeader(const fs::path& path)
{
    std::error_code code;
    if (!fs::is_regular_file(path, code))
        throw Error(path.string(), "is missing or not a file", "Open a project folder, or create a new project");
    const FileStart start(path);
    const unsigned char* header = start.header;
    if (start.size == 0)
        throw Error(path.string(), "is empty (0 bytes): the project's database was lost", kRestore);
    if (start.size < std::int64_t{sizeof start.header})
        throw Error(path.string(), "is cut off: it is too short for a database", kRestore);
    if (std::string_view(reinterpret_cast<const char*>(header), 16) != std::string_view("SQLite format 3\0", 16))
        throw Error(path.string(), "is not a database", "Open a folder that this workbench made");
    if (bigEndian(header + 68) != static_cast<std::uint32_t>(kProjectApplicationId))
        throw Error(path.string(), "is a database of another program", "Open a folder that this workbench made");
    requireVersion(path, bigEndian(header + 60));
    const std::uint32_t stored = std::uint32_t{header[16]} << 8 | header[17], pageSize = stored == 1 ? 65536 : stored;
    // A write-ahead log may hold the pages that the main file still lacks, and a journal what its first page was.
    const auto isThere = [&](const char* end) { return fs::file_size(path.string() + end, code) > 0 && !code; };
    const bool hasLog = isThere("-wal") || isThere("-journal");
    const std::int64_t wanted = std::int64_t{bigEndian(header + 28)} * pageSize;
    if (!hasLog && start.size < wanted)
        throw Error(path.string(), fmt::format("is cut off: {} bytes of {} are there", start.size, wanted), kRestore);
}

void harden(SQLite::Database& database)
{
    sqlite3_db_config(database.getHandle(), SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    database.exec("PRAGMA cell_size_check = ON");
}

/// Takes back an import of many records that was killed (RecordImport.cpp): the first reader of the file does so. Nothing of it
/// is run, and check() comes after.
void recoverJournal(const fs::path& path)
{
    if (!fs::exists(path.string() + "-journal"))
        return;
    SQLite::Database database(path.string(), SQLite::OPEN_READWRITE, kBusyMilliseconds);
    harden(database);
    sqlite3_db_config(database.getHandle(), SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
    database.execAndGet("SELECT count(*) FROM sqlite_schema");
}

} // namespace

void throwDatabaseError(const fs::path& path, const SQLite::Exception& problem)
{
    const std::string file = path.string();
    switch (problem.getErrorCode()) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        throw Error(file, "is busy: another process has been writing to it for 10 seconds", "Try again when it is done");
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        throw Error(file, fmt::format("is damaged ({})", problem.what()), kRestore);
    case SQLITE_FULL:
        throw Error(file, "cannot be written: the disk is full", "Free some space; nothing was changed");
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_CANTOPEN:
    case SQLITE_AUTH:
        throw Error(file, fmt::format("cannot be opened for writing ({})", problem.what()),
                    "Check the permissions of the project folder");
    case SQLITE_IOERR:
        throw Error(file, fmt::format("cannot be read or written ({})", problem.what()), "Check the disk");
    case SQLITE_CONSTRAINT:
        throw Error(file, fmt::format("refused a change that does not fit the rest ({})", problem.what()));
    default:
        throw Error(file, problem.what());
    }
}

void ProjectDatabase::create(const fs::path& path)
{
    prepareSqliteMemory();
    const fs::path temporary = path.string() + fmt::format(".{}.part", ::getpid());
    std::error_code code;
    fs::remove(temporary, code);
    try {
        {
            SQLite::Database database(temporary.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
            database.exec(fmt::format("PRAGMA page_size = {}; PRAGMA journal_mode = MEMORY; PRAGMA application_id = {}", kProjectPageSize,
                                      kProjectApplicationId));
            migrate(database, projectMigrations());
        }
        fs::rename(temporary, path);
    } catch (const SQLite::Exception& problem) {
        fs::remove(temporary, code);
        throwDatabaseError(path, problem);
    } catch (const fs::filesystem_error& problem) {
        fs::remove(temporary, code);
        throw Error(path.string(), "cannot be created (" + problem.code().message() + ")");
    }
}

ProjectDatabase::ProjectDatabase(fs::path path) : m_path(std::move(path))
{
    prepareSqliteMemory();
    guarded([&] { checkHeader(m_path); });
    const auto allowed = [](const fs::path& file) { return ::faccessat(AT_FDCWD, file.c_str(), R_OK | W_OK, AT_EACCESS) == 0; };
    if (!allowed(m_path) || !allowed(m_path.parent_path()))
        throw Error(m_path.string(), "may not be written", "Check the permissions of the project folder, or copy it");
    guarded([&] {
        recoverJournal(m_path);
        check();
        m_database = std::make_unique<SQLite::Database>(m_path.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_NOMUTEX,
                                                        kBusyMilliseconds); // a project belongs to one thread
        harden(*m_database);
        m_database->exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;"
                         "PRAGMA cache_size = -65536; PRAGMA journal_size_limit = 67108864;"
                         "PRAGMA mmap_size = 0"); // a mapped file that another program cuts off would end this one
        migrate(*m_database, projectMigrations());
        addTextRelevance(m_database->getHandle());
        armJournal();
    });
}

/// The file may come from anybody: a trigger or view in it could do harm. So its schema must be exactly ours; it is read
/// through a connection that cannot write. Without a write-ahead log nobody has the file open, and SQLite
/// is told to leave no trace beside it.
void ProjectDatabase::check() const
{
    const std::string uri = fileUri(m_path) + (fs::exists(m_path.string() + "-wal") ? "?mode=ro" : "?immutable=1");
    SQLite::Database database(uri, SQLite::OPEN_READONLY | SQLite::OPEN_URI, kBusyMilliseconds);
    harden(database);
    sqlite3_db_config(database.getHandle(), SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
    const int version = database.execAndGet("PRAGMA user_version").getInt();
    requireVersion(m_path, version);
    if (schemaOf(database) != expectedSchema(version))
        throw Error(m_path.string(), "does not have the tables of a project: it is damaged or was changed by another program",
                    kRestore);
}

std::int64_t ProjectDatabase::dataVersion() const
{
    return guarded([&] {
        const std::int64_t foreign = m_database->execAndGet("PRAGMA data_version").getInt64();
        return (foreign << 32) + m_ownWrites;
    });
}

} // namespace w2v
