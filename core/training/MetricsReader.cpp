#include "core/training/MetricsReader.h"

#include <limits>

#include <fmt/format.h>

#include "core/base/Error.h"
#include "core/base/Json.h"

namespace w2v {

namespace {

constexpr std::size_t kMaxProblems = 100;

} // namespace

std::string withoutBareWords(std::string_view line)
{
    std::string out;
    bool inText = false;
    for (std::size_t i = 0; i < line.size();) {
        const char c = line[i];
        if (inText || c == '"') {
            out += c;
            if (c == '\\' && i + 1 < line.size())
                out += line[++i];
            else if (c == '"')
                inText = !inText;
            ++i;
            continue;
        }
        bool replaced = false;
        for (const std::string_view word : {"NaN", "-Infinity", "Infinity"})
            if (!replaced && line.substr(i).starts_with(word)) {
                out += "null";
                i += word.size();
                replaced = true;
            }
        if (!replaced) {
            out += c;
            ++i;
        }
    }
    return out;
}

MetricsRow parseMetricsLine(std::string_view line, const std::string& subject)
{
    const Json object = parseJson(withoutBareWords(line), subject);
    if (!object.is_object() || !object.contains("step") || !object["step"].is_number_integer()
        || (object["step"].is_number_unsigned()
            && object["step"].get<std::uint64_t>() > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())))
        throw Error(subject, "has no whole number \"step\"");
    MetricsRow row;
    row.step = object["step"].get<std::int64_t>();
    for (const auto& [key, value] : object.items()) {
        if (key == "step")
            continue;
        if (key == "time")
            row.time = value.is_number() ? value.get<double>() : 0;
        else if (value.is_number())
            row.values.emplace_back(key, value.get<double>());
        else if (value.is_null())
            row.values.emplace_back(key, std::numeric_limits<double>::quiet_NaN());
    }
    return row;
}

std::vector<MetricsRow> MetricsReader::poll()
{
    std::vector<MetricsRow> rows;
    const auto note = [&](std::string problem) {
        if (m_problems.size() < kMaxProblems)
            m_problems.push_back(std::move(problem));
    };
    m_lines.poll(
        [&](std::string_view line, std::int64_t number) {
            if (line.find_first_not_of(" \t\r") == std::string_view::npos)
                return;
            try {
                rows.push_back(parseMetricsLine(line, fmt::format("{}:{}", m_lines.path().string(), number)));
            } catch (const Error& e) {
                note(e.what());
            }
        },
        [&](std::int64_t number) { note(fmt::format("{}:{}: the line is too long", m_lines.path().string(), number)); });
    return rows;
}

} // namespace w2v
