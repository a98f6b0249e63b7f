// buildReferenceRecords(): records of rollouts as the released code would make them.
#include "core/motion/ReferenceTokens.h"
#include "core/supervision/ReferenceMotionTasks.h"
#include "core/supervision/RolloutSource.h"

namespace w2v {

namespace {

/// What the released planner would have written for the rollout: per-frame steps, thresholds and all.
ReferenceMotionInput planOf(const RolloutRecord& rollout)
{
    const std::vector<Action>& actions = rollout.trajectory.actions;
    ReferenceMotionInput input;
    const bool multi = actions.size() > 1;
    input.folder = multi ? "traj_multi_step_00" : std::string("traj_") + actionName(actions.front().kind) + "_00";
    input.parameters = {{"kind", multi ? "multi_step" : "single_step"}, {"action", actionName(actions.front().kind)}};
    const std::vector<int> keys = plannedKeyFrames(rollout);
    std::vector<Action> prefix;
    input.prefixTokens.emplace_back();
    for (std::size_t i = 0; i < actions.size(); ++i) {
        const int frames = keys[i + 1] - keys[i];
        for (int k = 0; k < frames; ++k) {
            prefix.push_back({actions[i].kind, actions[i].magnitude / frames});
            prefix = referenceCanonical(prefix);
            std::vector<std::string> tokens;
            for (const Action& action : prefix)
                tokens.push_back(referenceToken(action, ReferenceStage::Planning));
            input.prefixTokens.push_back(std::move(tokens));
        }
    }
    // A rollout that kept its ends only has them at the ends of the plan; what lay between is not asked about.
    const bool whole = rollout.frames.size() == input.prefixTokens.size();
    for (std::size_t i = 0; i < rollout.frames.size(); ++i)
        if (rollout.frames[i].image.empty())
            input.missingFrames.insert(whole || i == 0 ? static_cast<int>(i) : keys.back());
    return input;
}

bool isUsable(const RolloutRecord& rollout)
{
    const std::vector<int>& keys = rollout.trajectory.keyFrames;
    if (rollout.trajectory.actions.empty() || rollout.frames.size() < 2 || keys.empty() ||
        rollout.frames.size() != static_cast<std::size_t>(keys.back()) + 1)
        return false;
    return keys.size() == rollout.trajectory.actions.size() + 1 || keys == std::vector{0, 1};
}

struct ClaimCandidate {
    std::size_t source = 0;
    ReferenceClaim claim;
};

void addClaims(BuildContext& context, std::vector<RolloutSource>& sources, std::vector<ClaimCandidate> candidates)
{
    Rng rng = Rng(context.options.seed).fork("claims");
    rng.shuffle(candidates);
    for (std::size_t i = 0; i < candidates.size(); ++i) {
        const ReferenceClaim& claim = candidates[i].claim;
        const bool isTrue = i % 2 == 0;
        const ReferenceClaim::False& wrong = rng.pick(claim.falseClaims);
        const std::string text = isTrue ? claim.trueClaim : rng.chance(0.5) ? wrong.opposite : wrong.oneStepMore;
        RolloutSource& source = sources[candidates[i].source];
        QaRecord record = makeRecord(context, source, Task::A4, {{"claim", text}}, Answer(isTrue));
        record.facts["claim"] = text;
        record.facts["claim_true"] = isTrue;
        context.drafts.push_back({source.index, std::move(record)});
    }
}

} // namespace

std::vector<int> plannedKeyFrames(const RolloutRecord& rollout)
{
    const std::vector<int>& own = rollout.trajectory.keyFrames;
    const std::vector<Action>& actions = rollout.trajectory.actions;
    return own.size() == actions.size() + 1 && own != std::vector{0, 1} ? own : followActions(actions, StepLimits{}, {}).keyFrames;
}

std::vector<QaRecord> buildReferenceRecords(std::span<const RolloutRecord> rollouts, const SupervisionOptions& options,
                                            SupervisionDiagnostics* diagnostics)
{
    SupervisionDiagnostics unused;
    BuildContext context{options, options.templates ? *options.templates : TemplateSet::builtin("reference"),
                         diagnostics ? *diagnostics : unused, "reference", {}};
    const Rng root(options.seed);
    std::vector<RolloutSource> sources;
    std::vector<ClaimCandidate> claims;
    for (std::size_t i = 0; i < rollouts.size(); ++i) {
        const RolloutRecord& rollout = rollouts[i];
        if (!isUsable(rollout)) {
            context.diagnostics.skip("no motion or no frames");
            continue;
        }
        const ReferenceMotionTasks tasks = referenceMotionTasks(planOf(rollout));
        if (tasks.records.empty()) {
            context.diagnostics.skip(tasks.skipped ? "the first frame has no image" : "the steps vanish under the thresholds");
            continue;
        }
        RolloutSource source;
        source.rollout = &rollout;
        source.index = i;
        source.target = rollout.frames.size() - 1;
        source.scene = sceneOf(rollout);
        source.split = rollout.split.empty() ? splitOfScene(source.scene, options.heldoutShare, options.seed) : rollout.split;
        source.actions = rollout.trajectory.actions;
        source.rng = root.fork(rollout.id.empty() ? std::to_string(i) : rollout.id);
        sources.push_back(std::move(source));
        for (const ReferenceMotionTasks::Record& made : tasks.records) {
            if (!context.wants(made.task))
                continue;
            const std::string direction = actionWords(rollout.trajectory.actions.front().kind);
            QaRecord record = makeRecord(context, sources.back(), made.task, {{"direction", direction}}, Answer(made.answer));
            context.drafts.push_back({i, std::move(record)});
        }
        if (tasks.claim && context.wants(Task::A4))
            claims.push_back({sources.size() - 1, *tasks.claim});
    }
    addClaims(context, sources, std::move(claims)); // after all others, as the reference orders them
    buildReferenceObjectRecords(context, sources);
    std::vector<QaRecord> records;
    for (DraftRecord& draft : context.drafts)
        records.push_back(std::move(draft.record));
    return records;
}

} // namespace w2v
