// The report of an evaluation as HTML and CSV.
#include <algorithm>
#include <map>
#include <numeric>

#include <fmt/format.h>

#include "core/eval/EvaluationFigures.h"
#include "core/eval/EvaluationReport.h"

namespace w2v {

namespace {

std::string escaped(const std::string& text)
{
    std::string result;
    for (const char c : text)
        switch (c) {
        case '<': result += "&lt;"; break;
        case '>': result += "&gt;"; break;
        case '&': result += "&amp;"; break;
        case '"': result += "&quot;"; break;
        default: result += c;
        }
    return result;
}

/// A field of the CSV. Line ends become blanks: a row is a line, and rows are counted.
std::string quoted(const std::string& text)
{
    std::string result = "\"";
    for (const char c : text)
        if (c == '"')
            result += "\"\"";
        else
            result += c == '\n' || c == '\r' ? ' ' : c;
    return result + '"';
}

/// Which rows of the CSV (the head is row 1) a number is counted from.
struct Rows {
    Share share;
    int first = 0, last = 0;
};

std::string cell(const Rows& rows)
{
    if (!rows.share.n)
        return "<td>–</td>";
    return fmt::format("<td><b>{:.1f}</b> <span class=\"i\">{:.1f} to {:.1f}</span><br><span class=\"r\">{} of {}, rows {}–{}</span></td>", rows.share.percent(),
                       rows.share.low(), rows.share.high(), rows.share.right, rows.share.n, rows.first, rows.last);
}

constexpr const char* kStyle =
    "body{font-family:sans-serif;font-size:10pt;color:#1c1f24}table{border-collapse:collapse;margin-bottom:14px}"
    "td,th{border:1px solid #c8ccd2;padding:4px 8px;text-align:left;vertical-align:top}.i{color:#555b66}.r{color:#626b76;font-size:8pt}.f{display:inline-block;margin:0 16px 14px 0;vertical-align:top}.f svg{max-width:100%;height:auto}";

std::string shown(const EvaluationFigure& figure)
{
    return fmt::format("<div class=\"f\"><p class=\"i\">{}</p>{}</div>", escaped(figure.title), figure.svg);
}

/// A row for each model and rule: how much of a gap between models is a matter of reading replies.
std::string rulesTable(const AnswerTable& table, const std::vector<std::vector<RuleScore>>& rules)
{
    if (rules.empty() || rules.front().empty())
        return {};
    std::vector<std::string> types; // of all models, in the order of appearance
    for (const auto& ofModel : rules)
        for (const RuleScore& rule : ofModel)
            for (const BenchmarkScore::Row& row : rule.score.rows)
                if (std::find(types.begin(), types.end(), row.type) == types.end())
                    types.push_back(row.type);
    std::string html = "<h2>Scores by rule, percent</h2><p>The same replies by every rule; the overall is the benchmark's own aggregation, with its 95 % interval "
                       "(bootstrap within types). Types in brackets do not count in it.</p><table><tr><th>model</th><th>rule</th><th>overall</th>";
    for (const std::string& type : types)
        html += "<th>" + escaped(type) + "</th>";
    html += "<th>not understood</th><th>worth a look</th></tr>";
    for (std::size_t model = 0; model < rules.size(); ++model)
        for (const RuleScore& rule : rules[model]) {
            html += fmt::format("<tr><th>{}</th><td>{}<br><span class=\"r\">{}</span></td><td><b>{:.1f}</b> <span class=\"i\">{:.1f} to {:.1f}</span></td>",
                                escaped(table.models[model]), rule.rule->id, rule.rule->title, rule.score.overall, rule.interval.low, rule.interval.high);
            for (const std::string& type : types) {
                const auto row = std::find_if(rule.score.rows.begin(), rule.score.rows.end(), [&](const BenchmarkScore::Row& one) { return one.type == type; });
                if (row == rule.score.rows.end())
                    html += "<td>–</td>";
                else
                    html += row->counts ? fmt::format("<td>{:.1f}</td>", row->percent) : fmt::format("<td>({:.1f})</td>", row->percent);
            }
            html += fmt::format("<td>{} of {}</td><td>{}</td></tr>", rule.score.unparsed, rule.score.n, rule.flagged);
        }
    return html + "</table>";
}

} // namespace

EvaluationDocument evaluationDocument(const AnswerTable& table, const std::string& title, const std::string& csvName,
                                      const std::vector<std::vector<RuleScore>>& rules)
{
    EvaluationDocument document;
    document.csv = "model,task,record,scene,question,truth,reply,score,direction,confidence,seconds\n";
    std::vector<std::size_t> order(table.questions.size());
    std::iota(order.begin(), order.end(), std::size_t(0));
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return table.questions[a].type < table.questions[b].type; });
    std::vector<std::map<std::size_t, Rows>> types(table.models.size());
    std::vector<Rows> whole(table.models.size());
    std::map<std::size_t, int> columns;
    int row = 1;
    for (std::size_t model = 0; model < table.models.size(); ++model)
        for (const std::size_t i : order) {
            const AnswerTable::Answer& answer = table.answers[model][i];
            if (!answer.given)
                continue;
            const AnswerTable::Question& question = table.questions[i];
            document.csv += fmt::format("{},{},{},{},{},{},{},{},{},{},{}\n", quoted(table.models[model]), quoted(table.types[question.type].name), quoted(question.record),
                                        quoted(question.scene), quoted(question.question), quoted(question.truth), quoted(answer.text), answer.score,
                                        answer.direction, answer.confidence, answer.seconds);
            ++row;
            ++columns[question.type];
            for (Rows* rows : {&types[model][question.type], &whole[model]}) {
                if (!rows->share.n)
                    rows->first = row;
                rows->last = row;
                ++rows->share.n;
                rows->share.right += answer.isRight();
            }
        }
    std::string& html = document.html;
    html = fmt::format("<!DOCTYPE html><html><head><meta charset=\"utf-8\"><title>{0}</title><style>{1}</style></head><body><h1>{0}</h1>"
                       "<p>Benchmark <b>{2}</b>: {3} questions, {4} models. Intervals are 95 % (Wilson). Every accuracy names the rows of <b>{5}</b> that it is "
                       "counted from.</p><h2>Accuracy by type, percent</h2><table><tr><th>model</th><th>all</th>",
                       escaped(title), kStyle, escaped(table.benchmark), table.questions.size(), table.models.size(), escaped(csvName));
    for (const auto& [type, n] : columns)
        html += fmt::format("<th>{} {}</th>", escaped(table.types[type].name), escaped(table.types[type].title));
    html += "</tr>";
    const std::vector<EvaluationFigure> figures = evaluationFigures(table);
    for (std::size_t model = 0; model < table.models.size(); ++model) {
        html += fmt::format("<tr><th>{}</th>{}", escaped(table.models[model]), cell(whole[model]));
        for (const auto& [type, n] : columns)
            html += cell(types[model][type]);
        html += "</tr>";
    }
    html += "</table>";
    if (!figures.empty())
        html += shown(figures.front());
    html += rulesTable(table, rules);
    html += "<h2>Speed and confidence</h2>";
    for (std::size_t i = 1; i < figures.size(); ++i)
        html += shown(figures[i]);
    html += "<table><tr><th>model</th><th>median seconds an answer</th><th>expected calibration error</th></tr>";
    for (std::size_t model = 0; model < table.models.size(); ++model) {
        const double seconds = medianSeconds(table, model), error = calibrationError(calibration(table, model));
        html += fmt::format("<tr><th>{}</th><td>{}</td><td>{}</td></tr>", escaped(table.models[model]), seconds < 0 ? "–" : fmt::format("{:.4g}", seconds),
                            error < 0 ? "–" : fmt::format("{:.3f}", error));
    }
    html += "</table><h2>Models against each other</h2><p>On the questions that both answered: points of the second above the first, with bootstrap interval; "
            "McNemar's exact test; questions needed to find such a difference (80 % power, 5 % level).</p><table><tr><th>first</th><th>second</th><th>n</th>"
            "<th>both right</th><th>only first</th><th>only second</th><th>both wrong</th><th>difference</th><th>p</th><th>needed</th></tr>";
    for (std::size_t a = 0; a < table.models.size(); ++a)
        for (std::size_t b = a + 1; b < table.models.size(); ++b) {
            const PairedResult r = compareModels(table, a, b);
            if (r.n)
                html += fmt::format("<tr><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{:+.1f} <span class=\"i\">{:+.1f} to {:+.1f}"
                                    "</span></td><td>{:.2g}</td><td>{}</td></tr>", escaped(table.models[a]), escaped(table.models[b]), r.n, r.bothRight, r.onlyFirst,
                                    r.onlySecond, r.bothWrong, r.difference, r.low, r.high, r.p, r.needed ? std::to_string(r.needed) : "–");
        }
    html += "</table>";
    std::string looks;
    for (std::size_t model = 0; model < table.models.size(); ++model) {
        std::size_t of = 0;
        const std::string images = ablationOf(table, model, of);
        if (images.empty())
            continue;
        const PairedResult r = compareModels(table, model, of);
        looks += fmt::format("<tr><th>{}</th><td>{}</td><td>{}</td><td>{:+.1f} <span class=\"i\">{:+.1f} to {:+.1f}</span></td><td>{:.2g}</td></tr>",
                             escaped(table.models[of]), escaped(images), r.n, r.difference, r.low, r.high, r.p);
    }
    if (!looks.empty())
        html += "<h2>Do they look?</h2><p>Points that the true images give above changed ones.</p><table><tr><th>model</th><th>images</th><th>n</th><th>gap</th>"
                "<th>p</th></tr>" + looks + "</table>";
    html += "</body></html>\n";
    return document;
}

} // namespace w2v
