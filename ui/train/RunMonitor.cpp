#include "ui/train/RunMonitor.h"

#include <algorithm>
#include <chrono>
#include <fstream>
#include <map>
#include <mutex>

#include "core/base/Log.h"

namespace w2v {
namespace {

constexpr int kBusyInterval = 500, kIdleInterval = 2000; ///< ms
constexpr auto kWatchInterval = std::chrono::seconds(5);
constexpr std::uintmax_t kLogTail = 64 << 10;            ///< bytes of the log that are shown

std::uintmax_t sizeOf(const std::filesystem::path& file)
{
    std::error_code error;
    const auto size = std::filesystem::file_size(file, error);
    return error ? 0 : size;
}

std::string tailOf(const std::filesystem::path& file, std::uintmax_t size)
{
    std::ifstream stream(file, std::ios::binary);
    const std::uintmax_t from = size > kLogTail ? size - kLogTail : 0;
    stream.seekg(static_cast<std::streamoff>(from));
    std::string text(static_cast<std::size_t>(size - from), '\0');
    stream.read(text.data(), static_cast<std::streamsize>(text.size()));
    text.resize(static_cast<std::size_t>(std::max<std::streamsize>(0, stream.gcount())));
    if (from > 0) // begin with a whole line
        text.erase(0, text.find('\n') + 1);
    return text;
}

} // namespace

/// Belongs to the looking thread, except for the name of the detailed run. A new folder gets a new one.
struct RunMonitor::Work {
    std::filesystem::path folder;
    std::map<std::string, RunMetrics> readers;
    std::map<std::string, std::string> unreadable; ///< run -> what was said of it
    std::string shownRun;
    std::uintmax_t logSize = 0, samplesSize = 0;
    std::chrono::steady_clock::time_point watched{}; ///< when folders of exported recipes were looked at
    std::mutex mutex;
    std::string detailRun; ///< guarded by mutex

    MonitorUpdate look()
    {
        MonitorUpdate update;
        if (const auto now = std::chrono::steady_clock::now(); now - watched > kWatchInterval) {
            watched = now;
            followWatched(folder);
        }
        for (RunSummary& run : listRuns(folder)) {
            RunUpdate one;
            auto reader = readers.find(run.id);
            if (reader == readers.end())
                reader = readers.emplace(run.id, RunMetrics(run)).first;
            try {
                one.batch = reader->second.poll();
                one.more = reader->second.more();
            } catch (const std::exception& error) { // this one cannot be read; the others can
                if (const std::string why = error.what(); unreadable[run.id] != why) {
                    unreadable[run.id] = why;
                    one.batch.problems.push_back(why);
                }
            }
            one.run = std::move(run);
            update.runs.push_back(std::move(one));
        }
        std::erase_if(readers, [&](const auto& reader) { // of a deleted run: it is read from the start when it comes back
            return std::none_of(update.runs.begin(), update.runs.end(), [&](const RunUpdate& one) { return one.run.id == reader.first; });
        });
        lookAtChains(update);
        {
            const std::lock_guard lock(mutex);
            update.detailRun = detailRun;
        }
        if (update.detailRun != shownRun) {
            shownRun = update.detailRun;
            logSize = samplesSize = static_cast<std::uintmax_t>(-1);
        }
        for (const RunUpdate& one : update.runs)
            if (one.run.id == shownRun)
                lookAtDetails(one.run.path, update);
        return update;
    }

    void lookAtChains(MonitorUpdate& update) const
    {
        const std::vector<ChainFolder> chains = listChains(folder.parent_path());
        if (chains.empty())
            return;
        const QueueState queue = RunQueue::ofUser().read();
        for (const ChainFolder& chain : chains) {
            ChainView view{chain.id(), chain.plan().name, chain.plan().created, {}};
            const std::vector<StageState> states = chain.states(queue);
            for (std::size_t i = 0; i < states.size(); ++i) {
                const ChainStage& stage = chain.plan().stages[i];
                StageView one{stage.name, stage.needs, states[i], stage.kind == "train" ? chain.runOf(stage.name) : std::string()};
                for (const RunUpdate& run : update.runs)
                    if (run.run.id == one.run) {
                        if (run.run.state.total > 0 && one.state.status == StageStatus::Running)
                            one.state.fraction = static_cast<double>(run.run.state.step) / static_cast<double>(run.run.state.total);
                    }
                if (one.state.result)
                    for (const Json& score : one.state.result->value("scores", Json::array()))
                        if (const double overall = score.value("overall", 0.0); !(overall <= one.best))
                            one.best = overall;
                view.stages.push_back(std::move(one));
            }
            update.chains.push_back(std::move(view));
        }
    }

    void lookAtDetails(const std::filesystem::path& path, MonitorUpdate& update)
    {
        const RunFolder run = RunFolder::open(path);
        if (const auto size = sizeOf(run.logFile()); size != logSize) {
            update.log = tailOf(run.logFile(), size);
            logSize = size;
        }
        if (const auto size = sizeOf(run.samplesFile()); size != samplesSize) {
            update.samples = run.samples();
            samplesSize = size;
        }
    }
};

RunMonitor::RunMonitor(QObject* parent) : QObject(parent)
{
    m_pool.setMaxThreadCount(1);
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &RunMonitor::lookNow);
}

RunMonitor::~RunMonitor()
{
    m_pool.waitForDone();
}

void RunMonitor::setFolder(const std::filesystem::path& runs)
{
    m_work.reset();
    m_timer.stop();
    if (runs.empty())
        return;
    m_work = std::make_shared<Work>();
    m_work->folder = runs;
    lookNow();
}

void RunMonitor::setDetailRun(const std::string& id)
{
    if (!m_work)
        return;
    {
        const std::lock_guard lock(m_work->mutex);
        if (m_work->detailRun == id)
            return;
        m_work->detailRun = id;
    }
    lookNow();
}

void RunMonitor::follow(const std::filesystem::path& path)
{
    if (!m_work)
        return;
    m_pool.start([this, path, folder = m_work->folder] {
        QStringList runs;
        QString why;
        try {
            for (const FoundLog& log : findLogs(path))
                runs += QString::fromStdString(followLog(folder, log).id());
        } catch (const std::exception& error) {
            why = QString::fromStdString(error.what());
        }
        QMetaObject::invokeMethod(this, [this, runs, why] {
            if (!why.isEmpty())
                Q_EMIT followFailed(why);
            else
                Q_EMIT followed(runs);
            lookNow();
        }, Qt::QueuedConnection);
    });
}

void RunMonitor::lookNow()
{
    if (!m_work)
        return;
    if (m_looking) {
        m_again = true;
        return;
    }
    m_looking = true;
    m_again = false;
    // The pool is drained in the destructor, so `this` outlives the job.
    m_pool.start([this, work = m_work] {
        auto update = std::make_shared<MonitorUpdate>();
        try {
            *update = work->look();
        } catch (const std::exception& error) {
            spdlog::warn("runs could not be read: {}", error.what());
        }
        QMetaObject::invokeMethod(this, [this, work, update] { deliver(work, update); }, Qt::QueuedConnection);
    });
}

void RunMonitor::deliver(const std::shared_ptr<Work>& work, const std::shared_ptr<MonitorUpdate>& update)
{
    m_looking = false;
    if (work != m_work) { // another project was opened meanwhile
        lookNow();
        return;
    }
    bool busy = false;
    for (const RunUpdate& one : update->runs) {
        m_again = m_again || one.more;
        busy = busy || one.run.state.status == RunStatus::Running || one.run.state.status == RunStatus::Queued || outsideLog(one.run.spec);
    }
    for (const ChainView& chain : update->chains)
        for (const StageView& stage : chain.stages)
            busy = busy || stage.state.status == StageStatus::Running || stage.state.status == StageStatus::Waiting;
    Q_EMIT updated(*update);
    if (m_again)
        lookNow();
    else
        m_timer.start(busy ? kBusyInterval : kIdleInterval);
}

} // namespace w2v
