#include "core/training/GrowingFile.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/Error.h"

namespace w2v {

namespace {

constexpr std::uint64_t kMemory = 64; // bytes before the offset that must still be the same

} // namespace

GrowingFile::View::~View()
{
    if (m_fd >= 0)
        ::close(m_fd);
}

std::size_t GrowingFile::View::read(std::uint64_t offset, std::span<char> into) const
{
    std::size_t done = 0;
    while (done < into.size() && offset + done < m_size) {
        const std::size_t wanted = static_cast<std::size_t>(std::min<std::uint64_t>(into.size() - done, m_size - offset - done));
        const ssize_t n = ::pread(m_fd, into.data() + done, wanted, static_cast<off_t>(offset + done));
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            break;
        done += static_cast<std::size_t>(n);
    }
    return done;
}

std::optional<GrowingFile::View> GrowingFile::look()
{
    m_restarted = false;
    const int fd = ::open(m_path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0) {
        if (errno == ENOENT)
            return {};
        throw Error(m_path.string(), std::string("cannot be opened (") + std::strerror(errno) + ")");
    }
    struct stat info {};
    const bool regular = ::fstat(fd, &info) == 0 && S_ISREG(info.st_mode);
    View view(fd, static_cast<std::uint64_t>(std::max<off_t>(0, info.st_size)));
    if (!regular)
        throw Error(m_path.string(), "is not a regular file");
    std::string before(m_memory.size(), '\0');
    const bool same = view.size() >= m_offset && (m_inode == 0 || info.st_ino == m_inode)
                      && (m_memory.empty() || (view.read(m_offset - before.size(), before) == before.size() && before == m_memory));
    if (!same) {
        m_restarted = true;
        m_offset = 0;
        m_memory.clear();
    }
    m_inode = info.st_ino;
    return view;
}

void GrowingFile::remember(const View& view, std::uint64_t offset)
{
    m_offset = offset;
    m_memory.resize(static_cast<std::size_t>(std::min(offset, kMemory)));
    m_memory.resize(view.read(offset - m_memory.size(), m_memory));
}

} // namespace w2v
