// buildReferenceRecords(): the A tasks of rollouts as the released code would make them.
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
    std::vector<Action> prefix;
    input.prefixTokens.emplace_back();
    for (std::size_t i = 0; i < actions.size(); ++i) {
        const int frames = rollout.trajectory.keyFrames[i + 1] - rollout.trajectory.keyFrames[i];
        for (int k = 0; k < frames; ++k) {
            prefix.push_back({actions[i].kind, actions[i].magnitude / frames});
            prefix = referenceCanonical(prefix);
            std::vector<std::string> tokens;
            for (const Action& action : prefix)
                tokens.push_back(referenceToken(action, ReferenceStage::Planning));
            input.prefixTokens.push_back(std::move(tokens));
        }
    }
    for (std::size_t i = 0; i < rollout.frames.size(); ++i)
        if (rollout.frames[i].image.empty())
            input.missingFrames.insert(static_cast<int>(i));
    return input;
}

bool isUsable(const RolloutRecord& rollout)
{
    return !rollout.trajectory.actions.empty() && rollout.frames.size() >= 2 &&
        rollout.trajectory.keyFrames.size() == rollout.trajectory.actions.size() + 1 &&
        rollout.frames.size() == static_cast<std::size_t>(rollout.trajectory.keyFrames.back()) + 1;
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
        QaRecord record = makeRecord(context, source, Task::A4, {{"claim", text}}, isTrue ? "true" : "false");
        record.facts["claim"] = text;
        record.facts["claim_true"] = isTrue;
        context.drafts.push_back({source.index, std::move(record)});
    }
}

} // namespace

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
        source.scene = sceneOf(rollout);
        source.split = rollout.split.empty() ? splitOfScene(source.scene, options.heldoutShare, options.seed) : rollout.split;
        source.actions = rollout.trajectory.actions;
        source.rng = root.fork(rollout.id.empty() ? std::to_string(i) : rollout.id);
        sources.push_back(std::move(source));
        for (const ReferenceMotionTasks::Record& made : tasks.records) {
            if (!context.wants(made.task))
                continue;
            const std::string direction = actionWords(rollout.trajectory.actions.front().kind);
            QaRecord record = makeRecord(context, sources.back(), made.task, {{"direction", direction}}, made.answer);
            context.drafts.push_back({i, std::move(record)});
        }
        if (tasks.claim && context.wants(Task::A4))
            claims.push_back({sources.size() - 1, *tasks.claim});
    }
    std::vector<QaRecord> records;
    addClaims(context, sources, std::move(claims)); // after all others, as the reference orders them
    for (DraftRecord& draft : context.drafts)
        records.push_back(std::move(draft.record));
    const bool objects = options.tasks.empty() || options.tasks.back() >= Task::D1;
    if (objects)
        context.diagnostics.warnings.push_back("Reference mode makes A tasks only; its D tasks need a detector's boxes.");
    return records;
}

} // namespace w2v
