#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>

#include <fmt/format.h>

#include "core/base/Error.h"
#include "core/base/Safetensors.h"
#include "core/base/SafetensorsHeader.h"

namespace w2v {

SafetensorsWriter::SafetensorsWriter(std::filesystem::path path, const std::vector<TensorView>& layout,
                                     const std::map<std::string, std::string>& metadata)
    : m_path(std::move(path)), m_temporary(m_path.string() + fmt::format(".{}.part", ::getpid()))
{
    const std::string header = encodeSafetensorsHeader(layout, metadata, m_path.string());
    for (const TensorView& t : layout) {
        m_names.push_back(t.name);
        m_sizes.push_back(tensorByteSize(t.type, t.shape, t.name, m_path.string()));
    }
    m_fd = ::open(m_temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    if (m_fd < 0)
        throw Error(m_path.string(), std::string("cannot be written (") + std::strerror(errno) + ")",
                    "Choose a folder that may be written");
    try {
        put(header.data(), header.size());
    } catch (...) {
        ::close(m_fd);
        ::unlink(m_temporary.c_str());
        throw;
    }
}

SafetensorsWriter::~SafetensorsWriter()
{
    if (m_fd < 0)
        return;
    ::close(m_fd);
    ::unlink(m_temporary.c_str());
}

void SafetensorsWriter::put(const void* bytes, std::size_t size)
{
    const char* at = static_cast<const char*>(bytes);
    while (size > 0) {
        const ssize_t n = ::write(m_fd, at, size);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            throw Error(m_path.string(), std::string("cannot be written (") + std::strerror(errno) + ")",
                        "Free some space or choose another folder");
        at += n;
        size -= static_cast<std::size_t>(n);
    }
}

void SafetensorsWriter::append(std::span<const std::byte> bytes)
{
    if (m_next >= m_sizes.size())
        throw Error(m_path.string(), "more tensors were appended than its layout has");
    if (bytes.size() != m_sizes[m_next])
        throw Error(m_path.string(), fmt::format("tensor \"{}\" needs {} bytes but was given {}", m_names[m_next],
                                                 m_sizes[m_next], bytes.size()));
    put(bytes.data(), bytes.size());
    ++m_next;
}

void SafetensorsWriter::finish()
{
    if (m_next != m_sizes.size())
        throw Error(m_path.string(), fmt::format("tensor \"{}\" was not written", m_names[m_next]));
    if (::fsync(m_fd) != 0)
        throw Error(m_path.string(), std::string("cannot be flushed to the disk (") + std::strerror(errno) + ")");
    ::close(m_fd);
    m_fd = -1;
    if (::rename(m_temporary.c_str(), m_path.c_str()) != 0) {
        const std::string reason = std::strerror(errno);
        ::unlink(m_temporary.c_str());
        throw Error(m_path.string(), "cannot be replaced (" + reason + ")");
    }
}

void writeSafetensors(const std::filesystem::path& path, const std::vector<TensorView>& entries,
                      const std::map<std::string, std::string>& metadata)
{
    SafetensorsWriter writer(path, entries, metadata);
    for (const TensorView& t : entries)
        writer.append(t.bytes);
    writer.finish();
}

std::string encodeSafetensors(const std::vector<TensorView>& entries, const std::map<std::string, std::string>& metadata)
{
    static const std::string kSubject = "safetensors";
    std::string out = encodeSafetensorsHeader(entries, metadata, kSubject);
    for (const TensorView& t : entries) {
        if (t.bytes.size() != tensorByteSize(t.type, t.shape, t.name, kSubject))
            throw Error(kSubject, fmt::format("tensor \"{}\" was given {} bytes, not what its shape needs", t.name, t.bytes.size()));
        out.append(reinterpret_cast<const char*>(t.bytes.data()), t.bytes.size());
    }
    return out;
}

} // namespace w2v
