#pragma once
#include <memory>
#include <optional>
#include <string>

#include "core/dataset/StoredRecord.h"

namespace w2v {

/// Reads lines of the layout `rows` (DatasetFormat.h) without making JSON values of them, which takes a tenth of the time that
/// recordFromObject() does.
class RowLine {
public:
    RowLine();
    ~RowLine();

    /// The same record as recordFromObject() makes; split and state are empty where the line does not tell or names an unknown
    /// state. Nothing for a line that is damaged or has more than texts, numbers and truth values (images, lists, objects):
    /// recordFromObject() reads it or says what is wrong.
    std::optional<StoredRecord> read(const std::string& line);

private:
    struct Parser;
    std::unique_ptr<Parser> m_parser;
};

} // namespace w2v
