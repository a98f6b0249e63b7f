#pragma once
#include <nlohmann/json.hpp>

#include "core/dataset/Project.h"

namespace w2v {

/// What a person asks of a dataset before training on it, of the records that fit the filter:
/// {"records", "scenes": {"train": n, "heldout": n, "shared": n},   (shared: held-out scenes with records of another split too, must be 0)
///  "tasks": {"A1": {"records", "train", "heldout", "by_state": {..}, "answers": different answers, "top_answer",
///            "top_share": 0..1 of the most frequent answer, "words": mean words of a question}},
///  "images": different image references, "bad_marks": records whose <image> marks do not fit their images}
nlohmann::ordered_json datasetStatistics(const Project& project, const RecordFilter& filter = {});

} // namespace w2v
