#include "core/base/Subprocess.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fmt/format.h>

#include "core/base/Error.h"

extern char** environ;

namespace w2v {

namespace {

using Clock = std::chrono::steady_clock;
constexpr std::size_t kErrorTail = 64 << 10;
constexpr int kLeastDescriptor = 3; // 0 to 2 belong to the program

struct Pipe {
    int read = -1, write = -1;

    explicit Pipe(const std::string& subject)
    {
        int fds[2];
        if (::pipe2(fds, O_CLOEXEC) != 0)
            throw Error(subject, std::string("cannot be started (") + std::strerror(errno) + ")");
        read = aboveStandard(fds[0]);
        write = aboveStandard(fds[1]);
    }
    ~Pipe()
    {
        closeEnd(read);
        closeEnd(write);
    }
    Pipe(const Pipe&) = delete;
    Pipe& operator=(const Pipe&) = delete;

    static void closeEnd(int& fd)
    {
        if (fd >= 0)
            ::close(fd);
        fd = -1;
    }

private:
    /// When this process itself was started without standard streams, a pipe may get their numbers: move it away, so that
    /// setting up the program's streams does not overwrite it.
    static int aboveStandard(int fd)
    {
        if (fd >= kLeastDescriptor)
            return fd;
        const int moved = ::fcntl(fd, F_DUPFD_CLOEXEC, kLeastDescriptor);
        ::close(fd);
        return moved;
    }
};

/// Writing to a program that is gone must give an error, not end this process. Blocks SIGPIPE for the calling thread and takes
/// away the one that a write raised.
class NoBrokenPipeSignal {
public:
    NoBrokenPipeSignal()
    {
        sigset_t pending;
        sigemptyset(&m_set);
        sigaddset(&m_set, SIGPIPE);
        sigpending(&pending);
        m_wasPending = sigismember(&pending, SIGPIPE) == 1;
        pthread_sigmask(SIG_BLOCK, &m_set, &m_before);
    }
    ~NoBrokenPipeSignal()
    {
        const timespec now{};
        while (!m_wasPending && sigtimedwait(&m_set, nullptr, &now) == SIGPIPE) {
        }
        pthread_sigmask(SIG_SETMASK, &m_before, nullptr);
    }
    NoBrokenPipeSignal(const NoBrokenPipeSignal&) = delete;
    NoBrokenPipeSignal& operator=(const NoBrokenPipeSignal&) = delete;

private:
    sigset_t m_set, m_before;
    bool m_wasPending = false;
};

/// The file to execute: as it is with a slash, else the first in PATH.
std::string findProgram(const std::string& name)
{
    if (name.find('/') != std::string::npos)
        return name;
    const char* path = std::getenv("PATH");
    std::string_view rest = path ? path : "/usr/local/bin:/usr/bin:/bin";
    while (!rest.empty()) {
        const std::size_t colon = std::min(rest.find(':'), rest.size());
        const std::string candidate = std::string(rest.substr(0, colon)) + '/' + name;
        if (::access(candidate.c_str(), X_OK) == 0)
            return candidate;
        rest.remove_prefix(std::min(colon + 1, rest.size()));
    }
    return name;
}

std::vector<std::string> environmentWith(const std::map<std::string, std::string>& additions)
{
    std::vector<std::string> out;
    for (char** e = environ; e && *e; ++e) {
        const std::string entry = *e;
        if (!additions.contains(entry.substr(0, entry.find('='))))
            out.push_back(entry);
    }
    for (const auto& [key, value] : additions)
        out.push_back(key + '=' + value);
    return out;
}

std::vector<char*> pointers(std::vector<std::string>& texts)
{
    std::vector<char*> out;
    for (std::string& t : texts)
        out.push_back(t.data());
    out.push_back(nullptr);
    return out;
}

void setNonBlocking(int fd)
{
    ::fcntl(fd, F_SETFL, ::fcntl(fd, F_GETFL) | O_NONBLOCK);
}

/// Appends what can be read now; false at the end of the stream.
bool readAvailable(int fd, std::string& buffer)
{
    std::array<char, 65536> chunk;
    const ssize_t n = ::read(fd, chunk.data(), chunk.size());
    if (n > 0)
        buffer.append(chunk.data(), static_cast<std::size_t>(n));
    return n > 0 || (n < 0 && (errno == EAGAIN || errno == EINTR));
}

} // namespace

std::string ExitStatus::text() const
{
    return signal ? fmt::format("killed by signal {} ({})", signal, ::strsignal(signal)) : fmt::format("exit code {}", code);
}

Subprocess::Subprocess(const SubprocessOptions& options) : m_maxLine(options.maxLine)
{
    if (options.command.empty())
        throw Error("program", "no command was given");
    m_program = options.command[0];
    Pipe in(m_program), out(m_program), err(m_program), failure(m_program);

    // Everything that allocates happens before fork: other threads may hold the allocator's locks.
    std::string file = findProgram(m_program), folder = options.workingFolder.string();
    std::vector<std::string> arguments = options.command, environment = environmentWith(options.environment);
    const std::vector<char*> argv = pointers(arguments), envp = pointers(environment);
    const rlimit memory{options.memoryLimit, options.memoryLimit};
    sigset_t none;
    sigemptyset(&none);

    const pid_t child = ::fork();
    if (child < 0)
        throw Error(m_program, std::string("cannot be started (") + std::strerror(errno) + ")");
    if (child == 0) {
        ::setpgid(0, 0);
        ::signal(SIGPIPE, SIG_DFL);
        ::sigprocmask(SIG_SETMASK, &none, nullptr);
        const bool ready = ::dup2(in.read, 0) >= 0 && ::dup2(out.write, 1) >= 0 && ::dup2(err.write, 2) >= 0
            && (folder.empty() || ::chdir(folder.c_str()) == 0)
            && (options.memoryLimit == 0 || ::setrlimit(RLIMIT_AS, &memory) == 0);
        if (ready)
            ::execve(file.c_str(), argv.data(), envp.data());
        const int reason = errno;
        if (::write(failure.write, &reason, sizeof reason) < 0)
            ::_exit(126);
        ::_exit(127);
    }
    ::setpgid(child, child); // also here: whoever comes first
    m_pid = child;
    Pipe::closeEnd(failure.write);
    int reason = 0;
    ssize_t n = 0;
    while ((n = ::read(failure.read, &reason, sizeof reason)) < 0 && errno == EINTR) {
    }
    if (n == sizeof reason) {
        reap(true);
        throw Error(m_program, std::string("cannot be started (") + std::strerror(reason) + ")",
                    "Check that the program is installed and may be executed");
    }
    std::swap(m_in, in.write);
    std::swap(m_out, out.read);
    std::swap(m_err, err.read);
    for (const int fd : {m_in, m_out, m_err})
        setNonBlocking(fd);
}

Subprocess::~Subprocess()
{
    if (!m_status) {
        ::kill(static_cast<pid_t>(-m_pid), SIGKILL);
        reap(true);
    }
    closeAll();
}

void Subprocess::closeAll()
{
    for (int* fd : {&m_in, &m_out, &m_err})
        Pipe::closeEnd(*fd);
}

bool Subprocess::reap(bool block)
{
    if (m_status)
        return true;
    int status = 0;
    pid_t got = 0;
    while ((got = ::waitpid(static_cast<pid_t>(m_pid), &status, block ? 0 : WNOHANG)) < 0 && errno == EINTR) {
    }
    if (got == 0)
        return false;
    ExitStatus result;
    if (got < 0)
        result.code = 127; // someone else collected it: how it ended is not known
    else if (WIFSIGNALED(status))
        result.signal = WTERMSIG(status);
    else
        result.code = WEXITSTATUS(status);
    m_status = result;
    return true;
}

void Subprocess::pump(Milliseconds timeout, bool wantsWrite)
{
    std::array<pollfd, 3> fds{{{m_out, POLLIN, 0}, {m_err, POLLIN, 0}, {wantsWrite ? m_in : -1, POLLOUT, 0}}};
    if (::poll(fds.data(), fds.size(), static_cast<int>(std::clamp<std::int64_t>(timeout.count(), 0, 60'000))) <= 0)
        return;
    if (fds[0].revents && !readAvailable(m_out, m_outBuffer))
        Pipe::closeEnd(m_out);
    if (fds[1].revents && !readAvailable(m_err, m_errorTail))
        Pipe::closeEnd(m_err);
    if (m_errorTail.size() > 2 * kErrorTail)
        m_errorTail.erase(0, m_errorTail.size() - kErrorTail);
    if (m_outBuffer.size() > 4 * m_maxLine + (1 << 20))
        throw Error(m_program, "printed more than was asked of it");
}

void Subprocess::write(std::string_view bytes)
{
    const NoBrokenPipeSignal guard;
    while (!bytes.empty()) {
        const ssize_t n = m_in < 0 ? -1 : ::write(m_in, bytes.data(), bytes.size());
        if (n > 0) {
            bytes.remove_prefix(static_cast<std::size_t>(n));
        } else if (m_in >= 0 && (errno == EAGAIN || errno == EINTR)) {
            pump(Milliseconds(1000), true);
        } else {
            Pipe::closeEnd(m_in);
            throw Error(m_program, "does not accept input any more", "See its error output");
        }
    }
}

void Subprocess::closeInput()
{
    Pipe::closeEnd(m_in);
}

Subprocess::Read Subprocess::readLine(std::string& line, Milliseconds timeout)
{
    const auto deadline = Clock::now() + timeout;
    while (true) {
        const std::size_t end = m_outBuffer.find('\n', m_scanned);
        m_scanned = m_outBuffer.size();
        const bool whole = end != std::string::npos;
        if ((whole ? end : m_outBuffer.size()) > m_maxLine)
            throw Error(m_program, fmt::format("printed a line longer than {} bytes", m_maxLine));
        if (whole || (m_out < 0 && !m_outBuffer.empty())) {
            line = m_outBuffer.substr(0, end);
            m_outBuffer.erase(0, whole ? end + 1 : std::string::npos);
            m_scanned = 0;
            if (line.ends_with('\r'))
                line.pop_back();
            return Read::Line;
        }
        if (m_out < 0)
            return Read::End;
        const auto left = std::chrono::ceil<Milliseconds>(deadline - Clock::now());
        if (left.count() < 0)
            return Read::Timeout;
        pump(left, false);
        if (Clock::now() >= deadline && m_scanned == m_outBuffer.size() && m_out >= 0)
            return Read::Timeout;
    }
}

std::optional<ExitStatus> Subprocess::wait(Milliseconds timeout)
{
    const auto deadline = Clock::now() + timeout;
    while (true) {
        if (reap(false)) {
            while (m_out >= 0 || m_err >= 0) { // what is left in the pipes; others of its group may still hold them open
                const std::size_t before = m_outBuffer.size() + m_errorTail.size();
                const bool open = m_out >= 0 && m_err >= 0;
                pump(Milliseconds(0), false);
                if (m_outBuffer.size() + m_errorTail.size() == before && open == (m_out >= 0 && m_err >= 0))
                    break;
            }
            return m_status;
        }
        if (Clock::now() >= deadline)
            return std::nullopt;
        if (m_out < 0 && m_err < 0)
            ::usleep(2000); // nothing to wait on but the end itself
        else
            pump(std::min(Milliseconds(20), std::chrono::ceil<Milliseconds>(deadline - Clock::now())), false);
    }
}

ExitStatus Subprocess::terminate(Milliseconds grace)
{
    const auto group = static_cast<pid_t>(-m_pid);
    if (!m_status) {
        ::kill(group, SIGTERM);
        if (!wait(grace)) {
            ::kill(group, SIGKILL);
            reap(true);
        } else {
            ::kill(group, SIGKILL); // children of it that stayed behind
        }
    }
    return *m_status;
}

} // namespace w2v
