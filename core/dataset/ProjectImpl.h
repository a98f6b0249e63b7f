#pragma once
#include <memory>
#include <string>
#include <unordered_map>
#include <utility>
#include <variant>
#include <vector>

#include "core/base/Json.h"
#include "core/dataset/BlobStore.h"
#include "core/dataset/LeanStatement.h"
#include "core/dataset/Project.h"
#include "core/dataset/ProjectDatabase.h"

namespace w2v {

/// A condition with its bound values, in order.
struct Condition {
    std::string sql = "1";
    using Value = std::variant<std::string, std::int64_t, double>;
    std::vector<Value> values;

    void also(const std::string& term, std::initializer_list<Value> bound = {});
    template <class Statement>
    void bindTo(Statement& statement, int first = 1) const
    {
        for (const Value& value : values)
            std::visit([&](const auto& v) { statement.bind(first++, v); }, value);
    }
};

/// A prepared statement on loan: reset when it is given back.
class CachedStatement {
public:
    explicit CachedStatement(LeanStatement& kept) : m_statement(&kept) {}
    explicit CachedStatement(std::unique_ptr<LeanStatement> own) : m_statement(own.get()), m_own(std::move(own)) {}
    CachedStatement(CachedStatement&& other) noexcept
        : m_statement(std::exchange(other.m_statement, nullptr)), m_own(std::move(other.m_own))
    {
    }
    ~CachedStatement()
    {
        if (m_statement && !m_own)
            m_statement->reset();
    }
    LeanStatement& operator*() const { return *m_statement; }
    LeanStatement* operator->() const { return m_statement; }

private:
    LeanStatement* m_statement;
    std::unique_ptr<LeanStatement> m_own;
};

class GroupSets;

struct Project::Impl {
    explicit Impl(std::filesystem::path projectFolder)
        : folder(std::move(projectFolder)), database(folder / "project.sqlite"), blobs(folder / "blobs")
    {
    }

    std::filesystem::path folder;
    ProjectDatabase database;
    mutable BlobStore blobs;
    mutable std::unordered_map<std::string, LeanStatement> statements; ///< of cached(); ends before the database
    mutable std::shared_ptr<GroupSets> groupSets;                      ///< of GroupSet.cpp; none before the first search in a group

    SQLite::Database& sql() const { return database.sql(); }
    SQLite::Statement prepare(const std::string& text) const { return SQLite::Statement(database.sql(), text); }
    /// A statement that stays prepared for the next time its text is asked for. One of a kind at a time.
    CachedStatement cached(const std::string& text) const;

    /// All values of the first column.
    std::vector<std::string> texts(const std::string& query, const std::vector<std::string>& values = {}) const;
    std::int64_t count(const std::string& query, const Condition& condition = {}) const;

    /// The number of the next row of a table, and its id: `given` (refused when taken), or prefix + number.
    struct NewRow {
        std::int64_t number = 0;
        std::string id;
    };
    class RowNamer {
    public:
        RowNamer(const Impl& impl, std::string table, char prefix);
        NewRow next(const std::string& given);

    private:
        std::string m_table;
        char m_prefix;
        std::int64_t m_last = 0;
        SQLite::Statement m_taken;
    };
    RowNamer namer(const char* table, char prefix) const { return {*this, table, prefix}; }

    /// Binds an id of another table: "" as NULL, an unknown one is an Error.
    void bindObservation(SQLite::Statement& statement, int index, const std::string& id) const;
    void insertRollouts(std::span<const RolloutRecord> rollouts, std::vector<std::string>& ids);
};

/// JSON as it is stored: compact, with damaged UTF-8 replaced.
std::string stored(const Json& json);

/// A JSON array of the ids, for json_each().
std::string idList(std::span<const std::string> ids);

/// "1 record", "3 records".
std::string counted(std::size_t n, const char* one);

[[noreturn]] void throwMissing(const char* what, const std::string& id);

} // namespace w2v
