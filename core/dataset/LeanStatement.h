#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include <SQLiteCpp/SQLiteCpp.h>
#include <sqlite3.h>

namespace w2v {

/// A prepared statement for lists and imports, which touch millions of values: no checks for each, texts are bound without a copy
/// (they must outlive the run). Errors are SQLite::Exception.
class LeanStatement {
public:
    LeanStatement(SQLite::Database& database, const std::string& sql) : m_connection(database.getHandle())
    {
        if (sqlite3_prepare_v3(m_connection, sql.c_str(), -1, SQLITE_PREPARE_PERSISTENT, &m_statement, nullptr) != SQLITE_OK)
            throw SQLite::Exception(m_connection);
    }
    LeanStatement(LeanStatement&& other) noexcept
        : m_connection(other.m_connection), m_statement(std::exchange(other.m_statement, nullptr))
    {
    }
    ~LeanStatement() { sqlite3_finalize(m_statement); }

    void bind(int index, std::int64_t value) { sqlite3_bind_int64(m_statement, index, value); }
    void bind(int index, double value) { sqlite3_bind_double(m_statement, index, value); }
    void bind(int index, std::string_view text)
    {
        sqlite3_bind_text64(m_statement, index, text.data() ? text.data() : "", text.size(), SQLITE_STATIC, SQLITE_UTF8); // no data is NULL
    }

    /// True when there is a row.
    bool step()
    {
        const int code = sqlite3_step(m_statement);
        if (code != SQLITE_ROW && code != SQLITE_DONE)
            throw SQLite::Exception(m_connection, code);
        return code == SQLITE_ROW;
    }
    /// Rows that a statement without a result changed.
    int run()
    {
        step();
        reset();
        return sqlite3_changes(m_connection);
    }
    /// The same for an INSERT OR FAIL of several rows, which ends before a row that breaks a constraint.
    int runUntilConstraint()
    {
        const int code = sqlite3_step(m_statement), changed = sqlite3_changes(m_connection);
        reset();
        if (code != SQLITE_DONE && (code & 0xff) != SQLITE_CONSTRAINT)
            throw SQLite::Exception(m_connection, code);
        return changed;
    }
    void reset() { sqlite3_reset(m_statement); }

    std::int64_t integer(int column) const { return sqlite3_column_int64(m_statement, column); }
    double real(int column) const { return sqlite3_column_double(m_statement, column); }
    void text(int column, std::string& into) const
    {
        const void* bytes = sqlite3_column_blob(m_statement, column);
        into.assign(static_cast<const char*>(bytes), bytes ? static_cast<std::size_t>(sqlite3_column_bytes(m_statement, column)) : 0);
    }
    std::string text(int column) const
    {
        std::string value;
        text(column, value);
        return value;
    }

private:
    sqlite3* m_connection;
    sqlite3_stmt* m_statement = nullptr;
};

} // namespace w2v
