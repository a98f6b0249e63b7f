#include "core/runs/RunBin.h"

#include "core/base/Error.h"
#include "core/base/Files.h"

namespace w2v {

namespace {

fs::path binOf(const fs::path& runs)
{
    return runs / ".bin";
}

void move(const fs::path& from, const fs::path& to)
{
    std::error_code code;
    if (fs::exists(to, code))
        throw Error(to.string(), "is there already");
    createFolder(to.parent_path());
    fs::rename(from, to, code);
    if (code)
        throw Error(from.string(), "cannot be moved (" + code.message() + ")");
}

} // namespace

void deleteRun(const fs::path& runs, const std::string& id)
{
    const fs::path folder = pathInside(runs, id);
    if (RunFolder::open(folder).state().status == RunStatus::Running)
        throw Error(id, "is running", "Stop it first");
    move(folder, binOf(runs) / id);
}

void restoreRun(const fs::path& runs, const std::string& id)
{
    const fs::path folder = pathInside(binOf(runs), id);
    RunFolder::open(folder);
    move(folder, runs / id);
}

std::vector<RunSummary> deletedRuns(const fs::path& runs)
{
    return listRuns(binOf(runs));
}

std::size_t emptyRunBin(const fs::path& runs)
{
    std::size_t count = 0;
    for (const RunSummary& run : deletedRuns(runs)) {
        std::error_code code;
        fs::remove_all(run.path, code);
        if (code)
            throw Error(run.path.string(), "cannot be removed (" + code.message() + ")");
        ++count;
    }
    return count;
}

} // namespace w2v
