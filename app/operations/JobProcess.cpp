#include "app/operations/JobProcess.h"

#include <chrono>
#include <csignal>

#include "app/operations/Operation.h"
#include "core/base/Error.h"
#include "core/base/Log.h"

namespace w2v {

namespace {

volatile std::sig_atomic_t g_endAsked = 0;

extern "C" void onEndSignal(int)
{
    g_endAsked = 1;
}

} // namespace

void rememberEndSignals()
{
    struct sigaction action {};
    action.sa_handler = onEndSignal;
    action.sa_flags = SA_RESTART;
    ::sigemptyset(&action.sa_mask);
    for (const int signal : {SIGTERM, SIGINT, SIGUSR1})
        ::sigaction(signal, &action, nullptr);
}

bool endWasAsked()
{
    return g_endAsked != 0;
}

bool JobFolderContext::shouldStop() const
{
    const auto now = std::chrono::steady_clock::now();
    if (now - m_asked > std::chrono::milliseconds(300)) { // the request is a file: not at every step
        m_asked = now;
        m_requested = m_requested || m_folder.stopRequested();
    }
    return m_requested || endWasAsked();
}

void JobFolderContext::report(double fraction, std::string_view stage)
{
    const auto now = std::chrono::steady_clock::now();
    if (now - m_told < std::chrono::milliseconds(500))
        return;
    m_told = now;
    m_folder.report(fraction, std::string(stage));
}

void JobFolderContext::emitEvent(const Json& event)
{
    spdlog::info("{}", event.dump(-1, ' ', false, Json::error_handler_t::replace));
}

Json errorJson(const std::exception& e)
{
    Json error = {{"message", e.what()}};
    if (const auto* own = dynamic_cast<const Error*>(&e)) {
        error["subject"] = own->subject();
        error["reason"] = own->reason();
        error["advice"] = own->advice();
    }
    return error;
}

int executeJob(const std::filesystem::path& path)
{
    const JobFolder folder = JobFolder::open(path);
    folder.begin();
    rememberEndSignals();
    JobFolderContext job(folder);
    try {
        AppContext app;
        folder.finish(findOperation(folder.operation()).run(folder.params(), app, job));
        return 0;
    } catch (const Cancelled&) {
        folder.fail({{"message", "was stopped"}, {"stopped", true}});
        return 0;
    } catch (const std::exception& e) {
        folder.fail(errorJson(e));
        spdlog::error("{}", e.what());
        return 1;
    }
}

} // namespace w2v
