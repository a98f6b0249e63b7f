#include "core/eval/benchmarks/JsonEntries.h"

#include <fmt/format.h>

#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/dataset/LineReader.h"

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

/// A table as VLMEvalKit writes it: a line of names, then a row an entry, whose values are texts.
void forEachRow(const fs::path& file, const std::function<void(const Json&, const std::string&)>& take, const std::function<void(std::string)>& problem)
{
    constexpr std::size_t kLongestRow = 1 << 20;
    LineReader lines(file);
    std::vector<std::string> names;
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
        if (names.empty()) {
            names = fields;
        } else if (fields.size() != names.size()) {
            problem(fmt::format("{}: has {} fields and the table {} names", where, fields.size(), names.size()));
        } else {
            Json entry = Json::object();
            for (std::size_t i = 0; i < names.size(); ++i)
                entry[names[i]] = fields[i];
            try {
                take(entry, where);
            } catch (const Error& error) {
                problem(error.what());
            }
        }
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
