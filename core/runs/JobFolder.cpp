#include "core/runs/JobFolder.h"

#include <csignal>
#include <unistd.h>

#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/runs/RunFolder.h"

namespace w2v {

namespace {

std::optional<Json> readWhenThere(const fs::path& file)
{
    std::error_code code;
    return fs::exists(file, code) ? std::optional(readJson(file)) : std::nullopt;
}

void forget(const fs::path& file)
{
    std::error_code ignored;
    fs::remove(file, ignored);
}

} // namespace

JobFolder JobFolder::create(const fs::path& folder, const std::string& operation, const Json& params)
{
    createFolder(folder);
    writeJson(folder / "job.json", {{"op", operation}, {"params", params}});
    return JobFolder(folder);
}

JobFolder JobFolder::open(const fs::path& folder)
{
    std::error_code code;
    if (!fs::is_regular_file(folder / "job.json", code))
        throw Error(folder.string(), "holds no job (job.json is missing)");
    return JobFolder(folder);
}

std::string JobFolder::operation() const
{
    return readJson(m_path / "job.json").at("op").get<std::string>();
}

Json JobFolder::params() const
{
    return readJson(m_path / "job.json").at("params");
}

void JobFolder::forgetEnd() const
{
    for (const char* name : {"stop", "result.json", "error.json"})
        forget(m_path / name);
}

void JobFolder::begin() const
{
    forgetEnd();
    report(0, "");
}

void JobFolder::report(double fraction, const std::string& stage) const
{
    const std::int64_t pid = ::getpid();
    writeJson(m_path / "state.json", {{"pid", pid}, {"process", processIdentity(pid)}, {"fraction", fraction}, {"stage", stage}});
}

void JobFolder::finish(const Json& result) const
{
    writeJson(m_path / "result.json", result);
}

void JobFolder::fail(const Json& error) const
{
    writeJson(m_path / "error.json", error);
}

void JobFolder::requestStop() const
{
    writeFileAtomic(m_path / "stop", "");
}

bool JobFolder::stopRequested() const
{
    std::error_code code;
    return fs::exists(m_path / "stop", code);
}

JobFolder::State JobFolder::state() const
{
    State out;
    if (const auto state = readWhenThere(m_path / "state.json"); state && state->is_object()) {
        out.begun = true;
        out.pid = state->value("pid", std::int64_t{0});
        const std::string process = state->value("process", std::string());
        out.alive = !process.empty() && processIdentity(out.pid) == process;
        out.fraction = state->value("fraction", 0.0);
        out.stage = state->value("stage", std::string());
    }
    out.result = readWhenThere(m_path / "result.json");
    out.error = readWhenThere(m_path / "error.json");
    return out;
}

bool killProcessGroup(std::int64_t pid, const std::string& identity)
{
    if (pid <= 1 || identity.empty() || processIdentity(pid) != identity)
        return false;
    const pid_t group = ::getpgid(static_cast<pid_t>(pid));
    if (group <= 1 || group == ::getpgrp())
        return false;
    return ::kill(-group, SIGKILL) == 0;
}

} // namespace w2v
