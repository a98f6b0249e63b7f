#include "app/operations/QueueDispatcher.h"

#include <algorithm>
#include <chrono>
#include <thread>

#include <unistd.h>

#include "app/operations/Detached.h"
#include "app/operations/JobProcess.h"
#include "core/base/Error.h"
#include "core/base/Log.h"
#include "core/runs/JobFolder.h"
#include "core/runs/RunFolder.h"

namespace w2v {

namespace {

constexpr auto kTurn = std::chrono::milliseconds(250);
constexpr double kStarting = 20; // seconds a process may take until it says who it is
constexpr int kIdleTurns = 8;    // before the dispatcher ends

double now()
{
    return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
}

void end(QueueEntry& entry, QueueStatus status, const std::string& error = {})
{
    entry.status = status;
    entry.wanted = QueueStatus::Running;
    entry.error = error;
    entry.ended = now();
    entry.pid = 0;
    entry.process.clear();
}

/// A stop that nobody asked the queue for, for example with `w2v runs stop`, counts as a cancellation.
void endStopped(QueueEntry& entry)
{
    if (entry.wanted == QueueStatus::Paused) {
        end(entry, QueueStatus::Paused);
        entry.ended = 0;
    } else {
        end(entry, QueueStatus::Cancelled);
    }
}

/// Its process is gone and left no word: it is begun again while it may be, and goes on where it was.
void endDead(QueueEntry& entry, const std::string& error)
{
    if (entry.wanted != QueueStatus::Running)
        return endStopped(entry);
    if (entry.retries < 1)
        return end(entry, QueueStatus::Failed, error);
    --entry.retries;
    end(entry, QueueStatus::Waiting);
    entry.ended = 0;
}

void lookAtRun(QueueEntry& entry)
{
    const RunState state = RunFolder::open(entry.run).state();
    if (state.status == RunStatus::Running) {
        entry.pid = state.pid;
        entry.process = state.process;
        return;
    }
    const bool mine = state.updated > entry.started; // else what an earlier process left
    if (entry.process.empty() && !mine && now() - entry.started < kStarting)
        return;
    if (!entry.process.empty() && processIdentity(entry.pid) == entry.process && state.status != RunStatus::Finished)
        return; // it is about to end, or to begin
    if (state.status == RunStatus::Finished)
        end(entry, QueueStatus::Finished);
    else if (state.status == RunStatus::Stopped || entry.wanted == QueueStatus::Cancelled)
        endStopped(entry);
    else if (state.status == RunStatus::Crashed)
        endDead(entry, state.error);
    else
        end(entry, QueueStatus::Failed, state.error.empty() ? "It did not begin; see log.txt of the run" : state.error);
}

void lookAtJob(QueueEntry& entry)
{
    const JobFolder::State state = JobFolder::open(entry.job).state();
    if (state.alive) {
        entry.pid = state.pid;
        entry.process = processIdentity(state.pid);
        return;
    }
    if (state.result)
        return end(entry, QueueStatus::Finished);
    if (state.error && state.error->value("stopped", false))
        return endStopped(entry);
    if (state.error)
        return end(entry, QueueStatus::Failed, state.error->value("message", std::string("failed")));
    if (!entry.process.empty() && processIdentity(entry.pid) == entry.process)
        return; // it is about to begin
    if (entry.process.empty() && now() - entry.started < kStarting)
        return;
    endDead(entry, "The process ended without saying so; see log.txt in " + entry.job);
}

void start(QueueEntry& entry)
{
    const std::string worker = (programFolder() / "w2v-worker").string();
    entry.status = QueueStatus::Running;
    entry.wanted = QueueStatus::Running;
    entry.started = now();
    entry.error.clear();
    try {
        if (!entry.run.empty()) {
            const RunFolder run = RunFolder::open(entry.run);
            run.clearStopRequest();
            entry.pid = startDetached({worker, "--run", entry.run}, run.logFile());
        } else {
            const JobFolder job = JobFolder::open(entry.job);
            job.forgetEnd(); // of an earlier attempt, which must not be taken for this one's
            entry.pid = startDetached({worker, "--job", entry.job}, job.logFile());
        }
        entry.process = processIdentity(entry.pid);
    } catch (const std::exception& e) {
        end(entry, QueueStatus::Failed, e.what());
    }
}

bool canBegin(const QueueState& state, const QueueEntry& entry)
{
    return entry.status == QueueStatus::Waiting && !state.waitsFor(entry);
}

bool hasWork(const QueueState& state)
{
    return std::any_of(state.entries.begin(), state.entries.end(),
                       [&](const QueueEntry& e) { return e.status == QueueStatus::Running || canBegin(state, e); });
}

/// One turn. True while something runs or could.
bool turn(QueueState& state)
{
    orderQueue(state);
    int running = 0;
    for (QueueEntry& entry : state.entries) {
        if (entry.status != QueueStatus::Running)
            continue;
        try {
            entry.run.empty() ? lookAtJob(entry) : lookAtRun(entry);
        } catch (const std::exception& e) { // its folder was removed
            end(entry, QueueStatus::Failed, e.what());
        }
        running += entry.status == QueueStatus::Running ? 1 : 0;
    }
    for (QueueEntry& entry : state.entries)
        if (canBegin(state, entry) && running < state.slots) {
            start(entry);
            running += entry.status == QueueStatus::Running ? 1 : 0;
        }
    return hasWork(state);
}

} // namespace

int serveQueue(const std::filesystem::path& folder)
{
    const RunQueue queue(folder);
    const int lock = queue.lockDispatcher();
    if (lock < 0)
        return 0;
    rememberEndSignals();
    for (int idle = 0; idle < kIdleTurns && !endWasAsked(); std::this_thread::sleep_for(kTurn)) {
        bool busy = true;
        try {
            queue.change([&](QueueState& state) { busy = turn(state); });
        } catch (const std::exception& e) { // a full disk, say: the next turn may work
            spdlog::error("{}", e.what());
        }
        idle = busy ? 0 : idle + 1;
    }
    ::close(lock);
    return 0;
}

void wakeQueue(const RunQueue& queue)
{
    if (hasWork(queue.read()))
        startDetached({(programFolder() / "w2v-worker").string(), "--queue", queue.folder().string()}, queue.folder() / "log.txt");
}

} // namespace w2v
