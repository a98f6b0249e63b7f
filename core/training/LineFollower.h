#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "core/training/GrowingFile.h"

namespace w2v {

/// The lines of a text file that another process writes.
class LineFollower {
public:
    /// Lines longer than `maxLine` bytes are left out.
    LineFollower(std::filesystem::path path, std::size_t maxLine) : m_file(std::move(path)), m_maxLine(maxLine) {}

    /// Hands over the lines that have become complete since the last call, numbered from 1, without their end; a partial last line waits
    /// for the next. A line that was too long is handed over as `tooLong` with its number. At most 64 MiB are read at once.
    void poll(const std::function<void(std::string_view line, std::int64_t number)>& take, const std::function<void(std::int64_t number)>& tooLong);

    /// True when the last poll() found the file cut, replaced or written anew and began again.
    bool restarted() const { return m_file.restarted(); }
    const std::filesystem::path& path() const { return m_file.path(); }

private:
    GrowingFile m_file;
    std::size_t m_maxLine;
    std::uint64_t m_offset = 0;
    std::int64_t m_line = 0;
    bool m_skipping = false;
    std::string m_partial;
};

} // namespace w2v
