#include "core/dataset/ProjectImpl.h"

#include <fmt/format.h>

namespace w2v {

void Condition::also(const std::string& term, std::initializer_list<Value> bound)
{
    sql += " AND " + term;
    values.insert(values.end(), bound.begin(), bound.end());
}

CachedStatement Project::Impl::cached(const std::string& text) const
{
    constexpr std::size_t kMostStatements = 100;
    if (const auto found = statements.find(text); found != statements.end())
        return CachedStatement(found->second);
    if (statements.size() < kMostStatements)
        return CachedStatement(statements.emplace(text, LeanStatement(database.sql(), text)).first->second);
    return CachedStatement(std::make_unique<LeanStatement>(database.sql(), text));
}

std::vector<std::string> Project::Impl::texts(const std::string& query, const std::vector<std::string>& values) const
{
    return database.guarded([&] {
        SQLite::Statement statement = prepare(query);
        int index = 1;
        for (const std::string& value : values)
            statement.bind(index++, value);
        std::vector<std::string> result;
        while (statement.executeStep())
            result.push_back(statement.getColumn(0).getString());
        return result;
    });
}

std::int64_t Project::Impl::count(const std::string& query, const Condition& condition) const
{
    return database.guarded([&] {
        SQLite::Statement statement = prepare(query);
        condition.bindTo(statement);
        return statement.executeStep() ? statement.getColumn(0).getInt64() : 0;
    });
}

Project::Impl::RowNamer::RowNamer(const Impl& impl, std::string table, char prefix)
    : m_table(std::move(table)), m_prefix(prefix),
      m_last(impl.count("SELECT seq FROM sqlite_sequence WHERE name = '" + m_table + "'")),
      m_taken(impl.sql(), "SELECT 1 FROM " + m_table + " WHERE id = ?")
{
}

Project::Impl::NewRow Project::Impl::RowNamer::next(const std::string& given)
{
    const auto taken = [&](const std::string& id) {
        m_taken.reset();
        m_taken.bind(1, id);
        const bool found = m_taken.executeStep();
        m_taken.reset();
        return found;
    };
    if (!given.empty()) {
        if (taken(given))
            throw Error(given, "is already the id of a " + m_table + " of this project", "Leave the id empty to get a new one");
        return {++m_last, given};
    }
    do
        ++m_last;
    while (taken(m_prefix + std::to_string(m_last)));
    return {m_last, m_prefix + std::to_string(m_last)};
}

void Project::Impl::bindObservation(SQLite::Statement& statement, int index, const std::string& id) const
{
    if (id.empty()) {
        statement.bind(index);
        return;
    }
    SQLite::Statement known = prepare("SELECT 1 FROM observation WHERE id = ?");
    known.bind(1, id);
    if (!known.executeStep())
        throwMissing("observation", id);
    statement.bind(index, id);
}

std::string stored(const Json& json)
{
    return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string idList(std::span<const std::string> ids)
{
    return stored(Json(std::vector<std::string>(ids.begin(), ids.end())));
}

std::string counted(std::size_t n, const char* one)
{
    return fmt::format("{} {}{}", n, one, n == 1 ? "" : "s");
}

void throwMissing(const char* what, const std::string& id)
{
    throw Error(id.empty() ? "\"\"" : id, std::string("is no ") + what + " of this project",
                "It may have been removed; load the list again");
}

} // namespace w2v
