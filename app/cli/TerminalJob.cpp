#include "app/cli/TerminalJob.h"

#include <csignal>
#include <cstdio>
#include <unistd.h>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "app/cli/Print.h"
#include "core/base/Duration.h"

namespace w2v {

namespace {
volatile std::sig_atomic_t interrupted = 0;

void onInterrupt(int signal)
{
    if (interrupted)
        _exit(128 + signal);
    interrupted = 1;
}

} // namespace

TerminalJob::TerminalJob() : m_terminal(isatty(STDERR_FILENO) == 1), m_start(std::chrono::steady_clock::now())
{
    std::signal(SIGINT, onInterrupt);
    std::signal(SIGTERM, onInterrupt);
}

TerminalJob::~TerminalJob()
{
    clearLine();
}

bool TerminalJob::shouldStop() const
{
    return interrupted != 0;
}

void TerminalJob::report(double fraction, std::string_view stage)
{
    const std::lock_guard lock(m_mutex);
    const auto now = std::chrono::steady_clock::now();
    // A log file gets a line every 10 s or per new stage word, a terminal ten updates a second.
    const std::string word(stage.substr(0, stage.find(' ')));
    const auto pause = m_terminal ? std::chrono::milliseconds(100) : std::chrono::milliseconds(10000);
    if (now - m_last < pause && (m_terminal || word == m_lastStage))
        return;
    m_last = now;
    m_lastStage = word;
    const double seconds = std::chrono::duration<double>(now - m_start).count();
    std::string text = fmt::format("{:3.0f} %  {}", fraction * 100, stage);
    if (fraction > 0.01 && fraction < 1)
        text += fmt::format("  {} left", durationText(seconds / fraction * (1 - fraction)));
    if (m_terminal) {
        std::fprintf(stderr, "\r\033[K%s", text.c_str());
        m_drawn = true;
    } else {
        std::fprintf(stderr, "%s\n", text.c_str());
    }
    std::fflush(stderr);
}

void TerminalJob::emitEvent(const nlohmann::ordered_json& event)
{
    const std::lock_guard lock(m_mutex);
    if (event.contains("held_out")) { // a training's validation: rare, and what one waits for
        clearLine();
        std::fprintf(stderr, "%s\n", event.dump().c_str());
    }
    const std::string kind = event.value("event", "");
    if (kind != "text" && kind != "estimate")
        return;
    clearLine();
    if (kind == "text") {
        std::fputs(event.value("text", "").c_str(), stderr);
        return;
    }
    const auto& estimate = event.at("estimate");
    std::vector<std::string> parts;
    if (estimate.contains("operations"))
        parts.push_back(operationsText(estimate.value("operations", 0.0)));
    parts.push_back(fmt::format("{:.2f} GB", estimate.value("memory_bytes", 0.0) / 1e9));
    if (estimate.contains("seconds"))
        parts.push_back("about " + durationText(estimate.value("seconds", 0.0)));
    std::fprintf(stderr, "%s\n", fmt::format("{}", fmt::join(parts, ", ")).c_str());
    for (const auto& note : event.value("notes", nlohmann::ordered_json::array()))
        std::fprintf(stderr, "%s\n", note.get<std::string>().c_str());
}

void TerminalJob::clearLine()
{
    if (m_drawn)
        std::fputs("\r\033[K", stderr);
    m_drawn = false;
}

} // namespace w2v
