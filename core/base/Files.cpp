#include "core/base/Files.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <vector>

#include <fmt/format.h>

#include "core/base/Error.h"
#include "core/base/LargeFile.h"
#include "core/base/Parallel.h"

namespace w2v {

namespace {

class FileDescriptor {
public:
    explicit FileDescriptor(int fd) : m_fd(fd) {}
    ~FileDescriptor()
    {
        if (m_fd >= 0)
            ::close(m_fd);
    }
    FileDescriptor(const FileDescriptor&) = delete;
    FileDescriptor& operator=(const FileDescriptor&) = delete;
    int get() const { return m_fd; }

private:
    int m_fd;
};

std::string systemReason()
{
    return std::strerror(errno);
}

constexpr std::size_t kLeastPart = 1u << 20; ///< bytes that are worth a thread

FileDescriptor openRegular(const fs::path& path)
{
    const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        throw Error(path.string(), "cannot be opened (" + systemReason() + ")", "Check that it exists and may be read");
    return FileDescriptor(fd);
}

std::size_t sizeOf(const FileDescriptor& fd, const fs::path& path, std::uintmax_t limit)
{
    struct stat info {};
    if (::fstat(fd.get(), &info) != 0 || !S_ISREG(info.st_mode))
        throw Error(path.string(), "is not a regular file", "Give the path of a file");
    if (static_cast<std::uintmax_t>(info.st_size) > limit)
        throw Error(path.string(), fmt::format("has {} bytes, more than the {} this reader accepts", info.st_size, limit));
    return static_cast<std::size_t>(info.st_size);
}

/// Fills `target` from the offset on; returns how many bytes there were.
std::size_t readAt(const FileDescriptor& fd, const fs::path& path, std::size_t offset, std::span<char> target)
{
    std::size_t done = 0;
    while (done < target.size()) {
        const ssize_t n = ::pread(fd.get(), target.data() + done, target.size() - done, static_cast<off_t>(offset + done));
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            throw Error(path.string(), "cannot be read (" + systemReason() + ")");
        if (n == 0)
            break;
        done += static_cast<std::size_t>(n);
    }
    return done;
}

} // namespace

std::string readFile(const fs::path& path, std::uintmax_t limit)
{
    const FileDescriptor fd = openRegular(path);
    std::string bytes(sizeOf(fd, path, limit), '\0');
    bytes.resize(readAt(fd, path, 0, bytes)); // it may have shrunk meanwhile: what is there is what it is
    return bytes;
}

FileBytes readLargeFile(const fs::path& path, std::uintmax_t limit)
{
    const FileDescriptor fd = openRegular(path);
    FileBytes bytes;
    bytes.size = sizeOf(fd, path, limit);
    bytes.data = std::make_unique_for_overwrite<char[]>(bytes.size);
    std::vector<std::size_t> ends(parallelPartCount(bytes.size, kLeastPart), bytes.size);
    parallelParts(bytes.size, kLeastPart, [&](std::size_t part, std::size_t begin, std::size_t end) {
        if (const std::size_t got = readAt(fd, path, begin, {bytes.data.get() + begin, end - begin}); begin + got < end)
            ends[part] = begin + got;
    });
    bytes.size = *std::ranges::min_element(ends);
    return bytes;
}

void writeFileAtomic(const fs::path& path, std::string_view bytes)
{
    const fs::path temporary = path.string() + fmt::format(".{}.part", ::getpid());
    {
        const FileDescriptor fd(::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644));
        if (fd.get() < 0)
            throw Error(path.string(), "cannot be written (" + systemReason() + ")", "Choose a folder that may be written");
        std::size_t done = 0;
        while (done < bytes.size()) {
            const ssize_t n = ::write(fd.get(), bytes.data() + done, bytes.size() - done);
            if (n < 0 && errno == EINTR)
                continue;
            if (n < 0) {
                const std::string reason = systemReason();
                ::unlink(temporary.c_str());
                throw Error(path.string(), "cannot be written (" + reason + ")", "Free some space or choose another folder");
            }
            done += static_cast<std::size_t>(n);
        }
        if (::fsync(fd.get()) != 0) {
            const std::string reason = systemReason();
            ::unlink(temporary.c_str());
            throw Error(path.string(), "cannot be flushed to the disk (" + reason + ")");
        }
    }
    if (::rename(temporary.c_str(), path.c_str()) != 0) {
        const std::string reason = systemReason();
        ::unlink(temporary.c_str());
        throw Error(path.string(), "cannot be replaced (" + reason + ")");
    }
}

void createFolder(const fs::path& path)
{
    std::error_code code;
    fs::create_directories(path, code);
    if (code)
        throw Error(path.string(), "the folder cannot be created (" + code.message() + ")",
                    "Choose a folder that may be written");
    if (!fs::is_directory(path, code))
        throw Error(path.string(), "exists and is not a folder", "Choose another name");
}

void replaceFolder(const fs::path& folder, const std::function<void(const fs::path& aside)>& fill)
{
    fs::path name = folder;
    if (!name.has_filename()) // "out/" is "out"
        name = name.parent_path();
    const fs::path aside = name.string() + fmt::format(".part-{}", ::getpid()), old = name.string() + fmt::format(".old-{}", ::getpid());
    std::error_code code;
    if (fs::exists(name, code) && !fs::is_directory(name, code))
        throw Error(name.string(), "exists and is not a folder", "Choose another name");
    fs::remove_all(aside, code);
    createFolder(aside);
    try {
        fill(aside);
    } catch (...) {
        fs::remove_all(aside, code);
        throw;
    }
    if (fs::exists(name, code))
        fs::rename(name, old, code);
    fs::rename(aside, name, code);
    if (code) {
        std::error_code ignored;
        if (fs::exists(old, ignored))
            fs::rename(old, name, ignored);
        throw Error(name.string(), "cannot be put in place (" + code.message() + ")", "What was written is complete in " + aside.string());
    }
    fs::remove_all(old, code);
}

fs::path pathInside(const fs::path& root, const std::string& relative)
{
    const fs::path given(relative);
    bool bad = relative.empty() || given.is_absolute() || relative.find('\0') != std::string::npos;
    for (const auto& part : given)
        bad = bad || part == "..";
    if (!bad) {
        std::error_code code;
        const fs::path base = fs::weakly_canonical(root, code);
        const fs::path full = fs::weakly_canonical(root / given, code);
        const auto mismatch = std::mismatch(base.begin(), base.end(), full.begin(), full.end());
        bad = code || mismatch.first != base.end();
        if (!bad)
            return full;
    }
    throw Error(relative, "is not a path inside " + root.string(), "Use a relative path without \"..\"");
}

} // namespace w2v
