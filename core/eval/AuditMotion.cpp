// How many labels are wrong because the views did not move as they were asked to: an estimate from the motion that was measured in the
// pixels of the rollouts (core/worldmodel/quality).
#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "core/eval/AuditChecks.h"
#include "core/eval/BenchmarkReport.h"

namespace w2v {

namespace {

using Json = nlohmann::ordered_json;

constexpr double kNoiseLimit = 2; ///< percent that the lower end of the interval may reach before it is worth a warning

struct Noise {
    Share contradicts; ///< right: those that do
    std::int64_t unmeasured = 0;
};

enum class Motion { NotMeasured, Agrees, Contradicts };

/// Every step up to the later view counts: a wrong one makes all that follows wrong.
Motion motionOf(const RolloutRecord& rollout, std::size_t later)
{
    bool measured = false;
    for (std::size_t i = 1; i <= later; ++i) {
        const std::optional<FrameQuality>& quality = rollout.frames[i].quality;
        if (!quality || !quality->motion)
            continue;
        measured = true;
        const std::vector<QualityReason> reasons = judge(*quality);
        if (std::find(reasons.begin(), reasons.end(), QualityReason::WrongMotion) != reasons.end())
            return Motion::Contradicts;
    }
    return measured ? Motion::Agrees : Motion::NotMeasured;
}

} // namespace

std::optional<std::size_t> laterFrame(const QaRecord& record, const RolloutRecord& rollout)
{
    if (rollout.frames.size() < 2)
        return std::nullopt;
    if (record.images.size() == 2)
        for (std::size_t i = rollout.frames.size() - 1; i >= 1; --i)
            if (rollout.frames[i].image == record.images[1])
                return i;
    return rollout.frames.size() - 1;
}

Json auditMotion(std::span<const QaRecord> records, const RolloutLookup& rollout, FindingList& findings)
{
    std::map<Task, Noise> tasks;
    FindingCounter wrong("motion", AuditFinding::Weight::Warning, "The views did not move as the labels say, measured in their pixels.");
    for (const QaRecord& record : records) {
        const RolloutRecord* source = record.rollout.empty() ? nullptr : rollout(record.rollout);
        const auto later = source ? laterFrame(record, *source) : std::nullopt;
        if (!later)
            continue;
        Noise& noise = tasks[record.task];
        const Motion motion = motionOf(*source, *later);
        if (motion == Motion::NotMeasured) {
            ++noise.unmeasured;
            continue;
        }
        ++noise.contradicts.n;
        noise.contradicts.right += motion == Motion::Contradicts;
        if (motion == Motion::Contradicts)
            wrong.add(record);
    }
    Json result = Json::object();
    bool noticeable = false;
    for (const auto& [task, noise] : tasks) {
        Json row{{"checked", noise.contradicts.n}, {"contradict", noise.contradicts.right}, {"unmeasured", noise.unmeasured}};
        if (noise.contradicts.n > 0) {
            row["percent"] = noise.contradicts.percent();
            row["interval"] = {noise.contradicts.low(), noise.contradicts.high()};
            noticeable = noticeable || noise.contradicts.low() > kNoiseLimit;
        }
        result[taskName(task)] = std::move(row);
    }
    if (noticeable)
        wrong.moveTo(findings);
    return result;
}

} // namespace w2v
