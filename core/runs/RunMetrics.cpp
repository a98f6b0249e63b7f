#include "core/runs/RunMetrics.h"

#include <algorithm>
#include <chrono>

namespace w2v {

namespace {

constexpr double kSilence = 600; // seconds without a change until an outside run counts as stopped

double now()
{
    return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
}

/// Adds what came of one log to what came of those before it; `newPart`: its first points.
void put(MetricBatch&& later, bool newPart, MetricBatch& whole)
{
    if (later.restarted) {
        whole.restarted = true;
        whole.added.clear();
    }
    if (later.dropAfter) {
        whole.added.dropAfter(*later.dropAfter);
        whole.dropAfter = std::min(*later.dropAfter, whole.dropAfter.value_or(*later.dropAfter));
    }
    if (whole.added.empty()) {
        whole.added = std::move(later.added);
        whole.newPart = newPart;
    } else {
        whole.added.join(std::move(later.added), newPart);
    }
    whole.problems.insert(whole.problems.end(), later.problems.begin(), later.problems.end());
    whole.damaged += later.damaged;
}

} // namespace

RunMetrics::RunMetrics(const RunSummary& run) : m_run(run.path)
{
    if (const auto log = outsideLog(run.spec)) {
        m_format = log->format;
        m_mirror = std::make_unique<LogMirror>(run.path, *log);
    } else {
        const std::filesystem::path file = RunFolder::open(run.path).metricsFile();
        m_logs.push_back({file, openLog(LogFormat::Workbench, file)});
    }
}

RunMetrics::~RunMetrics() = default;
RunMetrics::RunMetrics(RunMetrics&&) noexcept = default;

bool RunMetrics::more() const
{
    return m_mirror && m_mirror->more();
}

MetricBatch RunMetrics::poll()
{
    if (m_mirror) {
        m_mirror->pull();
        for (const auto& file : m_mirror->copies())
            if (std::none_of(m_logs.begin(), m_logs.end(), [&](const Log& log) { return log.file == file; }))
                m_logs.push_back({file, openLog(m_format, file)});
    }
    MetricBatch whole;
    for (Log& log : m_logs) {
        MetricBatch batch = log.source->poll();
        const bool any = !batch.added.empty();
        put(std::move(batch), !log.begun && m_logs.size() > 1, whole);
        log.begun = log.begun || any;
    }
    if (m_mirror && m_mirror->owner() && !m_logs.empty())
        updateState();
    return whole;
}

void RunMetrics::updateState()
{
    const RunFolder run = RunFolder::open(m_run);
    LogProgress progress;
    for (const Log& log : m_logs) {
        const LogProgress& one = log.source->progress();
        progress.step = m_format == LogFormat::Events ? std::max(progress.step, one.step) : one.step;
        progress.total = std::max(progress.total, one.total);
        progress.remaining = one.remaining;
        progress.ended = one.ended;
    }
    const RunState before = run.state();
    RunState state = before;
    const bool complete = progress.total > 0 && progress.step >= progress.total;
    const bool silent = now() - m_mirror->changed() > kSilence;
    state.status = complete ? RunStatus::Finished : progress.ended || silent ? RunStatus::Stopped : RunStatus::Running;
    state.step = progress.step;
    state.total = progress.total;
    state.etaSeconds = state.status == RunStatus::Running ? progress.remaining : 0;
    if (state.status != before.status || state.step != before.step || state.total != before.total)
        run.setState(state);
}

} // namespace w2v
