#include "core/runs/CheckpointShelf.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <string>
#include <unistd.h>

#include <fmt/format.h>

#include "core/base/Error.h"
#include "core/base/Files.h"

namespace w2v {

namespace {

/// n of "step-<n>", or -1.
std::int64_t stepOf(const std::string& name)
{
    if (!name.starts_with("step-") || name.size() < 6 || name.size() > 23 || name.find_first_not_of("0123456789", 5) != std::string::npos)
        return -1;
    return std::stoll(name.substr(5));
}

/// replaceFolder() names what it works on "<folder>.part-<pid>" and "<folder>.old-<pid>".
bool isLeftover(const std::string& name)
{
    const std::size_t dot = name.find('.');
    return dot != std::string::npos && stepOf(name.substr(0, dot)) >= 0;
}

/// To the disk: a file's bytes, or a folder's list of names.
void flush(const fs::path& path)
{
    const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    const bool done = fd >= 0 && ::fsync(fd) == 0;
    const std::string reason = std::strerror(errno);
    if (fd >= 0)
        ::close(fd);
    if (!done)
        throw Error(path.string(), "cannot be flushed to the disk (" + reason + ")");
}

void flushWhole(const fs::path& folder)
{
    for (const fs::directory_entry& entry : fs::recursive_directory_iterator(folder))
        if (!entry.is_symlink() && (entry.is_regular_file() || entry.is_directory()))
            flush(entry.path());
    flush(folder);
}

} // namespace

std::vector<std::pair<std::int64_t, fs::path>> checkpointsOf(const fs::path& run)
{
    std::vector<std::pair<std::int64_t, fs::path>> out;
    std::error_code code;
    for (fs::directory_iterator it(run / "checkpoints", code), end; !code && it != end; it.increment(code))
        if (const std::int64_t step = stepOf(it->path().filename().string()); step >= 0)
            out.emplace_back(step, it->path());
    std::sort(out.begin(), out.end());
    return out;
}

CheckpointShelf::CheckpointShelf(fs::path run, int keep) : m_run(std::move(run)), m_keep(static_cast<std::size_t>(std::max(1, keep))) {}

fs::path CheckpointShelf::put(std::int64_t step, const std::function<void(const fs::path&)>& fill)
{
    const fs::path folder = m_run / "checkpoints" / fmt::format("step-{}", step);
    createFolder(folder.parent_path());
    replaceFolder(folder, [&](const fs::path& aside) {
        fill(aside);
        flushWhole(aside);
    });
    flush(folder.parent_path());
    prune();
    return folder;
}

void CheckpointShelf::prune() const
{
    std::error_code ignored; // an old checkpoint that cannot be removed costs space, not the run
    const auto all = checkpointsOf(m_run);
    for (std::size_t i = 0; i + m_keep < all.size(); ++i)
        if (all[i].first != m_best)
            fs::remove_all(all[i].second, ignored);
    std::vector<fs::path> leftovers;
    for (fs::directory_iterator it(m_run / "checkpoints", ignored), end; !ignored && it != end; it.increment(ignored))
        if (isLeftover(it->path().filename().string()))
            leftovers.push_back(it->path());
    for (const fs::path& path : leftovers)
        fs::remove_all(path, ignored);
}

} // namespace w2v
