#pragma once
#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>

namespace w2v {

/// A file that another process appends to, and may cut, replace or write anew at any time. It is never mapped: a file that shrinks under
/// a mapping kills the reader.
class GrowingFile {
public:
    explicit GrowingFile(std::filesystem::path path) : m_path(std::move(path)) {}

    /// The file open at one moment; what grows later is seen by the next look.
    class View {
    public:
        View(int fd, std::uint64_t size) : m_fd(fd), m_size(size) {}
        ~View();
        View(View&& other) noexcept : m_fd(other.m_fd), m_size(other.m_size) { other.m_fd = -1; }
        View& operator=(View&&) = delete;

        std::uint64_t size() const { return m_size; }
        /// Bytes read at `offset`: fewer than asked for at the end, or when the file shrank meanwhile.
        std::size_t read(std::uint64_t offset, std::span<char> into) const;

    private:
        int m_fd;
        std::uint64_t m_size;
    };

    /// Nothing while the file does not exist. An Error when it cannot be opened or is no regular file.
    std::optional<View> look();

    /// True when the last look() found that what had been remembered is no longer there: begin again at 0.
    bool restarted() const { return m_restarted; }

    /// Says that everything before `offset` was read. A later look() compares the last bytes before it.
    void remember(const View& view, std::uint64_t offset);

    const std::filesystem::path& path() const { return m_path; }

private:
    std::filesystem::path m_path;
    std::uint64_t m_offset = 0, m_inode = 0;
    std::string m_memory; ///< the last bytes before m_offset
    bool m_restarted = false;
};

} // namespace w2v
