// A1-A4 in verified mode.
#include <algorithm>
#include <cmath>

#include "core/motion/ReferenceTokens.h"
#include "core/supervision/RolloutSource.h"

namespace w2v {

namespace {

/// A claim is false only when an action differs by more than this: beyond the scoring tolerance, with the direction or without.
constexpr double kMinReversedMeters = 0.3, kMinReversedDegrees = 15;
constexpr double kMinOtherMeters = 0.501, kMinOtherDegrees = 20, kMinOtherShare = 0.3; // the released reward forgives 0.5 m

/// One letter per action: the axis it moves along. Claims are exchanged only between equal structures.
std::string structureOf(const std::vector<Action>& actions)
{
    std::string structure;
    for (const Action& action : actions)
        structure += action.isTurn() ? 'y'
            : action.kind == ActionKind::Forward || action.kind == ActionKind::Backward ? 'z'
                                                                                        : 'x';
    return structure;
}

bool clearlyDiffers(const Action& truth, const Action& claim)
{
    if (truth.kind != claim.kind)
        return truth.magnitude + claim.magnitude >= (truth.isTurn() ? kMinReversedDegrees : kMinReversedMeters);
    const double difference = std::abs(truth.magnitude - claim.magnitude);
    return difference > (truth.isTurn() ? kMinOtherDegrees : kMinOtherMeters) && difference > kMinOtherShare * truth.magnitude;
}

/// The claim tells a clearly other motion: at least one action differs beyond tolerance.
bool isFalseClaim(const std::vector<Action>& truth, const std::vector<Action>& claim)
{
    for (std::size_t i = 0; i < truth.size(); ++i)
        if (clearlyDiffers(truth[i], claim[i]))
            return true;
    return false;
}

std::vector<Action> reversedClaim(RolloutSource& source)
{
    std::vector<Action> claim = source.actions;
    const auto i = static_cast<std::size_t>(source.rng.integer(0, static_cast<std::int64_t>(claim.size()) - 1));
    claim[i].kind = opposite(claim[i].kind);
    return claim;
}

/// For each of `members` another member's actions that are false for it, each used once: a random permutation repaired by
/// swaps. An entry stays its own actions when nothing fits.
std::vector<std::size_t> exchangedClaims(const std::vector<RolloutSource>& sources, const std::vector<std::size_t>& members,
                                         Rng& rng)
{
    constexpr int kTries = 60;
    std::vector<std::size_t> claims = members;
    rng.shuffle(claims);
    const auto falseAt = [&](std::size_t member, std::size_t claim) {
        return isFalseClaim(sources[members[member]].actions, sources[claim].actions);
    };
    for (std::size_t i = 0; i < members.size(); ++i) {
        for (int tries = 0; tries < kTries && !falseAt(i, claims[i]); ++tries) {
            const auto j = static_cast<std::size_t>(rng.integer(0, static_cast<std::int64_t>(members.size()) - 1));
            const bool fits = falseAt(i, claims[j]) && (falseAt(j, claims[i]) || !falseAt(j, claims[j]));
            if (fits)
                std::swap(claims[i], claims[j]);
        }
    }
    return claims;
}

void addClaim(BuildContext& context, RolloutSource& source, const std::vector<Action>& claim, bool isTrue)
{
    const std::string text = claimText(claim, ReferenceStage::Supervision);
    QaRecord record = makeRecord(context, source, Task::A4, {{"claim", text}}, isTrue);
    record.facts["claim"] = text;
    record.facts["claim_actions"] = actionsToJson(claim);
    record.facts["claim_true"] = isTrue;
    context.drafts.push_back({source.index, std::move(record)});
}

} // namespace

void buildMotionRecords(BuildContext& context, std::vector<RolloutSource>& sources)
{
    for (RolloutSource& source : sources) {
        const bool single = source.actions.size() == 1;
        const Task task = !single ? Task::A3 : source.actions.front().isTurn() ? Task::A2 : Task::A1;
        if (!context.wants(task))
            continue;
        static constexpr const char* kCounts[] = {"zero", "one", "two", "three", "four", "five", "six"};
        const std::size_t count = source.actions.size();
        const std::string countWord = count < std::size(kCounts) ? kCounts[count] : std::to_string(count);
        context.drafts.push_back({source.index, makeRecord(context, source, task, {{"count", countWord}}, source.actions)});
    }
}

void buildClaimRecords(BuildContext& context, std::vector<RolloutSource>& sources)
{
    if (!context.wants(Task::A4))
        return;
    std::map<std::string, std::map<std::string, std::vector<std::size_t>>> groups; // split -> structure -> sources
    for (std::size_t i = 0; i < sources.size(); ++i)
        groups[sources[i].split][structureOf(sources[i].actions)].push_back(i);
    Rng rng = Rng(context.options.seed).fork("claims");
    for (auto& [split, structures] : groups) {
        // The last one is left out where the number of rollouts is odd, so that both answers are equally frequent.
        std::size_t total = 0;
        for (const auto& [structure, members] : structures)
            total += members.size();
        std::size_t left = total / 2 * 2;
        bool oddFalse = false; // odd groups give their extra rollout to either side in turn
        std::size_t trueCount = 0, falseCount = 0;
        for (auto& [structure, all] : structures) {
            rng.shuffle(all);
            if (all.size() > left)
                all.resize(left);
            left -= all.size();
            std::size_t half = all.size() / 2;
            if (all.size() % 2 == 1) {
                half += oddFalse ? 1 : 0;
                oddFalse = !oddFalse;
            }
            const std::vector<std::size_t> members(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(half));
            const std::vector<std::size_t> claims = exchangedClaims(sources, members, rng);
            for (std::size_t i = 0; i < members.size(); ++i) {
                RolloutSource& source = sources[members[i]];
                const std::vector<Action>& other = sources[claims[i]].actions;
                addClaim(context, source, isFalseClaim(source.actions, other) ? other : reversedClaim(source), false);
            }
            for (std::size_t i = half; i < all.size(); ++i)
                addClaim(context, sources[all[i]], sources[all[i]].actions, true);
            falseCount += half;
            trueCount += all.size() - half;
        }
        if (total % 2 == 1)
            context.diagnostics.skip("A4: left out for balance");
        if (trueCount != falseCount)
            context.diagnostics.warnings.push_back("A4 is not balanced in the split " + split + '.');
    }
}

} // namespace w2v
