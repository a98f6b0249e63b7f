#include "core/answerers/PredictionFile.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fmt/format.h>

#include "core/base/Error.h"
#include "core/base/Files.h"

namespace w2v {

namespace {

constexpr std::uintmax_t kLargestFile = 4ull << 30;

std::string lineOf(const Json& json)
{
    return json.dump(-1, ' ', false, Json::error_handler_t::replace) + '\n';
}

void writeAll(int file, const std::string& text, const fs::path& path, bool flush)
{
    for (std::size_t done = 0; done < text.size();) {
        const ssize_t n = ::write(file, text.data() + done, text.size() - done);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            throw Error(path.string(), fmt::format("cannot be written ({})", std::strerror(errno)),
                        "Make room on the disk; what was answered is kept");
        done += static_cast<std::size_t>(n);
    }
    if (flush && ::fdatasync(file) != 0)
        throw Error(path.string(), fmt::format("cannot be flushed to the disk ({})", std::strerror(errno)));
}

/// Whether the open file is still the one of this name.
bool isStill(int file, const fs::path& path)
{
    struct stat opened {}, named {};
    return ::fstat(file, &opened) == 0 && ::stat(path.c_str(), &named) == 0
        && opened.st_ino == named.st_ino && opened.st_dev == named.st_dev;
}

} // namespace

PredictionFile::PredictionFile(fs::path path, std::string run, Flush flush) : m_path(std::move(path)), m_run(std::move(run)), m_flush(flush)
{
    if (!m_path.parent_path().empty())
        createFolder(m_path.parent_path());
    open();
    try {
        read();
    } catch (...) {
        ::close(m_file);
        throw;
    }
}

PredictionFile::~PredictionFile()
{
    ::close(m_file);
}

void PredictionFile::open()
{
    m_file = ::open(m_path.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
    if (m_file < 0)
        throw Error(m_path.string(), fmt::format("cannot be opened for writing ({})", std::strerror(errno)));
    if (::flock(m_file, LOCK_EX | LOCK_NB) != 0 || !isStill(m_file, m_path)) {
        ::close(m_file);
        throw Error(m_path.string(), "is being written by another run", "Wait for it, or give another file");
    }
}

void PredictionFile::read()
{
    const std::string text = readFile(m_path, kLargestFile);
    const std::size_t end = text.rfind('\n') == std::string::npos ? 0 : text.rfind('\n') + 1;
    int number = 0;
    for (std::size_t at = 0; at < end;) {
        const std::size_t newline = text.find('\n', at);
        const std::string subject = fmt::format("{}:{}", m_path.string(), ++number);
        Json line = parseJson(std::string_view(text).substr(at, newline - at), subject);
        at = newline + 1;
        if (!line.is_object() || !line.contains("id") || !line["id"].is_string() || !line.contains("key") || !line["key"].is_string())
            throw Error(subject, "is no line of a benchmark run", "Give another file for the predictions");
        if (line.value("run", "") != m_run)
            throw Error(m_path.string(), "holds predictions of another model or other settings", "Give another file for this run");
        m_lines.insert_or_assign(line["id"].get<std::string>(), std::move(line));
    }
    if (end < text.size() && ::ftruncate(m_file, static_cast<off_t>(end)) != 0)
        throw Error(m_path.string(), fmt::format("its torn last line cannot be cut ({})", std::strerror(errno)));
}

const Json* PredictionFile::kept(const std::string& id, const std::string& key) const
{
    const auto at = m_lines.find(id);
    return at != m_lines.end() && at->second.contains("prediction") && at->second.at("key") == key ? &at->second : nullptr;
}

void PredictionFile::replaceOthers(const std::map<std::string, std::string>& keys)
{
    std::string replaced;
    std::vector<const Json*> rest;
    for (const auto& [id, line] : m_lines) {
        const auto key = keys.find(id);
        if (key != keys.end() && kept(id, key->second))
            rest.push_back(&line);
        else
            replaced += lineOf(line);
    }
    if (replaced.empty())
        return;
    fs::path aside = m_path;
    aside += ".replaced";
    const int file = ::open(aside.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
    if (file < 0)
        throw Error(aside.string(), fmt::format("cannot be opened for writing ({})", std::strerror(errno)));
    try {
        writeAll(file, replaced, aside, true);
    } catch (...) {
        ::close(file);
        throw;
    }
    ::close(file);
    rewrite(rest);
    std::erase_if(m_lines, [&](const auto& entry) {
        const auto key = keys.find(entry.first);
        return key == keys.end() || !kept(entry.first, key->second);
    });
}

void PredictionFile::append(const Json& line)
{
    writeAll(m_file, lineOf(line), m_path, m_flush == Flush::EveryLine);
    m_lines.insert_or_assign(line.at("id").get<std::string>(), line);
}

void PredictionFile::sort(const std::vector<std::string>& ids)
{
    std::vector<const Json*> ordered;
    for (const std::string& id : ids)
        if (const auto at = m_lines.find(id); at != m_lines.end())
            ordered.push_back(&at->second);
    rewrite(ordered);
}

void PredictionFile::rewrite(const std::vector<const Json*>& lines)
{
    std::string text;
    for (const Json* line : lines)
        text += lineOf(*line);
    writeFileAtomic(m_path, text);
    const int old = m_file;
    try {
        open(); // the lock of the old file is held until the new one is locked
    } catch (...) {
        m_file = old;
        throw;
    }
    ::close(old);
}

} // namespace w2v
