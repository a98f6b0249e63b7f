#include "core/training/MetricsReader.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <limits>
#include <sys/stat.h>
#include <unistd.h>

#include <fmt/format.h>

#include "core/base/Error.h"
#include "core/base/Json.h"

namespace w2v {

namespace {

constexpr std::size_t kMaxLine = 64 << 10;
constexpr std::size_t kMemory = 64; // bytes before the offset that must still be the same
constexpr std::size_t kMaxProblems = 100;
constexpr std::size_t kMaxPoll = 64 << 20; // bytes a call; the rest comes with the next

/// Replaces the bare words NaN, Infinity and -Infinity outside of texts by null.
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

} // namespace

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

void MetricsReader::takeLine(std::string_view line, std::vector<MetricsRow>& rows)
{
    ++m_line;
    if (line.find_first_not_of(" \t\r") == std::string_view::npos)
        return;
    try {
        rows.push_back(parseMetricsLine(line, fmt::format("{}:{}", m_path.string(), m_line)));
    } catch (const Error& e) {
        if (m_problems.size() < kMaxProblems)
            m_problems.emplace_back(e.what());
    }
}

std::vector<MetricsRow> MetricsReader::poll()
{
    m_restarted = false;
    const int fd = ::open(m_path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0) {
        if (errno == ENOENT)
            return {};
        throw Error(m_path.string(), std::string("cannot be opened (") + std::strerror(errno) + ")");
    }
    struct stat info {};
    if (::fstat(fd, &info) != 0 || !S_ISREG(info.st_mode)) {
        ::close(fd);
        throw Error(m_path.string(), "is not a regular file");
    }
    const auto size = static_cast<std::uint64_t>(info.st_size);
    std::string before(m_memory.size(), '\0');
    const bool rewritten = !m_memory.empty() && size >= m_offset
        && (::pread(fd, before.data(), before.size(), static_cast<off_t>(m_offset - before.size()))
                != static_cast<ssize_t>(before.size())
            || before != m_memory);
    if (size < m_offset || (m_inode != 0 && info.st_ino != m_inode) || rewritten) {
        m_restarted = true;
        m_offset = 0;
        m_line = 0;
        m_partial.clear();
        m_memory.clear();
        m_skipping = false;
    }
    m_inode = info.st_ino;
    std::string bytes(static_cast<std::size_t>(std::min<std::uint64_t>(size - m_offset, kMaxPoll)), '\0');
    const ssize_t got = bytes.empty() ? 0 : ::pread(fd, bytes.data(), bytes.size(), static_cast<off_t>(m_offset));
    ::close(fd);
    bytes.resize(static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
    m_offset += bytes.size();
    m_memory += bytes.size() > kMemory ? bytes.substr(bytes.size() - kMemory) : bytes;
    m_memory.erase(0, m_memory.size() - std::min(m_memory.size(), kMemory));

    std::vector<MetricsRow> rows;
    std::string_view rest = bytes;
    for (std::size_t end = rest.find('\n'); end != std::string_view::npos; end = rest.find('\n')) {
        m_partial += rest.substr(0, end);
        if (m_skipping)
            ++m_line;
        else
            takeLine(m_partial, rows);
        m_skipping = false;
        m_partial.clear();
        rest.remove_prefix(end + 1);
    }
    m_partial += rest;
    if (m_partial.size() > kMaxLine) {
        if (!m_skipping && m_problems.size() < kMaxProblems)
            m_problems.push_back(fmt::format("{}:{}: the line is too long", m_path.string(), m_line + 1));
        m_skipping = true;
        m_partial.clear();
    }
    return rows;
}

} // namespace w2v
