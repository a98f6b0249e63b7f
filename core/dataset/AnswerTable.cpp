#include "core/dataset/AnswerTable.h"

#include <charconv>
#include <cmath>
#include <unordered_map>

#include "core/dataset/Project.h"
#include "core/dataset/ProjectDatabase.h"

namespace w2v {

namespace {

constexpr int kBusyMilliseconds = 10'000;

float confidenceIn(std::string_view detail)
{
    if (detail.find("\"options\":[") != std::string_view::npos) { // the likeliest of the choices was taken
        double best = 0;
        for (std::size_t at = detail.find("\"probability\":"); at != std::string_view::npos; at = detail.find("\"probability\":", at + 1))
            best = std::max(best, numberInJson(detail.substr(at), "probability", 0));
        return static_cast<float>(best);
    }
    const double mean = numberInJson(detail, "mean_log_probability", 1);
    return mean > 0 ? -1.0f : static_cast<float>(std::exp(mean));
}

std::string_view view(const SQLite::Column& column)
{
    return {static_cast<const char*>(column.getBlob()), static_cast<std::size_t>(column.getBytes())};
}

/// Fills in models and answers, whose questions are at `places`.
void readAnswers(SQLite::Database& database, const std::unordered_map<std::string, std::size_t>& places, AnswerTable& table)
{
    SQLite::Statement answers(database, "SELECT model, record, text, score, direction, detail FROM answer WHERE benchmark = ? ORDER BY model");
    answers.bind(1, table.benchmark);
    std::string id;
    while (answers.executeStep()) {
        const std::string_view model = view(answers.getColumn(0));
        id = view(answers.getColumn(1));
        const auto place = places.find(id);
        if (place == places.end())
            continue;
        if (table.models.empty() || table.models.back() != model) {
            table.models.emplace_back(model);
            table.answers.emplace_back(table.questions.size());
        }
        AnswerTable::Answer& answer = table.answers.back()[place->second];
        answer.given = true;
        answer.text = view(answers.getColumn(2));
        answer.score = static_cast<float>(answers.getColumn(3).getDouble());
        answer.direction = static_cast<float>(answers.getColumn(4).getDouble());
        answer.detail = view(answers.getColumn(5));
        answer.confidence = confidenceIn(answer.detail);
        answer.seconds = static_cast<float>(numberInJson(answer.detail, "seconds", -1));
    }
}

std::filesystem::path databaseOf(const std::filesystem::path& project)
{
    return project / "project.sqlite";
}

} // namespace

double numberInJson(std::string_view json, std::string_view key, double otherwise)
{
    std::string name = "\"";
    name.append(key).append("\":");
    const std::size_t at = json.find(name);
    if (at == std::string_view::npos)
        return otherwise;
    double value = otherwise;
    const char* begin = json.data() + at + name.size();
    const auto parsed = std::from_chars(begin, json.data() + json.size(), value);
    return parsed.ec == std::errc() ? value : otherwise;
}

std::vector<AnswerTable::Type> taskTypes()
{
    std::vector<AnswerTable::Type> types;
    for (int task = 0; task < kTaskCount; ++task)
        types.push_back({taskName(static_cast<Task>(task)), taskTitle(static_cast<Task>(task))});
    return types;
}

AnswerTable loadAnswerTable(const std::filesystem::path& project, const std::string& benchmark)
{
    AnswerTable table;
    table.benchmark = benchmark;
    table.types = taskTypes();
    try {
        SQLite::Database database(databaseOf(project).string(), SQLite::OPEN_READONLY, kBusyMilliseconds);
        SQLite::Transaction oneMoment(database); // both queries see the same answers
        std::unordered_map<std::string, std::size_t> places;
        SQLite::Statement records(database, "SELECT id, task, question, answer, scene FROM record "
                                            "WHERE id IN (SELECT record FROM answer WHERE benchmark = ?) ORDER BY number");
        records.bind(1, benchmark);
        while (records.executeStep()) {
            const Task task = taskFromName(records.getColumn(1).getString()).value_or(Task::A1);
            AnswerTable::Question question{records.getColumn(0).getString(), static_cast<std::size_t>(task), records.getColumn(2).getString(),
                                           records.getColumn(3).getString(), records.getColumn(4).getString()};
            places.emplace(question.record, table.questions.size());
            table.questions.push_back(std::move(question));
        }
        readAnswers(database, places, table);
    } catch (const SQLite::Exception& problem) {
        throwDatabaseError(databaseOf(project), problem);
    }
    return table;
}

void loadOutsideAnswers(const std::filesystem::path& project, AnswerTable& table)
{
    std::unordered_map<std::string, std::size_t> places;
    for (std::size_t i = 0; i < table.questions.size(); ++i)
        places.emplace(table.questions[i].record, i);
    try {
        SQLite::Database database(databaseOf(project).string(), SQLite::OPEN_READONLY, kBusyMilliseconds);
        readAnswers(database, places, table);
    } catch (const SQLite::Exception& problem) {
        throwDatabaseError(databaseOf(project), problem);
    }
}

void putOutsideAnswers(const std::filesystem::path& project, std::span<const StoredAnswer> answers)
{
    try {
        SQLite::Database database(databaseOf(project).string(), SQLite::OPEN_READWRITE, kBusyMilliseconds);
        SQLite::Transaction all(database, SQLite::TransactionBehavior::IMMEDIATE);
        SQLite::Statement insert(database, "INSERT INTO answer(record, model, benchmark, text, score, direction, detail) VALUES(?,?,?,?,?,?,?) "
                                           "ON CONFLICT(benchmark, model, record) DO UPDATE SET text = excluded.text, score = excluded.score, "
                                           "direction = excluded.direction, detail = excluded.detail");
        for (const StoredAnswer& answer : answers) {
            insert.bind(1, answer.record);
            insert.bind(2, answer.model);
            insert.bind(3, answer.benchmark);
            insert.bind(4, answer.rawText);
            insert.bind(5, answer.score);
            insert.bind(6, answer.directionScore);
            insert.bind(7, answer.detail.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace));
            insert.exec();
            insert.reset();
        }
        all.commit();
    } catch (const SQLite::Exception& problem) {
        throwDatabaseError(databaseOf(project), problem);
    }
}

} // namespace w2v
