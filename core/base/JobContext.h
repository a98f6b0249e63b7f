#pragma once
#include <atomic>
#include <string_view>

#include <nlohmann/json.hpp>

namespace w2v {

/// What a long computation knows of the outside: whether to stop, and whom to tell how far it is.
/// All members may be called from any thread.
class JobContext {
public:
    virtual ~JobContext() = default;

    /// True once the user cancelled. Ask at least once per frame, record or training step.
    virtual bool shouldStop() const = 0;

    /// fraction in [0, 1] of the whole job; stage is a short text such as "imagining 14/40".
    virtual void report(double fraction, std::string_view stage) = 0;

    /// A partial result, for example {"event":"frame","index":3,...}; see ARCHITECTURE.md, "Operations".
    virtual void emitEvent(const nlohmann::ordered_json& event) = 0;

    /// Throws Cancelled when shouldStop().
    void throwIfStopped() const;
};

/// A context that reports to nobody; stop() cancels.
class SilentJobContext : public JobContext {
public:
    bool shouldStop() const override { return m_stop.load(); }
    void report(double, std::string_view) override {}
    void emitEvent(const nlohmann::ordered_json&) override {}
    void stop() { m_stop.store(true); }

private:
    std::atomic<bool> m_stop{false};
};

/// Maps the fractions of a part of a job into [begin, end] of the whole.
class SubJob : public JobContext {
public:
    SubJob(JobContext& whole, double begin, double end) : m_whole(whole), m_begin(begin), m_end(end) {}
    bool shouldStop() const override { return m_whole.shouldStop(); }
    void report(double fraction, std::string_view stage) override
    {
        m_whole.report(m_begin + (m_end - m_begin) * fraction, stage);
    }
    void emitEvent(const nlohmann::ordered_json& event) override { m_whole.emitEvent(event); }

private:
    JobContext& m_whole;
    double m_begin, m_end;
};

} // namespace w2v
