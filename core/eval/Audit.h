#pragma once
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "core/base/JobContext.h"
#include "core/supervision/QaRecord.h"
#include "core/worldmodel/Rollout.h"

namespace w2v {

/// One thing an audit found. Codes B4 to B21 are the known defects of the released reference; the others name a check.
struct AuditFinding {
    enum class Weight { Note, Warning, Defect };
    std::string code;                   ///< "B11", "balance", "split" ...
    Weight weight = Weight::Warning;
    std::string task;                   ///< "A1", or empty for all
    std::string text;                   ///< one sentence
    std::int64_t records = 0;           ///< concerned
    std::vector<std::string> examples;  ///< ids of records, the first kFindingExamples
};

inline constexpr std::size_t kFindingExamples = 200;

/// The project's value (Project::value) that holds the newest audit of all its records, as JSON text with "time" (ISO 8601 UTC) and
/// "last_record" (Project::lastRecordNumber) added.
inline constexpr const char* kNewestAudit = "audit.newest";

struct AuditOptions {
    int folds = 3;                      ///< of scenes, for baselines that must not see a question's scene
    double binaryMargin = 5;            ///< a blind answer may beat the majority by so many percent points (A4, D2, D4)
    double boxLimit = 40;               ///< and be right on so many percent of D1
    double balanceLimit = 2;            ///< percent points from one half
};

/// Reads a rollout of a record, or nothing when it is gone.
using RolloutLookup = std::function<const RolloutRecord*(const std::string& id)>;

/// Checks records before anything is trained on them. The result is one JSON object:
///   records, scenes, passed (no defect), self_test (RewardSelfTest.h),
///   shortcuts: task -> {records, majority, rule, rule_name, text, blind (best of the three), direction: {majority, text}},
///     percentages of a cross-validation by scene; yes/no tasks also
///     guess (the larger of the majority and 50: with balanced answers the majority of other scenes is often the minority here, and
///     guessing gets one half) and above (blind - guess, the criterion),
///   balance: task -> split -> {yes, no}, directions: task -> direction -> count,
///   leaks: {records, examples}, split: {scenes, shared_scenes, shared_images, duplicates},
///   labels: task -> {checked, disagree, percent, interval}: answers against the poses and projections of their rollouts,
///   label_noise: task -> {checked, contradict, unmeasured, [percent, interval]}: records whose views moved otherwise than asked, by the
///     motion measured in their pixels, among those where it was measured,
///   findings: [{code, weight, task, text, records, examples}], defects first.
/// Throws Cancelled, and Error when there are no records.
nlohmann::ordered_json auditRecords(std::span<const QaRecord> records, const RolloutLookup& rollout, const AuditOptions& options,
                                    JobContext& job);

/// The same as one page that needs nothing else: plots as inline SVG, texts escaped. `title` is the project's name.
std::string auditHtml(const nlohmann::ordered_json& audit, const std::string& title);

} // namespace w2v
