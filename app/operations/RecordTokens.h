#pragma once
#include <cstdint>
#include <filesystem>
#include <span>

#include "core/base/JobContext.h"
#include "core/dataset/Project.h"

namespace w2v {

/// Tokens of records as a model reads them: system turn, question with its pictures, answer.
struct TokenLengths {
    std::size_t records = 0;
    std::int64_t shortest = 0, median = 0, longest = 0;
    std::int64_t longestPrompt = 0; ///< without the answer
};

/// `model`: a checkpoint folder, of which only the tokenizer and the configuration are read; `imageSize`: side that pictures are resized to
/// before, 0 = as they are. Throws Error for a damaged folder.
TokenLengths tokenLengths(const Project& project, std::span<const QaRecord> records, const std::filesystem::path& model, int imageSize, JobContext& job);

} // namespace w2v
