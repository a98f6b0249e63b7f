#pragma once
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/runs/RunFolder.h"
#include "core/training/TrainerLogs.h"

namespace w2v {

/// A log of a training program outside of this one.
struct FoundLog {
    std::string name;             ///< path below what was searched; its last part for the searched folder itself
    std::filesystem::path source; ///< a file, or the folder of event files
    LogFormat format = LogFormat::Events;
};

/// The logs at or below `path` (a log file or a folder), by name. A folder with a trainer's log is one run, whatever event files lie below
/// it; every other folder of event files is one. At most 8 levels and 10,000 entries are looked at. An Error when there is none.
std::vector<FoundLog> findLogs(const std::filesystem::path& path);

/// The run in `runs` that follows the log: the one that already does, or a new one.
RunFolder followLog(const std::filesystem::path& runs, const FoundLog& log);

/// Remembers a folder in which another program will write its logs, which need not be there yet; kept beside the runs.
void watchFolder(const std::filesystem::path& runs, const std::filesystem::path& folder);
/// Follows the logs that have come up in the watched folders. What cannot be read is left for the next time.
void followWatched(const std::filesystem::path& runs);

/// Where an outside run's log is; nothing for a run of our own.
std::optional<FoundLog> outsideLog(const Json& spec);

/// The bytes of an outside log, copied to a run's folder as they come: what is cut or written anew at the source stays in the copy.
class LogMirror {
public:
    LogMirror(std::filesystem::path run, FoundLog log);
    ~LogMirror();

    /// Copies what is new, of each file at most 2 MiB at first and 16 MiB at once later, see more(). When a source file no longer begins with
    /// what was copied, a new copy is begun beside the old one. Another process that copies already is left to it. An Error when the copy
    /// cannot be written.
    void pull();

    /// The copies, in the order in which their sources came up.
    std::vector<std::filesystem::path> copies() const;

    /// When the source last grew, seconds since 1970; 0 = never seen.
    double changed() const { return m_changed; }
    bool owner() const { return m_lock >= 0; }
    /// The last pull() left something for the next.
    bool more() const { return m_more; }

private:
    struct Copy {
        std::string file, source;
    };
    std::vector<std::filesystem::path> sources() const;
    void pullFile(const std::filesystem::path& source);
    Copy& begin(const std::string& source);
    void readIndex();

    std::filesystem::path m_folder;
    FoundLog m_log;
    std::vector<Copy> m_copies;
    double m_changed = 0;
    bool m_more = false;
    int m_lock = -1; ///< held by the one process that copies
};

} // namespace w2v
