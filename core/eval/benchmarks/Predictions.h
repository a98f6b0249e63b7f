#pragma once
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "core/base/Json.h"

namespace w2v {

/// Replies that another program wrote, by question id.
struct Predictions {
    std::map<std::string, std::string> replies;
    std::map<std::string, std::vector<std::string>> choices; ///< in the order asked, of replies that say it
    std::vector<std::string> problems;   ///< "file:line: why" of lines that could not be used
};

/// Reads JSON lines (or a JSON array). The id is `id`, `database_idx`, `doc_id` or `index`; the reply is `prediction`, `reply`,
/// `response`, `answer`, or the first of `filtered_resps` or `resps` (lmms-eval samples; older files nest them). `choices`, a list of texts, is the order in
/// which the choices were asked. Of two replies to one question the first counts and the second is a problem. Throws Error when no line can be used.
/// VLMEvalKit's tables (.xlsx and .tsv with a line of names) are read too.
Predictions readPredictions(const std::filesystem::path& file);

/// The id of an entry. Throws Error when it has none.
std::string predictionId(const Json& entry, const std::string& where);

} // namespace w2v
