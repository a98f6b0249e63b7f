#pragma once
#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "core/supervision/QaRecord.h"

namespace w2v {

/// Digest of what a record asks: its question and images, not its id. Equal for the same question in another project.
std::string contentOf(const QaRecord& record);

/// Replies of another program, joined to records.
struct JoinedPredictions {
    std::map<std::string, std::string> replies; ///< by record id
    std::size_t byId = 0, byContent = 0, byText = 0;
    std::vector<std::string> unknown;           ///< ids of replies that belong to no record
    std::vector<std::string> problems;          ///< "file:line: why" of lines that could not be used
};

/// Reads what readPredictions() reads. A reply belongs to the record of its id (whose question it must not contradict, when it says one:
/// `question`, `prompt` or `input`); else to the record with its `content` (see contentOf()); else to the only record with its question.
/// Throws Error when no reply fits.
JoinedPredictions joinPredictions(std::span<const QaRecord> records, const std::filesystem::path& file);

} // namespace w2v
