// The audit as one page of HTML.
#include <algorithm>

#include <fmt/format.h>

#include "core/eval/Audit.h"

namespace w2v {

namespace {

using Json = nlohmann::ordered_json;

std::string escaped(std::string_view text)
{
    std::string safe;
    for (const char c : text) {
        switch (c) {
        case '&': safe += "&amp;"; break;
        case '<': safe += "&lt;"; break;
        case '>': safe += "&gt;"; break;
        case '"': safe += "&quot;"; break;
        default: safe += c;
        }
    }
    return safe;
}

std::string textOf(const Json& value)
{
    return escaped(value.is_string() ? value.get<std::string>() : value.dump(-1, ' ', false, Json::error_handler_t::replace));
}

/// The first few of a list.
std::string firstOf(const Json& list)
{
    constexpr std::size_t kShown = 5;
    std::string text;
    for (std::size_t i = 0; i < std::min(kShown, list.size()); ++i)
        text += (i ? ", " : "") + textOf(list[i]);
    return list.size() > kShown ? text + " …" : text;
}

/// Bars of one task: what each blind answer gets, on a scale of 0 to 100 percent.
std::string barsOf(const std::string& task, const Json& row)
{
    constexpr int kWidth = 220, kBar = 12, kStep = 17;
    std::string svg = fmt::format("<div class=\"plot\"><h3>{} <small>{} records</small></h3><svg width=\"330\" height=\"{}\" role=\"img\">",
                                  escaped(task), textOf(row.at("records")), 3 * kStep + 4);
    int y = 2;
    for (const auto& [key, label] : {std::pair{"majority", "majority"}, std::pair{"rule", "geometry or table"}, std::pair{"text", "text model"}}) {
        const double percent = row.at(key).get<double>();
        svg += fmt::format("<text x=\"0\" y=\"{}\">{}</text><rect class=\"back\" x=\"100\" y=\"{}\" width=\"{}\" height=\"{}\"/>"
                           "<rect class=\"{}\" x=\"100\" y=\"{}\" width=\"{:.1f}\" height=\"{}\"/><text x=\"{:.1f}\" y=\"{}\">{:.1f}%</text>",
                           y + kBar - 2, label, y, kWidth - 40, kBar, key, y, percent / 100 * (kWidth - 40), kBar,
                           104 + percent / 100 * (kWidth - 40), y + kBar - 2, percent);
        y += kStep;
    }
    svg += "</svg>";
    if (row.contains("above"))
        svg += fmt::format("<small>best {:+.1f} points against guessing ({:.1f}%)</small>", row.at("above").get<double>(), row.at("guess").get<double>());
    return svg + "</div>";
}

std::string table(const std::vector<std::string>& heads, const std::vector<std::vector<std::string>>& rows)
{
    std::string html = "<table><tr>";
    for (const std::string& head : heads)
        html += "<th>" + escaped(head) + "</th>";
    html += "</tr>";
    for (const auto& row : rows) {
        html += "<tr>";
        for (const std::string& cell : row)
            html += "<td>" + cell + "</td>";
        html += "</tr>";
    }
    return html + "</table>";
}

constexpr const char* kStyle = R"(
:root{color-scheme:light dark;--text:#1b1e23;--muted:#626b76;--window:#f4f5f7;--surface:#fff;--line:#d5d9df;--bad:#c0362f;--warn:#b26a00;--good:#0f8a73;--bar:#2463d6}
@media(prefers-color-scheme:dark){:root{--text:#e8eaed;--muted:#9aa3ae;--window:#15171b;--surface:#1c1f24;--line:#343a44;--bad:#e5605a;--warn:#e3a23a;--good:#35b39a;--bar:#5b93ff}}
body{font:14px/1.45 system-ui,sans-serif;color:var(--text);background:var(--window);margin:24px auto;max-width:1100px;padding:0 16px}
h1{font-size:22px;margin:0 0 4px}h2{font-size:16px;margin:24px 0 8px}h3{font-size:14px;margin:0 0 6px}small{color:var(--muted);font-weight:400}
.card,.plot,table{background:var(--surface);border:1px solid var(--line);border-radius:6px}.plots{display:flex;flex-wrap:wrap;gap:12px}.plot{padding:10px 12px}
table{border-collapse:collapse;width:100%}td,th{padding:5px 10px;text-align:left;border-top:1px solid var(--line);vertical-align:top}th{color:var(--muted);font-weight:500;border:0}
.defect{color:var(--bad)}.warning{color:var(--warn)}.note{color:var(--muted)}.passed{color:var(--good)}
svg text{font-size:11px;fill:var(--text)}rect.back{fill:var(--line);opacity:.5}rect.majority{fill:var(--muted)}rect.rule{fill:var(--warn)}rect.text{fill:var(--bar)}
)";

} // namespace

std::string auditHtml(const Json& audit, const std::string& title)
{
    const bool passed = audit.at("passed").get<bool>();
    std::string html = fmt::format("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" "
                                   "content=\"width=device-width\"><title>Audit of {0}</title><style>{1}</style></head><body>"
                                   "<h1>Audit of {0}</h1><p>{2} records. <b class=\"{3}\">{4}</b></p>",
                                   escaped(title), kStyle, textOf(audit.at("records")), passed ? "passed" : "defect",
                                   passed ? "No defect was found." : "Defects were found.");
    html += "<h2>Findings</h2>";
    std::vector<std::vector<std::string>> rows;
    for (const Json& finding : audit.at("findings"))
        rows.push_back({fmt::format("<b class=\"{0}\">{0}</b>", textOf(finding.at("weight"))), textOf(finding.at("code")),
                        textOf(finding.at("task")), textOf(finding.at("text")), textOf(finding.at("records")),
                        firstOf(finding.at("examples"))});
    html += rows.empty() ? "<p class=\"passed\">None.</p>" : table({"weight", "code", "task", "what", "records", "examples"}, rows);
    html += "<h2>Answers that never look at a picture</h2><p><small>Each record is answered by rules that saw other scenes only. Yes/no tasks are held "
            "against guessing: the larger of the majority and one half, because with balanced answers the majority of other scenes is often the minority "
            "here.</small></p>"
            "<div class=\"plots\">";
    for (const auto& [task, row] : audit.at("shortcuts").items())
        html += barsOf(task, row);
    html += "</div><h2>The reward on right and wrong answers</h2>";
    rows.clear();
    for (const Json& row : audit.at("self_test"))
        rows.push_back({textOf(row.at("mode")), textOf(row.at("task")), textOf(row.at("variant")), textOf(row.at("records")),
                        fmt::format("{:.3f}", row.at("gold_lowest").get<double>()), textOf(row.at("gold_failed")),
                        fmt::format("{:.3f}", row.at("wrong_highest").get<double>()), textOf(row.at("wrong_passed"))});
    html += table({"mode", "task", "variant", "records", "own answer, lowest", "below 1", "wrong answer, highest", "too close"}, rows);
    html += "<h2>Labels against the geometry of their views</h2>";
    rows.clear();
    for (const auto& [task, row] : audit.at("labels").items())
        rows.push_back({escaped(task), textOf(row.at("checked")), textOf(row.at("disagree")),
                        fmt::format("{:.2f}% ({:.2f} to {:.2f})", row.at("percent").get<double>(), row.at("interval")[0].get<double>(),
                                    row.at("interval")[1].get<double>())});
    html += rows.empty() ? "<p>No record has a rollout to check it against.</p>" : table({"task", "checked", "disagree", "share, 95%"}, rows);
    html += "<h2>Label noise by the motion check</h2><p><small>Records whose views moved otherwise than asked, by the motion measured in their "
            "pixels; among those where it was measured.</small></p>";
    rows.clear();
    for (const auto& [task, row] : audit.at("label_noise").items())
        rows.push_back({escaped(task), textOf(row.at("checked")), textOf(row.at("contradict")),
                        row.contains("percent") ? fmt::format("{:.2f}% ({:.2f} to {:.2f})", row.at("percent").get<double>(), row.at("interval")[0].get<double>(),
                                                              row.at("interval")[1].get<double>())
                                                : "-",
                        textOf(row.at("unmeasured"))});
    html += rows.empty() ? "<p>No record has a rollout whose motion could be measured.</p>"
                         : table({"task", "measured", "contradict", "share, 95%", "not measured"}, rows);
    html += "<h2>Balance, directions, split</h2>";
    rows.clear();
    for (const auto& [task, splits] : audit.at("balance").items())
        for (const auto& [split, counts] : splits.items())
            rows.push_back({escaped(task), escaped(split), "yes " + textOf(counts.at("yes")) + ", no " + textOf(counts.at("no"))});
    for (const auto& [task, directions] : audit.at("directions").items()) {
        std::string cell;
        for (const auto& [direction, count] : directions.items())
            cell += (cell.empty() ? "" : ", ") + escaped(direction) + ' ' + textOf(count);
        rows.push_back({escaped(task), "all", cell});
    }
    html += table({"task", "split", "answers"}, rows);
    const Json& split = audit.at("split");
    html += "<p>" + textOf(split.at("scenes")) + " scenes, " + textOf(split.at("shared_scenes")) + " on two sides; " + textOf(split.at("images")) +
        " pictures, " + textOf(split.at("shared_images")) + " on two sides.";
    if (split.contains("duplicates"))
        html += " Near-duplicate views across scenes: " + textOf(split.at("duplicates").at("pairs")) + " of " +
            textOf(split.at("duplicates").at("views")) + " views compared, " + textOf(split.at("duplicates").at("across_split")) +
            " across the split.";
    return html + "</p></body></html>\n";
}

} // namespace w2v
