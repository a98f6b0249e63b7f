#include "core/runs/RunFolder.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <ctime>
#include <fcntl.h>
#include <random>
#include <unistd.h>

#include <fmt/chrono.h>
#include <fmt/format.h>

#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/runs/CheckpointShelf.h"

namespace w2v {

namespace {

constexpr std::array<std::string_view, 6> kStatusNames{"queued", "running", "finished", "failed", "stopped", "crashed"};
constexpr std::uintmax_t kMaxSamples = 256ull << 20;

double now()
{
    return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
}

/// Letters, digits and single hyphens, at most 32.
std::string slug(const std::string& name)
{
    std::string out;
    for (const char c : name) {
        const char lower = c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
        if ((lower >= 'a' && lower <= 'z') || (lower >= '0' && lower <= '9'))
            out += lower;
        else if (!out.empty() && out.back() != '-')
            out += '-';
    }
    out = out.substr(0, 32);
    while (!out.empty() && out.back() == '-')
        out.pop_back();
    return out.empty() ? "run" : out;
}

std::string newId(const std::string& name)
{
    const auto time = std::chrono::system_clock::now();
    const auto milliseconds = std::chrono::duration_cast<std::chrono::milliseconds>(time.time_since_epoch()).count() % 1000;
    std::random_device random;
    std::string letters;
    for (int i = 0; i < 4; ++i)
        letters += static_cast<char>('a' + random() % 26);
    return fmt::format("{:%Y%m%d-%H%M%S}-{:03}-{}-{}", fmt::gmtime(std::chrono::system_clock::to_time_t(time)), milliseconds, slug(name),
                       letters);
}

/// The content of a /proc file, empty when there is none; its size is not known beforehand.
std::string readProc(const std::string& path)
{
    std::string out;
    const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return out;
    std::array<char, 4096> chunk;
    for (ssize_t n = 0; (n = ::read(fd, chunk.data(), chunk.size())) > 0 && out.size() < (1 << 16);)
        out.append(chunk.data(), static_cast<std::size_t>(n));
    ::close(fd);
    return out;
}

std::string hostName()
{
    char name[256] = {};
    return ::gethostname(name, sizeof name - 1) == 0 && name[0] ? name : "host";
}

void appendLine(const fs::path& path, const std::string& line)
{
    const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
    if (fd < 0)
        throw Error(path.string(), std::string("cannot be written (") + std::strerror(errno) + ")");
    const ssize_t n = ::write(fd, line.data(), line.size());
    const int reason = errno;
    ::close(fd);
    if (n != static_cast<ssize_t>(line.size()))
        throw Error(path.string(), std::string("cannot be written (") + (n < 0 ? std::strerror(reason) : "the disk is full") + ")",
                    "Free some space");
}

template <class T>
T valueOr(const Json& object, const char* key, T fallback)
{
    if (!object.contains(key))
        return fallback;
    const Json& v = object[key];
    if constexpr (std::is_same_v<T, std::string>)
        return v.is_string() ? v.get<std::string>() : fallback;
    else
        return v.is_number() ? v.get<T>() : fallback;
}

Json toJson(const RunState& s)
{
    return {{"status", runStatusName(s.status)}, {"step", s.step}, {"total", s.total}, {"eta", s.etaSeconds}, {"pid", s.pid},
            {"process", s.process}, {"error", s.error}, {"created", s.created}, {"started", s.started}, {"updated", s.updated}};
}

RunState fromJson(const Json& object, const std::string& subject)
{
    const std::string status = object.is_object() ? valueOr<std::string>(object, "status", "") : "";
    const auto found = std::find(kStatusNames.begin(), kStatusNames.end(), status);
    if (found == kStatusNames.end())
        throw Error(subject, "has no known status", "The run folder is damaged");
    RunState s;
    s.status = static_cast<RunStatus>(found - kStatusNames.begin());
    s.step = valueOr<std::int64_t>(object, "step", 0);
    s.total = valueOr<std::int64_t>(object, "total", 0);
    s.etaSeconds = valueOr<double>(object, "eta", 0);
    s.pid = valueOr<std::int64_t>(object, "pid", 0);
    s.process = valueOr<std::string>(object, "process", "");
    s.error = valueOr<std::string>(object, "error", "");
    s.created = valueOr<double>(object, "created", 0);
    s.started = valueOr<double>(object, "started", 0);
    s.updated = valueOr<double>(object, "updated", 0);
    return s;
}

/// A process on another host cannot be looked up: its word is taken.
bool processGone(const RunState& s)
{
    return s.process.starts_with(hostName() + ' ') && processIdentity(s.pid) != s.process;
}

} // namespace

std::string_view runStatusName(RunStatus status)
{
    return kStatusNames[static_cast<std::size_t>(status)];
}

std::string shortRunName(const std::string& id)
{
    constexpr std::string_view kStamp = "00000000-000000-000-"; // a digit for each 0
    constexpr std::size_t kLetters = 5;                         // a hyphen and four letters
    if (id.size() <= kStamp.size() + kLetters || id[id.size() - kLetters] != '-')
        return id;
    for (std::size_t i = 0; i < kStamp.size(); ++i)
        if (kStamp[i] == '-' ? id[i] != '-' : id[i] < '0' || id[i] > '9')
            return id;
    return id.substr(kStamp.size(), id.size() - kStamp.size() - kLetters) + ' ' + id.substr(id.size() - kLetters + 1);
}

std::string processIdentity(std::int64_t pid)
{
    if (pid <= 0)
        return {};
    const std::string stat = readProc(fmt::format("/proc/{}/stat", pid));
    std::string_view rest = stat;
    const std::size_t close = rest.rfind(')'); // the name in parentheses may hold anything
    if (close == std::string_view::npos)
        return {};
    rest.remove_prefix(close + 1);
    std::vector<std::string> fields; // from field 3, the state, on
    for (std::size_t at = rest.find_first_not_of(" \n"); at != std::string_view::npos; at = rest.find_first_not_of(" \n")) {
        rest.remove_prefix(at);
        const std::size_t end = std::min(rest.find_first_of(" \n"), rest.size());
        fields.emplace_back(rest.substr(0, end));
        rest.remove_prefix(end);
    }
    constexpr std::size_t kState = 0, kStartTime = 22 - 3;
    if (fields.size() <= kStartTime || fields[kState] == "Z" || fields[kState] == "X")
        return {};
    std::string boot = readProc("/proc/sys/kernel/random/boot_id");
    boot.erase(boot.find_last_not_of(" \n") + 1);
    return fmt::format("{} {} {}", hostName(), boot, fields[kStartTime]);
}

RunFolder RunFolder::create(const std::filesystem::path& runs, const std::string& name, const Json& spec)
{
    createFolder(runs);
    for (int attempt = 0; attempt < 8; ++attempt) {
        const fs::path path = runs / newId(name);
        std::error_code code;
        if (!fs::create_directory(path, code)) {
            if (code)
                throw Error(path.string(), "the folder cannot be created (" + code.message() + ")", "Choose a folder that may be written");
            continue;
        }
        const RunFolder run(path);
        createFolder(run.metricsFolder());
        createFolder(path / "checkpoints");
        RunState state;
        state.created = now();
        writeJson(path / "state.json", toJson(state));
        writeJson(path / "run.json", spec); // last: a folder without it is no run
        return run;
    }
    throw Error(runs.string(), "no free name for a run was found");
}

RunFolder RunFolder::open(const std::filesystem::path& folder)
{
    std::error_code code;
    if (!fs::is_regular_file(folder / "run.json", code))
        throw Error(folder.string(), "holds no run (run.json is missing)", "Give the folder of a run");
    return RunFolder(folder);
}

Json RunFolder::spec() const
{
    return readJson(m_path / "run.json");
}

RunState RunFolder::state() const
{
    const fs::path file = m_path / "state.json";
    RunState s = fromJson(readJson(file), file.string());
    if (s.status == RunStatus::Running && processGone(s)) {
        s.status = RunStatus::Crashed;
        if (s.error.empty())
            s.error = "The process ended without saying so. See log.txt in " + m_path.string();
    }
    return s;
}

void RunFolder::setState(RunState state) const
{
    if (state.status == RunStatus::Crashed)
        state.status = RunStatus::Failed;
    const fs::path file = m_path / "state.json";
    const RunState before = fromJson(readJson(file), file.string());
    state.created = before.created;
    state.updated = now();
    if (state.started == 0)
        state.started = before.started;
    if (state.started == 0 && state.status == RunStatus::Running)
        state.started = state.updated;
    writeJson(file, toJson(state));
}

void RunFolder::begin(std::int64_t total) const
{
    RunState s;
    s.status = RunStatus::Running;
    s.total = total;
    s.pid = ::getpid();
    s.process = processIdentity(s.pid);
    setState(s);
}

void RunFolder::appendLog(std::string_view line) const
{
    const auto time = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
    appendLine(logFile(), fmt::format("{:%Y-%m-%dT%H:%M:%SZ} {}\n", fmt::gmtime(time), line));
}

void RunFolder::appendSample(const Json& sample) const
{
    appendLine(samplesFile(), sample.dump(-1, ' ', false, Json::error_handler_t::replace) + '\n');
}

std::vector<Json> RunFolder::samples() const
{
    std::vector<Json> out;
    std::error_code code;
    if (!fs::exists(samplesFile(), code))
        return out;
    const std::string text = readFile(samplesFile(), kMaxSamples);
    std::string_view rest = text;
    for (std::size_t end = rest.find('\n'); end != std::string_view::npos; end = rest.find('\n')) {
        Json sample = Json::parse(rest.substr(0, end), nullptr, false);
        if (sample.is_object())
            out.push_back(std::move(sample));
        rest.remove_prefix(end + 1);
    }
    return out;
}

std::vector<std::pair<std::int64_t, fs::path>> RunFolder::checkpoints() const
{
    return checkpointsOf(m_path);
}

void RunFolder::requestStop() const
{
    writeFileAtomic(m_path / "stop", "");
    RunState s = state();
    if (s.status == RunStatus::Queued) {
        s.status = RunStatus::Stopped;
        setState(s);
    }
}

bool RunFolder::stopRequested() const
{
    std::error_code code;
    return fs::exists(m_path / "stop", code);
}

void RunFolder::clearStopRequest() const
{
    std::error_code code;
    fs::remove(m_path / "stop", code);
}

std::vector<RunSummary> listRuns(const fs::path& runs)
{
    std::vector<RunSummary> out;
    std::error_code code;
    for (fs::directory_iterator it(runs, code), end; !code && it != end; it.increment(code)) {
        try {
            const RunFolder run = RunFolder::open(it->path());
            out.push_back({run.id(), run.path(), run.spec(), run.state()});
        } catch (const Error&) {
            continue; // not a run, or one too damaged to show
        }
    }
    std::sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.id < b.id; });
    return out;
}

} // namespace w2v
