#include "core/training/MetricsWriter.h"

#include <cerrno>
#include <chrono>
#include <cmath>
#include <cstring>
#include <fcntl.h>
#include <limits>
#include <sys/stat.h>
#include <unistd.h>

#include <fmt/format.h>

#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/base/Json.h"
#include "core/training/EventFile.h"

namespace w2v {

namespace {

constexpr std::uintmax_t kMaxLines = 1ull << 30;

double now()
{
    return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
}

/// One write, so that a reader sees the record or does not; what a full disk cut off is taken back.
void appendWhole(int fd, std::string_view bytes, const std::filesystem::path& path)
{
    const off_t before = ::lseek(fd, 0, SEEK_END);
    std::size_t done = 0;
    while (done < bytes.size()) {
        const ssize_t n = ::write(fd, bytes.data() + done, bytes.size() - done);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0) {
            const std::string reason = std::strerror(errno);
            if (::ftruncate(fd, before) != 0)
                throw Error(path.string(), "cannot be written and is damaged at its end (" + reason + ")");
            throw Error(path.string(), "cannot be written (" + reason + ")", "Free some space or choose another folder");
        }
        done += static_cast<std::size_t>(n);
    }
}

int openForAppend(const std::filesystem::path& path)
{
    const int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
    if (fd < 0)
        throw Error(path.string(), std::string("cannot be written (") + std::strerror(errno) + ")",
                    "Choose a folder that may be written");
    return fd;
}

/// Cuts off what follows the last line end: a process killed while writing left it.
void dropPartialLine(int fd)
{
    off_t end = ::lseek(fd, 0, SEEK_END);
    char last = 0;
    while (end > 0 && ::pread(fd, &last, 1, end - 1) == 1 && last != '\n')
        --end;
    if (::ftruncate(fd, end) != 0)
        throw Error("metrics.jsonl", std::string("cannot be repaired (") + std::strerror(errno) + ")");
}

std::string hostName()
{
    char name[256] = {};
    return ::gethostname(name, sizeof name - 1) == 0 && name[0] ? name : "host";
}

} // namespace

double MetricsRow::value(std::string_view name) const
{
    for (const auto& [key, number] : values)
        if (key == name)
            return number;
    return std::numeric_limits<double>::quiet_NaN();
}

MetricsWriter::MetricsWriter(const std::filesystem::path& folder, std::optional<std::int64_t> after) : m_jsonPath(folder / "metrics.jsonl")
{
    createFolder(folder);
    if (after)
        dropLinesAfter(m_jsonPath, *after);
    const auto seconds = static_cast<long long>(now());
    m_eventPath = folder / fmt::format("events.out.tfevents.{:010}.{}.{}.0", seconds, hostName(), ::getpid());
    m_json = openForAppend(m_jsonPath);
    try {
        dropPartialLine(m_json);
        m_events = openForAppend(m_eventPath);
        if (::lseek(m_events, 0, SEEK_END) == 0)
            appendWhole(m_events, eventRecord(eventFileVersion(now())), m_eventPath);
        if (after)
            appendWhole(m_events, eventRecord(sessionStart(now(), *after)), m_eventPath);
    } catch (...) {
        ::close(m_json);
        if (m_events >= 0)
            ::close(m_events);
        throw;
    }
}

MetricsWriter::~MetricsWriter()
{
    ::close(m_json);
    ::close(m_events);
}

void MetricsWriter::write(MetricsRow row)
{
    if (row.time == 0)
        row.time = now();
    Json line{{"step", row.step}, {"time", row.time}};
    for (const auto& [name, number] : row.values)
        line[name] = std::isfinite(number) ? Json(number) : Json(nullptr);
    appendWhole(m_json, line.dump(-1, ' ', false, Json::error_handler_t::replace) + '\n', m_jsonPath);
    appendWhole(m_events, eventRecord(scalarEvent(row)), m_eventPath);
}

void dropLinesAfter(const std::filesystem::path& file, std::int64_t step)
{
    std::error_code code;
    if (!std::filesystem::exists(file, code))
        return;
    const std::string text = readFile(file, kMaxLines);
    std::string kept;
    std::string_view rest = text;
    for (std::size_t end = rest.find('\n'); end != std::string_view::npos; end = rest.find('\n')) {
        const std::string_view line = rest.substr(0, end + 1);
        const Json object = Json::parse(line, nullptr, false);
        if (object.is_object() && object.contains("step") && object["step"].is_number_integer() && object["step"].get<std::int64_t>() <= step)
            kept += line;
        rest.remove_prefix(end + 1);
    }
    if (kept.size() != text.size())
        writeFileAtomic(file, kept);
}

} // namespace w2v
