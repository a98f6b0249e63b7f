#include "core/runs/RunQueue.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <fmt/format.h>

#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/base/UserFolders.h"
#include "core/runs/JobFolder.h"
#include "core/runs/RunFolder.h"

namespace w2v {

namespace {

constexpr std::array<std::string_view, 6> kNames{"waiting", "running", "paused", "finished", "failed", "cancelled"};
constexpr int kMaxSlots = 64, kMaxPriority = 1000;
constexpr std::size_t kMaxEnded = 200; // the newest ended entries that are remembered

double now()
{
    return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
}

class Lock {
public:
    explicit Lock(const fs::path& file) : m_fd(::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644))
    {
        if (m_fd < 0)
            throw Error(file.string(), std::string("cannot be opened (") + std::strerror(errno) + ")");
        while (::flock(m_fd, LOCK_EX) != 0 && errno == EINTR) {}
    }
    ~Lock() { ::close(m_fd); }
    Lock(const Lock&) = delete;
    Lock& operator=(const Lock&) = delete;

private:
    int m_fd;
};

QueueStatus statusOf(const Json& value, const std::string& subject)
{
    const auto found = std::find(kNames.begin(), kNames.end(), value.is_string() ? value.get<std::string>() : std::string());
    if (found == kNames.end())
        throw Error(subject, "has an entry without a known status", "Remove the file to begin with an empty queue");
    return static_cast<QueueStatus>(found - kNames.begin());
}

Json toJson(const QueueState& state)
{
    Json entries = Json::array();
    for (const QueueEntry& e : state.entries)
        entries.push_back({{"id", e.id}, {"name", e.name}, {"kind", e.kind}, {"run", e.run}, {"job", e.job}, {"after", e.after},
                           {"priority", e.priority}, {"retries", e.retries}, {"status", queueStatusName(e.status)},
                           {"wanted", queueStatusName(e.wanted)}, {"pid", e.pid}, {"process", e.process}, {"added", e.added}, {"started", e.started},
                           {"ended", e.ended}, {"error", e.error}});
    return {{"slots", state.slots}, {"next", state.next}, {"entries", entries}};
}

QueueState fromJson(const Json& json, const std::string& subject)
{
    QueueState state;
    try {
        state.slots = std::clamp(json.value("slots", 1), 1, kMaxSlots);
        state.next = json.value("next", std::int64_t{1});
        for (const Json& e : json.at("entries")) {
            QueueEntry entry;
            entry.id = e.at("id").get<std::string>();
            entry.name = e.value("name", "");
            entry.run = e.value("run", "");
            entry.job = e.value("job", "");
            entry.kind = e.value("kind", entry.run.empty() ? "" : "train");
            entry.after = e.value("after", std::vector<std::string>());
            entry.priority = e.value("priority", 0);
            entry.retries = e.value("retries", 0);
            entry.status = statusOf(e.at("status"), subject);
            entry.wanted = statusOf(e.at("wanted"), subject);
            entry.pid = e.value("pid", std::int64_t{0});
            entry.process = e.value("process", "");
            entry.added = e.value("added", 0.0);
            entry.started = e.value("started", 0.0);
            entry.ended = e.value("ended", 0.0);
            entry.error = e.value("error", "");
            state.entries.push_back(std::move(entry));
        }
    } catch (const Json::exception&) {
        throw Error(subject, "is damaged", "Remove the file to begin with an empty queue");
    }
    return state;
}

QueueEntry& entryOf(QueueState& state, const std::string& id)
{
    if (QueueEntry* entry = state.find(id))
        return *entry;
    throw Error(id, "is not in the queue", "See w2v queue list");
}

bool wanted(const QueueState& state, const QueueEntry& entry)
{
    return std::any_of(state.entries.begin(), state.entries.end(), [&](const QueueEntry& other) {
        return other.active() && std::find(other.after.begin(), other.after.end(), entry.id) != other.after.end();
    });
}

} // namespace

std::string_view queueStatusName(QueueStatus status)
{
    return kNames[static_cast<std::size_t>(status)];
}

QueueEntry* QueueState::find(const std::string& id)
{
    const auto found = std::find_if(entries.begin(), entries.end(), [&](const QueueEntry& e) { return e.id == id; });
    return found == entries.end() ? nullptr : &*found;
}

const QueueEntry* QueueState::find(const std::string& id) const
{
    return const_cast<QueueState*>(this)->find(id);
}

const QueueEntry* QueueState::waitsFor(const QueueEntry& entry) const
{
    for (const std::string& id : entry.after)
        if (const QueueEntry* other = find(id); other && other->status != QueueStatus::Finished)
            return other;
    return nullptr;
}

void orderQueue(QueueState& state)
{
    std::stable_sort(state.entries.begin(), state.entries.end(), [](const QueueEntry& a, const QueueEntry& b) { return a.priority > b.priority; });
}

RunQueue RunQueue::ofUser()
{
    return RunQueue(userStateFolder() / "queue");
}

QueueState RunQueue::load() const
{
    const fs::path file = m_folder / "queue.json";
    std::error_code code;
    return fs::exists(file, code) ? fromJson(readJson(file), file.string()) : QueueState();
}

QueueState RunQueue::read() const
{
    QueueState state = load();
    orderQueue(state);
    return state;
}

QueueState RunQueue::change(const std::function<void(QueueState&)>& edit) const
{
    createFolder(m_folder);
    const Lock lock(m_folder / "queue.lock");
    QueueState state = load();
    edit(state);
    std::size_t ended = static_cast<std::size_t>(std::count_if(state.entries.begin(), state.entries.end(), [](const QueueEntry& e) { return !e.active(); }));
    if (ended > kMaxEnded)
        std::erase_if(state.entries, [&, before = state](const QueueEntry& e) { return !e.active() && ended > kMaxEnded && !wanted(before, e) && ended-- > 0; });
    writeJson(m_folder / "queue.json", toJson(state));
    orderQueue(state);
    return state;
}

QueueEntry RunQueue::add(const std::string& name, int priority, const std::function<void(QueueEntry&)>& fill) const
{
    QueueEntry entry;
    change([&](QueueState& state) {
        entry.id = fmt::format("q{}", state.next++);
        entry.name = name;
        entry.priority = std::clamp(priority, -kMaxPriority, kMaxPriority);
        entry.added = now();
        fill(entry);
        for (const QueueEntry& other : state.entries)
            if (other.active() && ((!entry.run.empty() && other.run == entry.run) || (!entry.job.empty() && other.job == entry.job)))
                throw Error(fs::path(entry.run.empty() ? entry.job : entry.run).filename().string(), "is in the queue already as " + other.id);
        for (const std::string& id : entry.after)
            entryOf(state, id);
        state.entries.push_back(entry);
    });
    return entry;
}

void RunQueue::move(const std::string& id, int places) const
{
    change([&](QueueState& state) {
        if (entryOf(state, id).status != QueueStatus::Waiting)
            throw Error(id, "does not wait", "Only waiting entries can be moved");
        orderQueue(state);
        for (; places != 0; places += places > 0 ? -1 : 1) {
            auto at = std::find_if(state.entries.begin(), state.entries.end(), [&](const QueueEntry& e) { return e.id == id; });
            auto other = at;
            do { // the next one that waits too
                if (places < 0 ? other == state.entries.begin() : std::next(other) == state.entries.end())
                    return;
                other = places < 0 ? std::prev(other) : std::next(other);
            } while (other->status != QueueStatus::Waiting);
            at->priority = other->priority;
            QueueEntry moved = *at;
            const auto place = other - state.entries.begin();
            state.entries.erase(at);
            state.entries.insert(state.entries.begin() + place, std::move(moved));
        }
    });
}

void RunQueue::setPriority(const std::string& id, int priority) const
{
    change([&](QueueState& state) { entryOf(state, id).priority = std::clamp(priority, -kMaxPriority, kMaxPriority); });
}

void RunQueue::askToStop(const QueueEntry& entry) const
{
    if (!entry.run.empty())
        RunFolder::open(entry.run).requestStop();
    else
        JobFolder::open(entry.job).requestStop();
}

void RunQueue::pause(const std::string& id) const
{
    change([&](QueueState& state) {
        QueueEntry& entry = entryOf(state, id);
        if (entry.status == QueueStatus::Waiting) {
            entry.status = QueueStatus::Paused;
        } else if (entry.status == QueueStatus::Running) {
            askToStop(entry);
            entry.wanted = QueueStatus::Paused;
        } else {
            throw Error(id, fmt::format("is {}", queueStatusName(entry.status)), "Only waiting and running entries can be paused");
        }
    });
}

void RunQueue::resume(const std::string& id) const
{
    change([&](QueueState& state) {
        QueueEntry& entry = entryOf(state, id);
        if (entry.status != QueueStatus::Paused)
            throw Error(id, fmt::format("is {}", queueStatusName(entry.status)), "Only paused entries can go on");
        entry.status = QueueStatus::Waiting;
        entry.wanted = QueueStatus::Running;
    });
}

void RunQueue::retry(const std::string& id) const
{
    change([&](QueueState& state) {
        QueueEntry& entry = entryOf(state, id);
        if (entry.status != QueueStatus::Failed && entry.status != QueueStatus::Cancelled)
            throw Error(id, fmt::format("is {}", queueStatusName(entry.status)), "Only failed and cancelled entries can be tried again");
        entry.status = QueueStatus::Waiting;
        entry.wanted = QueueStatus::Running;
        entry.error.clear();
        entry.ended = 0;
    });
}

void RunQueue::cancel(const std::string& id, bool hard) const
{
    change([&](QueueState& state) {
        QueueEntry& entry = entryOf(state, id);
        if (!entry.active())
            return;
        if (entry.status == QueueStatus::Running) {
            entry.wanted = QueueStatus::Cancelled;
            if (!hard || !killProcessGroup(entry.pid, entry.process))
                askToStop(entry);
            return; // the dispatcher sees it end
        }
        askToStop(entry); // of a run: it becomes stopped
        entry.status = QueueStatus::Cancelled;
        entry.ended = now();
    });
}

void RunQueue::setSlots(int slots) const
{
    if (slots < 1 || slots > kMaxSlots)
        throw Error("slots", fmt::format("{} is not from 1 to {}", slots, kMaxSlots));
    change([&](QueueState& state) { state.slots = slots; });
}

void RunQueue::clearEnded() const
{
    change([](QueueState& state) { std::erase_if(state.entries, [before = state](const QueueEntry& e) { return !e.active() && !wanted(before, e); }); });
}

int RunQueue::lockDispatcher() const
{
    createFolder(m_folder);
    const int fd = ::open((m_folder / "dispatcher.lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    if (fd < 0)
        throw Error((m_folder / "dispatcher.lock").string(), std::string("cannot be opened (") + std::strerror(errno) + ")");
    if (::flock(fd, LOCK_EX | LOCK_NB) == 0)
        return fd;
    ::close(fd);
    return -1;
}

} // namespace w2v
