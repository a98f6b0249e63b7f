#include "core/eval/benchmarks/JsonEntries.h"

#include <algorithm>

#include <fmt/format.h>

#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/dataset/LineReader.h"
#include "core/eval/benchmarks/XlsxTable.h"

namespace w2v {

namespace {

/// The fields of a row with tabs between them; "..." holds tabs and, doubled, quotation marks. Empty when a quoted field goes on.
std::vector<std::string> fieldsOf(const std::string& row)
{
    std::vector<std::string> fields(1);
    bool quoted = false;
    for (std::size_t i = 0; i < row.size(); ++i) {
        const char c = row[i];
        if (quoted && c == '"' && i + 1 < row.size() && row[i + 1] == '"')
            fields.back() += row[++i];
        else if (c == '"' && (quoted || fields.back().empty()))
            quoted = !quoted;
        else if (c == '\t' && !quoted)
            fields.emplace_back();
        else
            fields.back() += c;
    }
    return quoted ? std::vector<std::string>() : fields;
}

/// Rows of a table as VLMEvalKit writes it: a line of names, then a row an entry, whose values are texts.
class TableRows {
public:
    TableRows(const std::function<void(const Json&, const std::string&)>& take, const std::function<void(std::string)>& problem) : m_take(take), m_problem(problem) {}

    void add(const std::vector<std::string>& fields, const std::string& where)
    {
        if (m_names.empty()) {
            m_names = fields;
        } else if (fields.size() != m_names.size()) {
            m_problem(fmt::format("{}: has {} fields and the table {} names", where, fields.size(), m_names.size()));
        } else {
            Json entry = Json::object();
            for (std::size_t i = 0; i < m_names.size(); ++i)
                entry[m_names[i]] = fields[i];
            try {
                m_take(entry, where);
            } catch (const Error& error) {
                m_problem(error.what());
            }
        }
    }
    std::size_t columns() const { return m_names.size(); }

private:
    const std::function<void(const Json&, const std::string&)>& m_take;
    const std::function<void(std::string)>& m_problem;
    std::vector<std::string> m_names;
};

void forEachWorkbookRow(const fs::path& file, const std::function<void(const Json&, const std::string&)>& take, const std::function<void(std::string)>& problem)
{
    TableRows rows(take, problem);
    forEachXlsxRow(file, [&](int number, const std::vector<std::string>& cells) {
        std::vector<std::string> whole = cells;
        if (rows.columns() > 0 && std::all_of(whole.begin(), whole.end(), [](const std::string& cell) { return cell.empty(); }))
            return;
        whole.resize(std::max(whole.size(), rows.columns())); // empty cells at a row's end are not stored
        rows.add(whole, fmt::format("{}, row {}", file.string(), number));
    });
}

void forEachRow(const fs::path& file, const std::function<void(const Json&, const std::string&)>& take, const std::function<void(std::string)>& problem)
{
    constexpr std::size_t kLongestRow = 1 << 20;
    LineReader lines(file);
    TableRows rows(take, problem);
    std::string row;
    while (lines.next()) {
        const std::string where = fmt::format("{}:{}", file.string(), lines.number());
        if (!row.empty())
            row += '\n';
        row += lines.line();
        if (lines.tooLong() || row.size() > kLongestRow) {
            problem(where + ": the row is too long");
            row.clear();
            continue;
        }
        if (row.empty())
            continue;
        const std::vector<std::string> fields = fieldsOf(row);
        if (fields.empty())
            continue; // goes on in the next line
        row.clear();
        rows.add(fields, where);
    }
    if (!row.empty())
        problem(file.string() + ": ends inside a quoted field");
}

} // namespace

void forEachJsonEntry(const fs::path& file, const std::function<void(const Json&, const std::string&)>& take,
                      const std::function<void(std::string)>& problem)
{
    if (file.extension() == ".tsv") {
        forEachRow(file, take, problem);
        return;
    }
    if (file.extension() == ".xlsx") {
        forEachWorkbookRow(file, take, problem);
        return;
    }
    const auto guarded = [&](const auto& work) {
        try {
            work();
        } catch (const Error& error) {
            problem(error.what());
        }
    };
    LineReader lines(file);
    bool first = true;
    while (lines.next()) {
        const std::string where = fmt::format("{}:{}", file.string(), lines.number());
        const std::size_t begin = lines.line().find_first_not_of(" \t");
        if (lines.tooLong()) {
            problem(where + ": the line is too long");
            continue;
        }
        if (begin == std::string::npos)
            continue;
        if (first && lines.line()[begin] == '[') {
            const Json all = parseJson(readFile(file), file.string());
            std::size_t place = 0;
            for (const Json& entry : all)
                guarded([&] { take(entry, fmt::format("{}, entry {}", file.string(), ++place)); });
            return;
        }
        first = false;
        guarded([&] { take(parseJson(lines.line(), where), where); });
    }
}

} // namespace w2v
