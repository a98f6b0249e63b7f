#pragma once
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "core/base/Json.h"

namespace w2v {

/// An operation that runs as a process of its own, and the folder through which others know of it: job.json (operation and parameters,
/// never changed), state.json (process, progress), result.json or error.json at its end, log.txt, stop (a request).
class JobFolder {
public:
    static JobFolder create(const std::filesystem::path& folder, const std::string& operation, const Json& params);
    /// An Error when the folder holds no job.
    static JobFolder open(const std::filesystem::path& folder);

    const std::filesystem::path& path() const { return m_path; }
    std::filesystem::path logFile() const { return m_path / "log.txt"; }
    std::string operation() const;
    Json params() const;

    /// Forgets an earlier request to stop, result and error: it is to be carried out again.
    void forgetEnd() const;
    /// Of the process that carries it out: forgetEnd(), and says who it is.
    void begin() const;
    void report(double fraction, const std::string& stage) const;
    void finish(const Json& result) const;
    void fail(const Json& error) const;

    void requestStop() const;
    bool stopRequested() const;

    struct State {
        bool alive = false;          ///< its process runs
        bool begun = false;          ///< a process has carried it out, at least in part
        std::int64_t pid = 0;
        double fraction = 0;
        std::string stage;
        std::optional<Json> result;  ///< of a finished one
        std::optional<Json> error;   ///< {"message", ...} of a failed one
    };
    State state() const;

private:
    explicit JobFolder(std::filesystem::path path) : m_path(std::move(path)) {}
    std::filesystem::path m_path;
};

/// Kills a process and all of its process group with SIGKILL when `identity` (processIdentity) is still its own. The group must be one
/// that was made for it: false, and nothing is done, when the caller is in it or the process is another by now.
bool killProcessGroup(std::int64_t pid, const std::string& identity);

} // namespace w2v
