// Answers of models to records.
#include "core/dataset/ProjectImpl.h"

namespace w2v {

namespace {

constexpr const char* kSelect = "SELECT a.record, a.model, a.benchmark, a.text, a.score, a.direction, a.detail "
                                "FROM answer a JOIN record r ON r.id = a.record ";

std::vector<StoredAnswer> readAnswers(SQLite::Statement& query)
{
    std::vector<StoredAnswer> result;
    while (query.executeStep())
        result.push_back({query.getColumn(0).getString(), query.getColumn(1).getString(), query.getColumn(2).getString(),
                          query.getColumn(3).getString(), query.getColumn(4).getDouble(), query.getColumn(5).getDouble(),
                          parseJson(query.getColumn(6).getString(), "answer to " + query.getColumn(0).getString())});
    return result;
}

} // namespace

void Project::putAnswers(std::span<const StoredAnswer> answers)
{
    m_impl->database.write(std::nullopt, [&] {
        SQLite::Statement known = m_impl->prepare("SELECT 1 FROM record WHERE id = ?");
        SQLite::Statement insert = m_impl->prepare(
            "INSERT INTO answer(record, model, benchmark, text, score, direction, detail) VALUES(?,?,?,?,?,?,?) "
            "ON CONFLICT(benchmark, model, record) DO UPDATE SET text = excluded.text, score = excluded.score, "
            "direction = excluded.direction, detail = excluded.detail");
        for (const StoredAnswer& answer : answers) {
            known.bind(1, answer.record);
            if (!known.executeStep())
                throwMissing("record", answer.record);
            known.reset();
            insert.bind(1, answer.record);
            insert.bind(2, answer.model);
            insert.bind(3, answer.benchmark);
            insert.bind(4, answer.rawText);
            insert.bind(5, answer.score);
            insert.bind(6, answer.directionScore);
            insert.bind(7, stored(answer.detail));
            insert.exec();
            insert.reset();
        }
    });
}

std::vector<StoredAnswer> Project::answers(const std::string& benchmark, const std::string& model) const
{
    return m_impl->database.guarded([&] {
        SQLite::Statement query = m_impl->prepare(std::string(kSelect) + "WHERE a.benchmark = ?1 AND (?2 = '' OR a.model = ?2) "
                                                                         "ORDER BY r.number, a.model");
        query.bind(1, benchmark);
        query.bind(2, model);
        return readAnswers(query);
    });
}

std::vector<StoredAnswer> Project::answersToRecord(const std::string& record) const
{
    return m_impl->database.guarded([&] {
        SQLite::Statement query = m_impl->prepare(std::string(kSelect) + "WHERE a.record = ? ORDER BY a.benchmark, a.model");
        query.bind(1, record);
        return readAnswers(query);
    });
}

std::vector<std::string> Project::answeredModels(const std::string& benchmark) const
{
    return m_impl->texts("SELECT DISTINCT model FROM answer WHERE benchmark = ? ORDER BY model", {benchmark});
}

std::vector<std::string> Project::benchmarks() const
{
    return m_impl->texts("SELECT DISTINCT benchmark FROM answer ORDER BY benchmark");
}

} // namespace w2v
