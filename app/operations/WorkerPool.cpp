#include "app/operations/WorkerPool.h"

#include <algorithm>
#include <chrono>
#include <deque>
#include <memory>
#include <optional>

#include <fmt/format.h>

#include "core/base/Error.h"
#include "core/base/ParallelJobs.h"
#include "core/base/ProcessMemory.h"
#include "core/base/Subprocess.h"

namespace w2v {

namespace {

using Clock = std::chrono::steady_clock;

struct Running {
    std::unique_ptr<Subprocess> process;
    std::optional<std::size_t> task;
    double fraction = 0; ///< of the task
    Clock::time_point heard;
    std::int64_t peak = 0; ///< bytes of resident memory
};

constexpr std::chrono::milliseconds kMeasured(250), kTold(3000); ///< how often memory is

class Pool {
public:
    Pool(const std::filesystem::path& worker, double silence, const std::vector<PoolTask>& tasks, const PoolHandlers& handlers, JobContext& job)
        : m_worker(worker), m_silence(silence), m_tasks(tasks), m_handlers(handlers), m_job(job), m_tries(tasks.size(), 0)
    {
        for (std::size_t i = 0; i < tasks.size(); ++i) {
            m_waiting.push_back(i);
            m_whole += tasks[i].weight;
        }
    }

    void run(int count)
    {
        m_workers.resize(static_cast<std::size_t>(std::clamp(count, 1, static_cast<int>(std::max<std::size_t>(1, m_tasks.size())))));
        while (m_finished < m_tasks.size()) {
            m_job.throwIfStopped();
            for (Running& worker : m_workers)
                tend(worker);
            measure();
            report();
        }
        m_measured = m_told = {};
        measure();
    }

private:
    void tend(Running& worker)
    {
        if (!worker.task) {
            if (m_waiting.empty())
                return;
            give(worker);
        }
        std::string line;
        Subprocess::Read read = Subprocess::Read::End;
        const auto pause = std::chrono::milliseconds(std::max<std::size_t>(5, 40 / m_workers.size()));
        try {
            while (worker.task && (read = worker.process->readLine(line, pause)) == Subprocess::Read::Line)
                hear(worker, line);
        } catch (const Error& error) { // an endless line
            lose(worker, error.what());
            return;
        }
        if (!worker.task)
            return;
        if (read == Subprocess::Read::End) {
            const auto status = worker.process->wait(std::chrono::milliseconds(2000));
            lose(worker, fmt::format("the worker ended unexpectedly ({})", status ? status->text() : "it closed its output"));
        } else if (std::chrono::duration<double>(Clock::now() - worker.heard).count() > m_silence) {
            lose(worker, fmt::format("the worker said nothing for {:.0f} s and was ended", m_silence));
        }
    }

    void give(Running& worker)
    {
        const std::size_t task = m_waiting.front();
        m_waiting.pop_front();
        if (!worker.process) {
            SubprocessOptions options;
            options.command = {m_worker.string()};
            // Together they use the processor once: threads that wait for each other cost more than they give.
            const std::string share = std::to_string(std::max(1, threadsToUse() / static_cast<int>(m_workers.size())));
            options.environment = {{"W2V_THREADS", share}, {"OMP_NUM_THREADS", share}};
            worker.process = std::make_unique<Subprocess>(options);
        }
        worker.task = task;
        worker.fraction = 0;
        worker.heard = Clock::now();
        ++m_tries[task];
        try {
            worker.process->write(Json{{"id", task}, {"op", m_tasks[task].operation}, {"params", m_tasks[task].params}}.dump(-1, ' ', false, Json::error_handler_t::replace) + '\n');
        } catch (const Error& error) {
            lose(worker, error.what());
        }
    }

    void hear(Running& worker, const std::string& line)
    {
        worker.heard = Clock::now();
        const Json message = Json::parse(line, nullptr, false);
        if (!message.is_object() || message.value("id", Json()) != Json(*worker.task))
            return; // its greeting
        const std::size_t task = *worker.task;
        if (const auto progress = message.find("progress"); progress != message.end() && progress->is_number()) {
            worker.fraction = std::clamp(progress->get<double>(), 0.0, 1.0);
        } else if (message.contains("result")) {
            finish(worker);
            m_handlers.done(task, message.at("result"));
        } else if (message.contains("error") || message.contains("cancelled")) {
            finish(worker);
            m_handlers.failed(task, message.value("error", Json::object()).value("message", std::string("it was stopped")));
        }
    }

    void measure()
    {
        const Clock::time_point now = Clock::now();
        if (!m_handlers.memory || now - m_measured < kMeasured)
            return;
        m_measured = now;
        std::vector<std::int64_t> peaks;
        for (Running& worker : m_workers) {
            if (worker.process)
                worker.peak = std::max(worker.peak, processMemory("VmHWM", worker.process->pid()));
            peaks.push_back(worker.peak);
        }
        if (now - m_told < kTold)
            return;
        m_told = now;
        m_handlers.memory(peaks);
    }

    void finish(Running& worker)
    {
        ++m_finished;
        m_doneWeight += m_tasks[*worker.task].weight;
        worker.task.reset();
        worker.fraction = 0;
    }

    /// The worker is of no use any more.
    void lose(Running& worker, const std::string& message)
    {
        const std::size_t task = *worker.task;
        worker.process.reset();
        if (m_tries[task] < 2) {
            worker.task.reset();
            worker.fraction = 0;
            m_waiting.push_back(task);
            return;
        }
        finish(worker);
        m_handlers.failed(task, message);
    }

    void report()
    {
        double weight = m_doneWeight;
        std::string name;
        for (const Running& worker : m_workers)
            if (worker.task) {
                weight += worker.fraction * m_tasks[*worker.task].weight;
                name = m_tasks[*worker.task].name;
            }
        m_job.report(m_whole > 0 ? std::min(1.0, weight / m_whole) : 1, fmt::format("imagining {}/{}  {}", m_finished, m_tasks.size(), name));
    }

    const std::filesystem::path& m_worker;
    double m_silence;
    const std::vector<PoolTask>& m_tasks;
    const PoolHandlers& m_handlers;
    JobContext& m_job;
    std::vector<int> m_tries;
    std::deque<std::size_t> m_waiting;
    std::vector<Running> m_workers;
    std::size_t m_finished = 0;
    double m_whole = 0, m_doneWeight = 0;
    Clock::time_point m_measured, m_told;
};

} // namespace

void runInWorkers(const std::filesystem::path& worker, int count, double silenceSeconds, const std::vector<PoolTask>& tasks,
                  const PoolHandlers& handlers, JobContext& job)
{
    Pool(worker, silenceSeconds, tasks, handlers, job).run(count);
}

} // namespace w2v
