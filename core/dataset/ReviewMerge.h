#pragma once
#include <array>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "core/base/JobContext.h"
#include "core/dataset/Project.h"

namespace w2v {

/// What a reviewer said of one record.
struct ReviewVerdict {
    std::string id, state, reason;
};

/// How far two reviewers agree beyond chance (Cohen 1960): kappa = (observed - expected) / (1 - expected) with `expected` the
/// agreement of two who judge independently with the same shares of verdicts.
class ReviewAgreement {
public:
    static constexpr std::array<const char*, 3> kVerdicts{"accepted", "rejected", "second_look"};

    /// Verdicts of both on one record; what is no verdict (pending) does not count.
    void add(const std::string& first, const std::string& second);
    std::int64_t records() const;
    double observed() const;                     ///< share of equal verdicts; 0 without records
    double expected() const;
    /// NaN without records, or when both gave everything the same one verdict.
    double kappa() const;
    /// Standard error of kappa for large samples, sqrt(o (1 - o) / n) / (1 - e).
    double standardError() const;
    /// {"records", "observed", "expected", "kappa", "interval": [low, high] of 95 %, "table": {"accepted": {"accepted": n, ...}, ...}};
    /// kappa and interval are null where they are not defined.
    nlohmann::ordered_json toJson() const;

private:
    std::array<std::array<std::int64_t, 3>, 3> m_table{}; ///< [first][second]
};

/// Reads JSON lines with "id" and "state" (or "status" 0 to 3), and "reason" where there is one: what w2v records verdicts and
/// w2v dataset export --format rows write. Lines without a usable verdict are named in `problems` as "file:line: why".
/// Throws Error when no line can be used, or a record is named twice with different verdicts.
std::vector<ReviewVerdict> readVerdicts(const std::filesystem::path& file, std::vector<std::string>& problems);

/// Writes the verdicts of all judged records as such lines; how many there were.
std::int64_t writeVerdicts(const Project& project, const std::filesystem::path& file, JobContext& job);

struct ReviewMergeOptions {
    std::string reviewer = "second reviewer"; ///< how the reasons name them
    bool adopt = true;    ///< take their verdict where this project has none
    bool apply = true;    ///< else only measure
};

/// Merges a second reviewer's verdicts as one undo step: records that both judged differently are queued for a second look with both
/// verdicts as the reason. {"agreement", "by_task": {"A1": agreement}, "conflicts": [{"id", "task", "first", "second", "reason"}, at
/// most 1000], "conflict_count", "adopted", "unknown": ids that are not in the project, "problems"}.
nlohmann::ordered_json mergeReview(Project& project, const std::vector<ReviewVerdict>& verdicts, const ReviewMergeOptions& options,
                                   JobContext& job);

} // namespace w2v
