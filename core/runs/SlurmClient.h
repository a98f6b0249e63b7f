#pragma once
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace w2v {

enum class SlurmPhase { Waiting, Active, Done, Failed };

/// The phase of a state by its long or short name ("PENDING", "PD"); a suffix ("CANCELLED by 1000") does not count. An unknown state is active.
SlurmPhase slurmPhase(const std::string& state);

struct SlurmJob {
    std::string id;      ///< "123", of an array task "123_4"
    std::string state;   ///< "RUNNING"
    std::string elapsed, limit, start, reason;
    SlurmPhase phase() const { return slurmPhase(state); }
};

/// Lines of `squeue --format=%i|%T|%M|%l|%S|%D|%R`; lines of another form are left out.
std::vector<SlurmJob> parseSqueue(const std::string& text);
/// Lines of `sacct --parsable2 --format=JobIDRaw,State,Elapsed,Timelimit,Start,Reason`.
std::vector<SlurmJob> parseSacct(const std::string& text);
/// The answer of `scontrol show job`.
std::optional<SlurmJob> parseScontrol(const std::string& text);

/// Talks to Slurm through its own programs. Every member throws Error with what the program said when it fails.
class SlurmClient {
public:
    /// "slurm 22.05.8", or nothing where there is no Slurm.
    static std::optional<std::string> version();

    /// The job's id. `dependency`: for example "afterok:12"; may be empty.
    std::string submit(const std::filesystem::path& script, const std::string& dependency = {}) const;

    /// States of all these jobs with one call of squeue; those that have left it with one of sacct, and where accounting is off with
    /// scontrol. Jobs that nobody knows any more are missing.
    std::map<std::string, SlurmJob> states(const std::vector<std::string>& ids) const;

    /// A waiting job is removed. A running one is asked to save and stop (SIGTERM to its script); with `hard` it is ended at once.
    void cancel(const std::string& id, bool waiting, bool hard) const;
};

} // namespace w2v
