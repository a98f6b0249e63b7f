#pragma once
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "core/training/LineFollower.h"
#include "core/training/MetricsWriter.h"

namespace w2v {

/// Follows a metrics.jsonl that another process writes.
class MetricsReader {
public:
    explicit MetricsReader(std::filesystem::path path) : m_lines(std::move(path), kMaxLine) {}

    /// The rows that have become complete since the last call; a partial last line waits for the next. A file that does not
    /// exist yet has no rows. Lines that are no metrics are skipped and noted in problems().
    std::vector<MetricsRow> poll();

    /// True when the last poll() found that the file had shrunk or been replaced and began again: forget earlier rows.
    bool restarted() const { return m_lines.restarted(); }
    /// "file:line: reason", at most one hundred.
    const std::vector<std::string>& problems() const { return m_problems; }

private:
    static constexpr std::size_t kMaxLine = 64 << 10;
    LineFollower m_lines;
    std::vector<std::string> m_problems;
};

/// Parses one line of metrics; bare NaN and Infinity, as Python writes them, are accepted. An Error that begins with `subject`.
MetricsRow parseMetricsLine(std::string_view line, const std::string& subject);

/// Replaces the bare words NaN, Infinity and -Infinity outside of texts, as Python writes them, by null.
std::string withoutBareWords(std::string_view line);

} // namespace w2v
