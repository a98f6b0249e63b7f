// w2v-worker: runs operations for the window. Requests and replies are JSON lines, see ARCHITECTURE.md, "Operations".
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <deque>
#include <iostream>
#include <mutex>
#include <string>
#include <thread>

#include "app/operations/JobProcess.h"
#include "app/operations/Operation.h"
#include "app/operations/ProcessSetup.h"
#include "app/operations/QueueDispatcher.h"
#include "app/operations/TrainRun.h"
#include "core/base/Error.h"
#include "core/base/Log.h"
#include "core/nn/TorchScriptServer.h"

namespace {

using namespace w2v;

class Output {
public:
    void line(const Json& value)
    {
        const std::string text = value.dump(-1, ' ', false, Json::error_handler_t::replace) + '\n';
        const std::lock_guard lock(m_mutex);
        std::fwrite(text.data(), 1, text.size(), stdout);
        std::fflush(stdout);
    }

private:
    std::mutex m_mutex;
};

class LineJob : public JobContext {
public:
    LineJob(Json id, Output& out) : m_id(std::move(id)), m_out(out), m_start(std::chrono::steady_clock::now()) {}

    bool shouldStop() const override { return m_stop.load(); }
    void report(double fraction, std::string_view stage) override
    {
        const auto now = std::chrono::steady_clock::now();
        {
            const std::lock_guard lock(m_mutex);
            if (now - m_last < std::chrono::milliseconds(50) && fraction < 1.0)
                return;
            m_last = now;
        }
        Json line = {{"id", m_id}, {"progress", fraction}, {"stage", stage}};
        const double seconds = std::chrono::duration<double>(now - m_start).count();
        if (fraction > 0.01 && fraction < 1)
            line["eta"] = seconds / fraction * (1 - fraction);
        m_out.line(line);
    }
    void emitEvent(const Json& event) override { m_out.line({{"id", m_id}, {"event", event}}); }

    const Json& id() const { return m_id; }
    void stop() { m_stop.store(true); }

private:
    Json m_id;
    Output& m_out;
    std::chrono::steady_clock::time_point m_start, m_last{};
    std::mutex m_mutex;
    std::atomic<bool> m_stop{false};
};

/// The requests not yet finished: the reader thread adds and cancels, the main thread works them off in order.
class Queue {
public:
    struct Entry {
        std::string operation;
        Json params;
        std::shared_ptr<LineJob> job;
    };

    void add(Entry entry)
    {
        const std::lock_guard lock(m_mutex);
        m_jobs.push_back(entry.job);
        m_entries.push_back(std::move(entry));
        m_wake.notify_one();
    }
    void cancel(const Json& id)
    {
        const std::lock_guard lock(m_mutex);
        for (const auto& weak : m_jobs)
            if (const auto job = weak.lock(); job && job->id() == id)
                job->stop();
    }
    void close()
    {
        const std::lock_guard lock(m_mutex);
        m_closed = true;
        for (const auto& weak : m_jobs) // whoever asked is gone
            if (const auto job = weak.lock())
                job->stop();
        m_wake.notify_one();
    }
    bool take(Entry& entry)
    {
        std::unique_lock lock(m_mutex);
        m_wake.wait(lock, [&] { return m_closed || !m_entries.empty(); });
        if (m_closed)
            return false;
        entry = std::move(m_entries.front());
        m_entries.pop_front();
        std::erase_if(m_jobs, [](const auto& weak) { return weak.expired(); });
        return true;
    }

private:
    std::mutex m_mutex;
    std::condition_variable m_wake;
    std::deque<Entry> m_entries;
    std::vector<std::weak_ptr<LineJob>> m_jobs;
    bool m_closed = false;
};

void readRequests(Queue& queue, Output& out)
{
    std::string line;
    while (std::getline(std::cin, line)) {
        if (line.empty())
            continue;
        Json id;
        try {
            const Json request = parseJson(line, "request");
            id = request.value("id", Json());
            if (request.value("cancel", false)) {
                queue.cancel(id);
                continue;
            }
            const std::string name = requiredText(request, "op");
            findOperation(name);
            queue.add({name, request.value("params", Json::object()), std::make_shared<LineJob>(id, out)});
        } catch (const std::exception& e) {
            out.line({{"id", id}, {"error", {{"message", e.what()}}}});
        }
    }
    queue.close();
}

void serve()
{
    Output out;
    AppContext app;
    out.line({{"ready", true}, {"device", app.deviceName()}, {"software", app.deviceIsSoftware()}, {"warnings", app.warnings()}});
    Queue queue;
    std::thread reader([&] { readRequests(queue, out); });
    Queue::Entry entry;
    while (queue.take(entry)) {
        const Json id = entry.job->id();
        try {
            entry.job->throwIfStopped();
            const Json result = findOperation(entry.operation).run(entry.params, app, *entry.job);
            out.line({{"id", id}, {"result", result}});
        } catch (const Cancelled&) {
            out.line({{"id", id}, {"cancelled", true}});
        } catch (const std::exception& e) {
            out.line({{"id", id}, {"error", errorJson(e)}});
        }
        entry = {};
    }
    reader.join();
}

} // namespace

int main(int argc, char** argv)
{
    prepareProcess(argv);
    try {
        if (argc == 3 && std::string(argv[1]) == "--run")
            return w2v::executeRun(argv[2]); // a training run of its own, see TrainRun.h
        if (argc == 3 && std::string(argv[1]) == "--job")
            return w2v::executeJob(argv[2]); // an operation of its own, see JobProcess.h
        if (argc == 3 && std::string(argv[1]) == "--queue")
            return w2v::serveQueue(argv[2]); // see QueueDispatcher.h
        if (argc == 4 && std::string(argv[1]) == "--torchscript")
            return w2v::serveTorchScript(argv[2], argv[3]); // other people's code, see ProcessWorldModels.h
        serve();
    } catch (const std::exception& e) {
        std::fprintf(stderr, "w2v-worker: %s\n", e.what());
        return 1;
    }
    return 0;
}
