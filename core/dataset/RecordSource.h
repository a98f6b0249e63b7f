#pragma once
#include <filesystem>
#include <optional>
#include <string>

#include "core/base/Json.h"
#include "core/dataset/LineReader.h"

namespace w2v {

/// The objects of a dataset file, one after the other: JSON lines of any number, or one JSON array of at most 64 MiB.
class RecordSource {
public:
    explicit RecordSource(const std::filesystem::path& file);

    /// False at the end. Blank lines are passed over.
    bool next();
    /// The object at hand; throws Error when the line is damaged or too long.
    Json object() const;
    /// The line at hand, or nothing when the file is an array or the line is too long.
    const std::string* line() const { return m_array || m_lines.tooLong() ? nullptr : &m_lines.line(); }
    std::int64_t number() const { return m_array ? m_at : m_lines.number(); } ///< of the line or array item, from 1
    std::string where() const;      ///< "file:3", or "file: item 3" of an array
    double fraction() const;
    std::int64_t expected() const;  ///< roughly how many objects there are, from the file's size and the lines so far

private:
    std::filesystem::path m_file;
    LineReader m_lines;
    std::optional<Json> m_array;
    std::int64_t m_at = 0;
};

} // namespace w2v
