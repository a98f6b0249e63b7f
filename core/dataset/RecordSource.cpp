#include "core/dataset/RecordSource.h"

#include <fstream>

#include <fmt/format.h>

#include "core/base/Error.h"
#include "core/base/Files.h"

namespace w2v {

namespace {

bool isArray(const fs::path& path)
{
    std::ifstream file(path, std::ios::binary);
    char c = 0;
    while (file.get(c) && (std::string_view(" \t\r\n\xEF\xBB\xBF").find(c) != std::string_view::npos)) {}
    if (!file || c != '[')
        return false;
    // A line that holds an array is damaged JSON lines, unless the array goes on.
    std::string rest;
    std::getline(file, rest);
    return rest.find('{') != std::string::npos || rest.find_first_not_of(" \t\r") == std::string::npos;
}

} // namespace

RecordSource::RecordSource(const fs::path& file) : m_file(file), m_lines(file)
{
    if (isArray(file))
        m_array = readJson(file);
    if (m_array && !m_array->is_array())
        throw Error(file.string(), "is neither JSON lines nor a JSON array", "Expected is one JSON object a line");
}

bool RecordSource::next()
{
    if (m_array)
        return m_at < static_cast<std::int64_t>(m_array->size()) ? (++m_at, true) : false;
    while (m_lines.next())
        if (m_lines.tooLong() || m_lines.line().find_first_not_of(" \t") != std::string::npos)
            return true;
    return false;
}

Json RecordSource::object() const
{
    if (m_array)
        return (*m_array)[static_cast<std::size_t>(m_at - 1)];
    if (m_lines.tooLong())
        throw Error("line", fmt::format("is longer than {} MiB", LineReader::kMaxLine >> 20));
    return parseJson(m_lines.line(), "line");
}

std::string RecordSource::where() const
{
    return m_array ? fmt::format("{}: item {}", m_file.string(), m_at) : fmt::format("{}:{}", m_file.string(), m_lines.number());
}

double RecordSource::fraction() const
{
    return m_array ? static_cast<double>(m_at) / static_cast<double>(std::max<std::size_t>(m_array->size(), 1)) : m_lines.fraction();
}

std::int64_t RecordSource::expected() const
{
    constexpr std::uintmax_t kUsualLine = 400;
    std::error_code code;
    return m_array ? static_cast<std::int64_t>(m_array->size()) : static_cast<std::int64_t>(fs::file_size(m_file, code) / kUsualLine);
}

} // namespace w2v
