#include "core/runs/OutsideRun.h"

#include <algorithm>
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

constexpr int kMaxDepth = 8;
constexpr std::size_t kMaxEntries = 10'000;
constexpr std::size_t kBlock = 4 << 20;
constexpr std::uint64_t kFirstPull = 2 << 20; // so that the first points show soon: what is flushed to the disk before them is small
constexpr std::uint64_t kMaxPull = 16 << 20;
constexpr std::uint64_t kMaxCopy = 16ull << 30;
constexpr std::size_t kTail = 4096; // bytes that tell whether a file still begins with its copy

struct Search {
    fs::path root;
    std::vector<FoundLog> found;
    std::size_t entries = 0;

    void folder(const fs::path& at, int depth)
    {
        std::vector<fs::path> folders;
        std::optional<FoundLog> own;
        std::error_code code;
        for (fs::directory_iterator it(at, fs::directory_options::skip_permission_denied, code), end; !code && it != end; it.increment(code)) {
            if (++entries > kMaxEntries)
                break;
            std::error_code ignored;
            if (it->is_directory(ignored) && !it->is_symlink(ignored))
                folders.push_back(it->path());
            else if (const auto format = logFormatOf(it->path()); format && it->is_regular_file(ignored) && (!own || own->format == LogFormat::Events))
                own = FoundLog{nameOf(at), *format == LogFormat::Events ? at : it->path(), *format};
        }
        if (own)
            found.push_back(*own);
        if ((own && own->format != LogFormat::Events) || depth == kMaxDepth)
            return;
        std::sort(folders.begin(), folders.end());
        for (const fs::path& next : folders)
            folder(next, depth + 1);
    }

    std::string nameOf(const fs::path& at) const
    {
        const std::string relative = at.lexically_relative(root).generic_string();
        return relative == "." ? root.filename().string() : relative;
    }
};

class File {
public:
    File(const fs::path& path, int flags) : m_fd(::open(path.c_str(), flags | O_CLOEXEC, 0644)) {}
    ~File()
    {
        if (m_fd >= 0)
            ::close(m_fd);
    }
    File(const File&) = delete;
    File& operator=(const File&) = delete;
    int fd() const { return m_fd; }

private:
    int m_fd;
};

std::string bytesAt(int fd, std::uint64_t offset, std::size_t count)
{
    std::string bytes(count, '\0');
    const ssize_t n = ::pread(fd, bytes.data(), count, static_cast<off_t>(offset));
    bytes.resize(static_cast<std::size_t>(std::max<ssize_t>(0, n)));
    return bytes;
}

} // namespace

std::vector<FoundLog> findLogs(const fs::path& path)
{
    std::error_code code;
    const fs::path whole = fs::weakly_canonical(path, code);
    if (code || !fs::exists(whole, code))
        throw Error(path.string(), "does not exist", "Give a log file or the folder of a training run");
    if (fs::is_regular_file(whole, code)) {
        const auto format = logFormatOf(whole);
        if (!format)
            throw Error(path.string(), "is no log that can be followed",
                        "Known are logging.jsonl, trainer_log.jsonl, experiment_log.jsonl, metrics.jsonl and TensorBoard event files");
        return {{whole.parent_path().filename().string(), whole, *format}};
    }
    Search search{whole, {}, 0};
    search.folder(whole, 0);
    if (search.found.empty())
        throw Error(path.string(), "holds no training log",
                    "Known are logging.jsonl, trainer_log.jsonl, experiment_log.jsonl, metrics.jsonl and TensorBoard event files");
    return search.found;
}

namespace {

constexpr const char* kWatched = "watched.json"; ///< beside the runs, not one of them

std::vector<std::string> watchedFolders(const fs::path& runs)
{
    std::error_code code;
    if (!fs::exists(runs / kWatched, code))
        return {};
    std::vector<std::string> out;
    for (const Json& folder : readJson(runs / kWatched).value("folders", Json::array()))
        if (folder.is_string())
            out.push_back(folder.get<std::string>());
    return out;
}

} // namespace

void watchFolder(const fs::path& runs, const fs::path& folder)
{
    std::vector<std::string> all = watchedFolders(runs);
    const std::string wanted = fs::absolute(folder).lexically_normal().string();
    if (std::find(all.begin(), all.end(), wanted) != all.end())
        return;
    all.push_back(wanted);
    createFolder(runs);
    writeJson(runs / kWatched, {{"folders", all}});
}

void followWatched(const fs::path& runs)
{
    for (const std::string& folder : watchedFolders(runs)) {
        std::error_code code;
        if (!fs::is_directory(folder, code))
            continue;
        try {
            for (const FoundLog& log : findLogs(folder))
                followLog(runs, log);
        } catch (const Error&) {
            continue; // nothing is there yet
        }
    }
}

std::optional<FoundLog> outsideLog(const Json& spec)
{
    if (!spec.is_object() || spec.value("kind", Json()) != "outside")
        return {};
    const Json source = spec.value("source", Json()), format = spec.value("format", Json()), name = spec.value("name", Json());
    if (!source.is_string() || !format.is_string())
        return {};
    for (const auto known : {LogFormat::Workbench, LogFormat::Swift, LogFormat::LlamaFactory, LogFormat::EasyR1, LogFormat::Events})
        if (logFormatName(known) == format.get<std::string>())
            return FoundLog{name.is_string() ? name.get<std::string>() : "outside", source.get<std::string>(), known};
    return {};
}

RunFolder followLog(const fs::path& runs, const FoundLog& log)
{
    for (const RunSummary& run : listRuns(runs))
        if (const auto known = outsideLog(run.spec); known && known->source == log.source)
            return RunFolder::open(run.path);
    return RunFolder::create(runs, log.name, {{"kind", "outside"}, {"name", log.name}, {"source", log.source.string()}, {"format", logFormatName(log.format)}});
}

LogMirror::LogMirror(fs::path run, FoundLog log) : m_folder(std::move(run) / "copy"), m_log(std::move(log))
{
    createFolder(m_folder);
    readIndex();
}

LogMirror::~LogMirror()
{
    if (m_lock >= 0)
        ::close(m_lock);
}

void LogMirror::readIndex()
{
    m_copies.clear();
    const fs::path file = m_folder / "index.json";
    std::error_code code;
    if (!fs::exists(file, code))
        return;
    const Json index = readJson(file);
    if (index.is_array())
        for (const Json& entry : index)
            if (entry.is_object() && entry.value("file", Json()).is_string() && entry.value("source", Json()).is_string())
                m_copies.push_back({fs::path(entry["file"].get<std::string>()).filename().string(), entry["source"].get<std::string>()});
}

std::vector<fs::path> LogMirror::sources() const
{
    if (m_log.format != LogFormat::Events || !fs::is_directory(m_log.source))
        return {m_log.source};
    std::vector<fs::path> out;
    std::error_code code;
    for (fs::directory_iterator it(m_log.source, code), end; !code && it != end; it.increment(code))
        if (logFormatOf(it->path()) == LogFormat::Events)
            out.push_back(it->path());
    std::sort(out.begin(), out.end());
    return out;
}

void LogMirror::pull()
{
    if (m_lock < 0) {
        const int fd = ::open((m_folder / "lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
        if (fd >= 0 && ::flock(fd, LOCK_EX | LOCK_NB) != 0) {
            ::close(fd);
            readIndex(); // another process copies
            return;
        }
        m_lock = fd;
        readIndex();
    }
    m_more = false;
    for (const fs::path& source : sources())
        pullFile(source);
}

LogMirror::Copy& LogMirror::begin(const std::string& source)
{
    m_copies.push_back({fmt::format("{:04}-{}", m_copies.size() + 1, source), source});
    Json index = Json::array();
    for (const Copy& copy : m_copies)
        index.push_back({{"file", copy.file}, {"source", copy.source}});
    writeFileAtomic(m_folder / "index.json", index.dump());
    return m_copies.back();
}

void LogMirror::pullFile(const fs::path& source)
{
    const File from(source, O_RDONLY | O_NONBLOCK);
    struct stat info {};
    if (from.fd() < 0 || ::fstat(from.fd(), &info) != 0 || !S_ISREG(info.st_mode))
        return; // gone: what was copied stays
    m_changed = std::max(m_changed, static_cast<double>(info.st_mtim.tv_sec));
    const std::string name = source.filename().string();
    const auto newest = std::find_if(m_copies.rbegin(), m_copies.rend(), [&](const Copy& copy) { return copy.source == name; });
    Copy* copy = newest == m_copies.rend() ? &begin(name) : &*newest;
    const auto size = static_cast<std::uint64_t>(info.st_size);
    std::error_code code;
    std::uint64_t done = fs::file_size(m_folder / copy->file, code);
    done = code ? 0 : done;
    if (done > 0) {
        const File kept(m_folder / copy->file, O_RDONLY);
        const std::size_t tail = static_cast<std::size_t>(std::min<std::uint64_t>(done, kTail));
        if (size < done || bytesAt(kept.fd(), done - tail, tail) != bytesAt(from.fd(), done - tail, tail)) {
            if (size == 0)
                return; // cut and not yet written again
            copy = &begin(name);
            done = 0;
        }
    }
    if (done == size)
        return;
    if (size > kMaxCopy)
        throw Error(source.string(), "is larger than 16 GiB", "Log pictures elsewhere");
    const File into(m_folder / copy->file, O_WRONLY | O_CREAT | O_APPEND);
    const std::uint64_t end = std::min(size, done + (done == 0 ? kFirstPull : kMaxPull));
    m_more = m_more || end < size;
    std::string block(static_cast<std::size_t>(std::min<std::uint64_t>(size - done, kBlock)), '\0');
    while (done < end) {
        const ssize_t n = ::pread(from.fd(), block.data(), static_cast<std::size_t>(std::min<std::uint64_t>(block.size(), end - done)), static_cast<off_t>(done));
        if (n <= 0)
            break;
        if (::write(into.fd(), block.data(), static_cast<std::size_t>(n)) != n)
            throw Error((m_folder / copy->file).string(), std::string("cannot be written (") + std::strerror(errno) + ")", "Free some space");
        done += static_cast<std::uint64_t>(n);
    }
}

std::vector<fs::path> LogMirror::copies() const
{
    std::vector<fs::path> out;
    for (const Copy& copy : m_copies)
        out.push_back(m_folder / copy.file);
    return out;
}

} // namespace w2v
