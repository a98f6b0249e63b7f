#pragma once
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "core/base/Json.h"
#include "core/dataset/AnswerTable.h"

namespace w2v {

/// What a person who did not see the models' names found of two answers to one question.
enum class Verdict { First, Second, Tie };

struct Vote {
    std::string record, first, second; ///< the models compared, as they were chosen: "A" and "B"
    bool swapped = false;              ///< B's answer was shown on the left
    Verdict verdict = Verdict::Tie;    ///< of first and second, whatever was shown where
    bool operator==(const Vote&) const = default;
};

/// Whether B's answer is shown on the left. Balanced: of any two questions 2k and 2k + 1 of a sequence exactly one, drawn by the seed.
bool isSwapped(std::size_t place, std::uint64_t seed);

struct VoteCount {
    int first = 0, second = 0, ties = 0;
    int left = 0, right = 0; ///< by side: far apart means that the side was judged, not the answer
};
VoteCount countVotes(std::span<const Vote> votes);

Json votesToJson(std::span<const Vote> votes);
/// Throws Error for anything that is not what votesToJson() writes.
std::vector<Vote> votesFromJson(const Json& json, const std::string& subject);

/// Preference data as ms-swift reads it, an object a vote that is no tie: {"messages": [user, assistant], "rejected_response", "images"} and
/// "id". Votes on answers that are not in the table are left out; so are equal answers. `imagesOf` gives a record's images as files.
std::vector<Json> preferenceRows(std::span<const Vote> votes, const AnswerTable& table,
                                 const std::function<std::vector<std::string>(const std::string& record)>& imagesOf);

} // namespace w2v
