#pragma once
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/base/Json.h"

namespace w2v {

enum class QueueStatus { Waiting, Running, Paused, Finished, Failed, Cancelled };

/// "waiting", "running", "paused", "finished", "failed", "cancelled".
std::string_view queueStatusName(QueueStatus status);

/// One training run or other long operation that waits for its turn on this machine.
struct QueueEntry {
    std::string id;             ///< "q12"
    std::string name;           ///< for people
    std::string kind;           ///< what it does, for people: "train", "merge", "bench", or the name of its operation
    std::string run;            ///< folder of a training run; empty for another operation
    std::string job;            ///< folder of a JobFolder; empty for a run
    std::vector<std::string> after; ///< entries that must have finished before this one may begin
    int priority = 0;           ///< higher ones go first
    int retries = 0;            ///< how often it is begun again when its process dies without a word (killed, out of memory, power)
    QueueStatus status = QueueStatus::Waiting;
    QueueStatus wanted = QueueStatus::Running; ///< of a running one that was asked to stop: Paused or Cancelled
    std::int64_t pid = 0;
    std::string process;        ///< identity of the process, see processIdentity()
    double added = 0, started = 0, ended = 0;  ///< seconds since 1970
    std::string error;

    bool active() const { return status == QueueStatus::Waiting || status == QueueStatus::Running || status == QueueStatus::Paused; }
};

struct QueueState {
    int slots = 1;              ///< how many run at once
    std::int64_t next = 1;      ///< number of the next entry
    std::vector<QueueEntry> entries;

    /// Null when there is none.
    QueueEntry* find(const std::string& id);
    const QueueEntry* find(const std::string& id) const;
    /// Why a waiting entry cannot begin: the first of its `after` that has not finished; null when it can. One that is no longer in the
    /// queue has finished (those that somebody waits for are never forgotten).
    const QueueEntry* waitsFor(const QueueEntry& entry) const;
};

/// The queue of this user on this machine: a file that windows, command lines and the dispatcher read and change; each change is whole,
/// on the disk before it returns, and seen by the others.
class RunQueue {
public:
    explicit RunQueue(std::filesystem::path folder) : m_folder(std::move(folder)) {}
    /// "queue" in the user's state folder.
    static RunQueue ofUser();

    const std::filesystem::path& folder() const { return m_folder; }
    /// In the order in which they run: higher priorities first, among equals the earlier in the list.
    QueueState read() const;
    /// Changes the state under a lock.
    QueueState change(const std::function<void(QueueState&)>& edit) const;

    QueueEntry add(const std::string& name, int priority, const std::function<void(QueueEntry&)>& fill) const;
    /// Puts a waiting entry `places` further back (negative: further ahead) among the waiting ones; it takes the priority of those it
    /// passes. An Error for one that does not wait.
    void move(const std::string& id, int places) const;
    void setPriority(const std::string& id, int priority) const;
    /// A waiting one is held back; a running one is asked to save and stop, and goes on later from there.
    void pause(const std::string& id) const;
    void resume(const std::string& id) const;
    /// A failed or cancelled one waits for its turn again and goes on where it was.
    void retry(const std::string& id) const;
    /// A running one is asked to save and stop; with `hard` its process group is killed at once.
    void cancel(const std::string& id, bool hard) const;
    /// 1 to 64.
    void setSlots(int slots) const;
    /// Forgets the ended entries that nobody waits for.
    void clearEnded() const;

    /// Held by the one dispatcher; -1 when another process has it. Closed by the caller.
    int lockDispatcher() const;

private:
    QueueState load() const;
    void askToStop(const QueueEntry& entry) const;
    std::filesystem::path m_folder;
};

/// Sorts as RunQueue::read() says.
void orderQueue(QueueState& state);

} // namespace w2v
