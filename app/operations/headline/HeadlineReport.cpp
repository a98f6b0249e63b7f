#include "app/operations/headline/HeadlineReport.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <optional>

#include <fmt/format.h>

#include "app/operations/headline/HeadlineFigures.h"
#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/eval/ScoreTable.h"

namespace w2v {

namespace {

constexpr int kDraws = 2000;
constexpr std::uintmax_t kMostPredictions = 512u << 20;

struct Answers {
    std::vector<TableQuestion> questions;
    std::vector<std::string> records;
    std::vector<double> scores;
    double seconds = 0, calls = 0, readable = 0;
    bool timed = false;
};

Answers read(const fs::path& file)
{
    Answers answers;
    const std::string text = readFile(file, kMostPredictions);
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find('\n', at), text.size());
        const Json line = Json::parse(text.substr(at, end - at));
        at = end + 1;
        answers.questions.push_back({line.at("task").get<std::string>(), line.at("scene").get<std::string>()});
        answers.records.push_back(line.at("record").get<std::string>());
        answers.scores.push_back(line.at("score").get<double>());
        answers.readable += !line.at("reading").get<std::string>().empty();
        if (line.contains("seconds")) {
            answers.timed = true;
            answers.seconds += line.at("seconds").get<double>();
            answers.calls += line.value("calls", 1.0);
        }
    }
    return answers;
}

double oneDecimal(double value)
{
    return std::round(value * 10) / 10;
}

Json figureJson(const TableFigure& figure)
{
    return {{"value", oneDecimal(figure.value)}, {"interval", {oneDecimal(figure.low), oneDecimal(figure.high)}}};
}

struct Row {
    TableRow scores;
    std::string id;
    Json files = Json::array();
    double seconds = 0, calls = 0, readable = 0;
    bool timed = false;
};

std::string cell(const Json& figure, const char* dash)
{
    return fmt::format("{:.1f} ({:.1f}{}{:.1f})", figure.at("value").get<double>(), figure.at("interval")[0].get<double>(), dash,
                       figure.at("interval")[1].get<double>());
}

/// What was hoped for, and whether the differences say so.
Json goalsOf(const Json& differences)
{
    const auto find = [&](const char* better, const char* other) -> const Json* {
        for (const Json& difference : differences)
            if (difference.at("rows") == Json{better, other})
                return &difference;
        return nullptr;
    };
    const auto low = [](const Json& figure) { return figure.at("interval")[0].get<double>(); };
    Json goals = Json::array();
    const auto add = [&](const char* text, const Json* difference, const std::function<bool(const Json&)>& met) {
        if (difference)
            goals.push_back({{"goal", text}, {"met", met(*difference)}});
    };
    add("SFT at least 20 points above the base in mean accuracy", find("sft", "base"), [](const Json& d) { return d.at("value").get<double>() >= 20; });
    add("SFT above the best answer without the images in every task", find("sft", "no-image"), [](const Json& d) {
        return std::all_of(d.at("tasks").begin(), d.at("tasks").end(), [](const Json& task) { return task.at("value").get<double>() > 0; });
    });
    add("GRPO above SFT beyond its interval", find("grpo", "sft"), [&](const Json& d) { return low(d) > 0; });
    add("Both directions above forward only, beyond the interval", find("sft", "forward"), [&](const Json& d) { return low(d) > 0; });
    add("Both directions above inverse only, beyond the interval", find("sft", "inverse"), [&](const Json& d) { return low(d) > 0; });
    return goals;
}

/// The table as rows of texts, the head first.
std::vector<std::vector<std::string>> cells(const Json& table, const char* dash)
{
    std::vector<std::vector<std::string>> lines{{"%"}};
    for (const Json& task : table.at("tasks"))
        lines[0].push_back(task.get<std::string>());
    lines[0].insert(lines[0].end(), {"mean", "readable", "s a question", "calls"});
    for (const Json& row : table.at("rows")) {
        lines.push_back({row.at("title").get<std::string>()});
        for (const Json& task : table.at("tasks"))
            lines.back().push_back(cell(row.at("tasks").at(task.get<std::string>()), dash));
        lines.back().push_back(cell(row.at("mean"), dash));
        lines.back().push_back(fmt::format("{:.1f}", row.at("readable").get<double>()));
        const bool timed = row.contains("seconds_per_question");
        lines.back().push_back(timed ? fmt::format("{:.4f}", row.at("seconds_per_question").get<double>()) : "");
        lines.back().push_back(timed ? fmt::format("{:.1f}", row.at("calls_per_question").get<double>()) : "");
    }
    return lines;
}

std::string markdown(const Json& table)
{
    std::string text = "# Headline experiment\n\nAccuracy in percent with 95 % intervals (bootstrap over rooms and seeds).\n\n";
    bool head = true;
    for (const auto& line : cells(table, " to ")) {
        for (const std::string& one : line)
            text += "| " + one + ' ';
        text += "|\n";
        if (head)
            for (std::size_t i = 0; i < line.size(); ++i)
                text += i + 1 < line.size() ? "|---" : "|---|\n";
        head = false;
    }
    text += "\nDifferences of mean accuracy, points:\n\n";
    for (const Json& difference : table.at("differences"))
        text += fmt::format("- {}: {}\n", difference.at("title").get<std::string>(), cell(difference, " to "));
    text += "\nGoals:\n\n";
    for (const Json& goal : table.at("goals"))
        text += fmt::format("- {}: {}\n", goal.at("goal").get<std::string>(), goal.at("met").get<bool>() ? "reached" : "missed");
    return text + "\nEvery figure comes from the files in predictions/.\n";
}

std::string escaped(const std::string& text)
{
    std::string out;
    for (const char c : text)
        out += c == '<' ? "&lt;" : c == '>' ? "&gt;" : c == '&' ? "&amp;" : c == '"' ? "&quot;" : std::string(1, c);
    return out;
}

std::string html(const Json& table)
{
    std::string text = "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>Headline experiment</title>\n"
                       "<style>body{font:15px sans-serif;margin:2em}table{border-collapse:collapse}td,th{padding:4px 9px;"
                       "border-bottom:1px solid #ccc;text-align:right}td:first-child,th:first-child{text-align:left}</style></head><body>\n"
                       "<h1>Headline experiment</h1>\n<p>Accuracy in percent with 95 % intervals (bootstrap over rooms and seeds). "
                       "Every figure comes from the files named beside it.</p>\n<table>\n";
    std::size_t index = 0;
    for (const auto& line : cells(table, "–")) {
        text += "<tr>";
        for (const std::string& one : line)
            text += fmt::format("<{0}>{1}</{0}>", index == 0 ? "th" : "td", escaped(one));
        if (index == 0) {
            text += "<th>predictions</th>";
        } else {
            text += "<td>";
            for (const Json& file : table.at("rows")[index - 1].at("predictions"))
                text += fmt::format("<a href=\"{0}\">{0}</a> ", escaped(file.get<std::string>()));
            text += "</td>";
        }
        text += "</tr>\n";
        ++index;
    }
    text += "</table>\n<h2>Differences of mean accuracy, points</h2>\n<ul>\n";
    for (const Json& difference : table.at("differences"))
        text += fmt::format("<li>{}: {}</li>\n", escaped(difference.at("title").get<std::string>()), cell(difference, "–"));
    text += "</ul>\n<h2>Goals</h2>\n<ul>\n";
    for (const Json& goal : table.at("goals"))
        text += fmt::format("<li>{}: {}</li>\n", escaped(goal.at("goal").get<std::string>()), goal.at("met").get<bool>() ? "reached" : "missed");
    text += "</ul>\n<p><img src=\"figures/accuracy.svg\" alt=\"Accuracy by task\"></p>\n";
    return text + "</body></html>\n";
}

} // namespace

Json writeHeadlineReport(const fs::path& folder, const std::vector<HeadlinePredictions>& predictions, const Json& about)
{
    std::vector<Row> rows;
    std::optional<Answers> first;
    for (const HeadlinePredictions& one : predictions) {
        Answers answers = read(one.file);
        if (first && answers.records != first->records)
            throw Error(one.file.string(), "answers other questions than " + predictions.front().file.filename().string(),
                        "Remove it, so that it is asked again");
        auto row = std::find_if(rows.begin(), rows.end(), [&](const Row& r) { return r.id == one.row; });
        if (row == rows.end())
            row = rows.insert(rows.end(), Row{.scores = {one.title, {}}, .id = one.row});
        row->scores.seeds.push_back(answers.scores);
        row->files.push_back(fs::relative(one.file, folder).string());
        row->timed = answers.timed;
        row->readable += 100 * answers.readable / static_cast<double>(answers.scores.size());
        row->seconds += answers.seconds / static_cast<double>(answers.scores.size());
        row->calls += answers.calls / static_cast<double>(answers.scores.size());
        if (!first)
            first = std::move(answers);
    }
    if (!first)
        throw Error(folder.string(), "there are no predictions");
    const ScoreTable scores(first->questions, kDraws, 1);

    Json table{{"about", about}, {"questions", first->questions.size()}, {"tasks", scores.tasks()}, {"rows", Json::array()}, {"differences", Json::array()}};
    for (const Row& row : rows) {
        Json line{{"row", row.id}, {"title", row.scores.name}, {"seeds", row.scores.seeds.size()}, {"tasks", Json::object()},
                  {"mean", figureJson(scores.accuracy(row.scores))}, {"readable", oneDecimal(row.readable / static_cast<double>(row.scores.seeds.size()))}, {"predictions", row.files}};
        for (const std::string& task : scores.tasks())
            line["tasks"][task] = figureJson(scores.accuracy(row.scores, task));
        if (row.timed) {
            line["seconds_per_question"] = row.seconds / static_cast<double>(row.scores.seeds.size());
            line["calls_per_question"] = row.calls / static_cast<double>(row.scores.seeds.size());
        }
        table["rows"].push_back(std::move(line));
    }
    const auto compare = [&](const char* better, const char* other, bool byTask) {
        const auto find = [&](const char* id) { return std::find_if(rows.begin(), rows.end(), [&](const Row& r) { return r.id == id; }); };
        const auto a = find(better), b = find(other);
        if (a == rows.end() || b == rows.end())
            return;
        Json line = figureJson(scores.difference(a->scores, b->scores));
        line["title"] = a->scores.name + " above " + b->scores.name;
        line["rows"] = {better, other};
        if (byTask)
            for (const std::string& task : scores.tasks())
                line["tasks"][task] = figureJson(scores.difference(a->scores, b->scores, task));
        table["differences"].push_back(std::move(line));
    };
    compare("sft", "base", true);
    compare("sft", "no-image", true);
    compare("grpo", "sft", true);
    compare("sft", "forward", true);
    compare("sft", "inverse", true);
    compare("sft", "imagination", true);

    table["goals"] = goalsOf(table.at("differences"));
    writeJson(folder / "table.json", table);
    writeFileAtomic(folder / "table.md", markdown(table));
    writeFileAtomic(folder / "table.html", html(table));
    createFolder(folder / "figures");
    writeFileAtomic(folder / "figures" / "accuracy.svg", accuracyFigure(table));
    return table;
}

} // namespace w2v
