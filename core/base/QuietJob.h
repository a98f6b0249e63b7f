#pragma once
#include "core/base/JobContext.h"

namespace w2v {

/// Work within a step tells how far it is only through the whole run: stops are handed on, reports and events are not.
class QuietJob : public JobContext {
public:
    explicit QuietJob(JobContext& job) : m_job(job) {}
    bool shouldStop() const override { return m_job.shouldStop(); }
    void report(double, std::string_view) override {}
    void emitEvent(const nlohmann::ordered_json&) override {}

private:
    JobContext& m_job;
};

} // namespace w2v
