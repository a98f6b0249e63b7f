#include "app/operations/Detached.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/base/Error.h"

namespace w2v {

namespace fs = std::filesystem;

std::int64_t startDetached(const std::vector<std::string>& command, const fs::path& log)
{
    // Everything that allocates happens before fork(): only async-signal-safe calls are allowed between fork and exec.
    std::vector<char*> arguments;
    for (const auto& argument : command)
        arguments.push_back(const_cast<char*>(argument.c_str()));
    arguments.push_back(nullptr);
    int report[2];
    if (::pipe2(report, O_CLOEXEC) != 0)
        throw Error(command.front(), std::string("cannot be started (") + std::strerror(errno) + ")");
    const pid_t middle = ::fork();
    if (middle < 0) {
        ::close(report[0]);
        ::close(report[1]);
        throw Error(command.front(), std::string("cannot be started (") + std::strerror(errno) + ")");
    }
    if (middle == 0) { // the middle process ends at once, so that nobody has to wait for the program itself
        ::setsid();
        const pid_t child = ::fork();
        if (child != 0) {
            const std::int64_t result = child > 0 ? child : -errno;
            [[maybe_unused]] const auto written = ::write(report[1], &result, sizeof result);
            ::_exit(0);
        }
        const int null = ::open("/dev/null", O_RDONLY);
        const int out = ::open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0644);
        ::dup2(null, 0);
        ::dup2(out >= 0 ? out : null, 1);
        ::dup2(out >= 0 ? out : null, 2);
        ::execv(arguments[0], arguments.data());
        const std::int64_t failure = -errno;
        [[maybe_unused]] const auto written = ::write(report[1], &failure, sizeof failure);
        ::_exit(127);
    }
    ::close(report[1]);
    std::int64_t pid = -1, word = 0;
    int failure = 0;
    // The process id first; then either an error number or, when exec worked, the end of the pipe.
    while (::read(report[0], &word, sizeof word) == static_cast<ssize_t>(sizeof word)) {
        if (word < 0)
            failure = static_cast<int>(-word);
        else
            pid = word;
    }
    ::close(report[0]);
    ::waitpid(middle, nullptr, 0);
    if (pid < 0 || failure)
        throw Error(command.front(), std::string("cannot be started (") + std::strerror(failure) + ")");
    return pid;
}

fs::path programFolder()
{
    std::error_code code;
    const fs::path self = fs::read_symlink("/proc/self/exe", code);
    if (code)
        throw Error("/proc/self/exe", "cannot be read (" + code.message() + ")");
    return self.parent_path();
}

} // namespace w2v
