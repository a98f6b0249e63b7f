#pragma once
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "core/training/MetricsWriter.h"

namespace w2v {

/// Follows a metrics.jsonl that another process writes.
class MetricsReader {
public:
    explicit MetricsReader(std::filesystem::path path) : m_path(std::move(path)) {}

    /// The rows that have become complete since the last call; a partial last line waits for the next. A file that does not
    /// exist yet has no rows. Lines that are no metrics are skipped and noted in problems().
    std::vector<MetricsRow> poll();

    /// True when the last poll() found that the file had shrunk or been replaced and began again: forget earlier rows.
    bool restarted() const { return m_restarted; }
    /// "file:line: reason", at most one hundred.
    const std::vector<std::string>& problems() const { return m_problems; }

private:
    void takeLine(std::string_view line, std::vector<MetricsRow>& rows);

    std::filesystem::path m_path;
    std::uint64_t m_offset = 0, m_inode = 0;
    std::int64_t m_line = 0;
    bool m_restarted = false, m_skipping = false;
    std::string m_partial;
    std::string m_memory; ///< the last bytes read: when they change, the file was written anew
    std::vector<std::string> m_problems;
};

/// Parses one line of metrics; bare NaN and Infinity, as Python writes them, are accepted. An Error that begins with `subject`.
MetricsRow parseMetricsLine(std::string_view line, const std::string& subject);

} // namespace w2v
