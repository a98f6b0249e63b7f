#pragma once
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/base/JobContext.h"
#include "core/base/Json.h"
#include "core/base/Subprocess.h"

namespace w2v {

/// A program that imagines: how it is started and what is borne with.
struct ModelProgram {
    std::string name;                 ///< in messages
    std::vector<std::string> command; ///< program, then arguments; no shell
    double silenceSeconds = 300;      ///< how long it may say nothing
    std::uint64_t memoryLimit = 0;    ///< bytes of address space, 0 = none
    bool operator==(const ModelProgram&) const = default;
};

/// The words of a command line: blanks separate, quotes (' or ") join, a backslash takes the next character as it is. Throws Error for
/// an open quote.
std::vector<std::string> commandWords(const std::string& text);

/// Such a program at work, spoken to in JSON lines (docs/world-model-programs.md). Every function but cancelling throws one Error when
/// the program ended, fell silent, or printed something else; the object is of no use afterwards.
class ModelProcess {
public:
    /// Starts it and waits for its greeting. Throws Cancelled when the job is stopped meanwhile.
    ModelProcess(const ModelProgram& program, JobContext& job);

    /// Its first line: "world_model" (a name), "protocol" (1), and perhaps "metric".
    const Json& greeting() const { return m_greeting; }

    void send(const Json& message);
    /// The next line, or nothing for now (a tenth of a second).
    std::optional<Json> receive();
    /// What was wrong with a message or a file of it.
    [[noreturn]] void breach(const std::string& reason) const;

private:
    [[noreturn]] void ended();
    std::string lastWords() const;

    ModelProgram m_program;
    Subprocess m_process;
    Json m_greeting;
    std::chrono::steady_clock::time_point m_heard;
};

} // namespace w2v
