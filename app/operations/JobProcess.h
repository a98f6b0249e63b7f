#pragma once
#include <filesystem>

#include "core/base/JobContext.h"
#include "core/base/Json.h"
#include "core/runs/JobFolder.h"

namespace w2v {

/// What a process of its own knows of whoever asked for its work: requests to stop lie in the folder of the job, and SIGTERM, SIGINT and
/// SIGUSR1 (the warning of a batch system before its time limit) mean the same.
class JobFolderContext : public JobContext {
public:
    explicit JobFolderContext(const JobFolder& folder) : m_folder(folder) {}
    bool shouldStop() const override;
    void report(double fraction, std::string_view stage) override;
    void emitEvent(const Json& event) override;

private:
    const JobFolder& m_folder;
    mutable std::chrono::steady_clock::time_point m_asked{};
    std::chrono::steady_clock::time_point m_told{};
    mutable bool m_requested = false;
};

/// From now on signals that ask to end are only remembered, see endWasAsked().
void rememberEndSignals();
bool endWasAsked();

/// Carries out the job in a folder: `w2v-worker --job FOLDER`. Returns the exit code.
int executeJob(const std::filesystem::path& folder);

/// Message, subject, reason and advice of an error.
Json errorJson(const std::exception& error);

} // namespace w2v
