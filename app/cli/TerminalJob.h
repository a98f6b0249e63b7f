#pragma once
#include <atomic>
#include <chrono>
#include <mutex>
#include <string>

#include "core/base/JobContext.h"

namespace w2v {

/// Progress with ETA on stderr (one line on a terminal, sparse lines otherwise); Ctrl+C stops gracefully, twice at once.
class TerminalJob : public JobContext {
public:
    TerminalJob();
    ~TerminalJob() override;

    bool shouldStop() const override;
    void report(double fraction, std::string_view stage) override;
    void emitEvent(const nlohmann::ordered_json& event) override;

private:
    void clearLine();

    std::mutex m_mutex;
    bool m_terminal = false, m_drawn = false;
    std::chrono::steady_clock::time_point m_start, m_last{};
    std::string m_lastStage;
};

} // namespace w2v
