#pragma once
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace w2v {

struct SubprocessOptions {
    std::vector<std::string> command;               ///< program (looked up in PATH when it has no slash), then its arguments
    std::map<std::string, std::string> environment; ///< set in addition to this process's own
    std::filesystem::path workingFolder;            ///< empty = this process's
    std::uint64_t memoryLimit = 0;                  ///< bytes of address space, 0 = none
    std::uint64_t maxLine = 16u << 20;              ///< bytes of the longest line that is accepted from the program
};

struct ExitStatus {
    int code = 0;   ///< meaningful when signal is 0
    int signal = 0; ///< what killed it
    bool ok() const { return code == 0 && signal == 0; }
    /// "exit code 3", "killed by signal 11 (Segmentation fault)".
    std::string text() const;
};

/// A program in a process group of its own, without a shell, with pipes to its input, output and error output. The destructor
/// ends the group. For use from one thread at a time.
class Subprocess {
public:
    using Milliseconds = std::chrono::milliseconds;

    /// An Error when the program cannot be started.
    explicit Subprocess(const SubprocessOptions& options);
    ~Subprocess();
    Subprocess(const Subprocess&) = delete;
    Subprocess& operator=(const Subprocess&) = delete;

    std::int64_t pid() const { return m_pid; }

    /// Writes all of it, reading what the program prints meanwhile. An Error when the program closed its input or is gone.
    void write(std::string_view bytes);
    void closeInput();

    enum class Read { Line, Timeout, End };
    /// The next line of the program's output, without its end of line; the last one may lack it. A line longer than maxLine
    /// is an Error.
    Read readLine(std::string& line, Milliseconds timeout);

    /// The last 64 KiB of what the program wrote to its error output.
    const std::string& errorTail() const { return m_errorTail; }

    /// How it ended, or nothing when it still runs after the timeout. Output is read (and kept for readLine) meanwhile.
    std::optional<ExitStatus> wait(Milliseconds timeout);

    /// Asks the group to end (SIGTERM), and kills it (SIGKILL) when it has not after `grace`.
    ExitStatus terminate(Milliseconds grace = Milliseconds(2000));

private:
    void pump(Milliseconds timeout, bool wantsWrite);
    bool reap(bool block);
    void closeAll();

    std::int64_t m_pid = -1;
    int m_in = -1, m_out = -1, m_err = -1;
    std::string m_program, m_outBuffer, m_errorTail;
    std::size_t m_scanned = 0;
    std::uint64_t m_maxLine = 0;
    std::optional<ExitStatus> m_status;
};

} // namespace w2v
