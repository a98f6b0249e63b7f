#pragma once
#include <string>
#include <vector>

#include "core/base/JobContext.h"
#include "core/dataset/Project.h"

namespace w2v {

struct SimilarOptions {
    bool pictures = true, text = true; ///< what may make a record similar; at least one
    double minPicture = 0.75, minText = 0.8;
    std::size_t most = 100;
};

/// A record beside the one that was asked about.
struct SimilarRecord {
    std::string id;
    double picture = 0; ///< mean over the asked record's pictures of likenessOf() the best of the other's; 0 when not looked at
    double text = 0;    ///< shared words of question and answer (Dice), numbers counting as one word
};

/// The records whose pictures or words are near those of `id`, most alike first, without itself. Where pictures count, every record is
/// looked at and fingerprints are kept (FingerprintCache.h); by text alone the full-text index proposes those that share rare words.
/// Throws Error for an unknown id, Cancelled.
std::vector<SimilarRecord> similarRecords(const Project& project, const std::string& id, const SimilarOptions& options, JobContext& job);

/// Shared words of two texts, 0..1 (Dice coefficient of the bags of words, lower case, each number the same word).
double textLikeness(const std::string& a, const std::string& b);

} // namespace w2v
