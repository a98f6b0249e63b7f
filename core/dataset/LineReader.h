#pragma once
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>

namespace w2v {

/// Reads a text file line by line in bounded memory: a byte order mark and carriage returns are dropped, a missing last newline
/// is fine, a line longer than kMaxLine is reported as too long and skipped.
class LineReader {
public:
    static constexpr std::size_t kMaxLine = 4u << 20;

    explicit LineReader(const std::filesystem::path& path);

    /// False at the end.
    bool next();
    const std::string& line() const { return m_line; }
    std::int64_t number() const { return m_number; } ///< from 1
    bool tooLong() const { return m_tooLong; }
    /// Share of the file that was read, 0..1.
    double fraction() const;

private:
    std::ifstream m_file;
    std::string m_buffer, m_line;
    std::size_t m_at = 0;
    std::uintmax_t m_size = 0, m_read = 0;
    std::int64_t m_number = 0;
    bool m_tooLong = false;
};

} // namespace w2v
