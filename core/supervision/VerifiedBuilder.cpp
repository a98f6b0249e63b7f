// buildVerifiedRecords(): checks rollouts, hands them to the task families and orders the result.
#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/base/Digest.h"
#include "core/base/Error.h"
#include "core/supervision/RolloutSource.h"

namespace w2v {

namespace {

/// Largest share of the field of view that a turn may use up: beyond it the two views have next to nothing in common.
constexpr double kMaxTurnOfView = 0.9;
constexpr double kPoseTolerance = 5e-3; // metres and radians, between the label and the last pose

double horizontalFov(const Intrinsics& camera)
{
    return camera.valid() ? 2 * std::atan(camera.width / (2.0 * camera.fx)) : std::numbers::pi;
}

bool labelFitsPose(const std::vector<Action>& actions, const CameraTrajectory& trajectory, const Rigid3d& last)
{
    const StepLimits whole{1e9, 1e9, 2};
    const Rigid3d expected = followActions(actions, whole, trajectory.camera).startFromCamera.back();
    const Rigid3d error = expected.inverse() * last;
    return error.translation().norm() < kPoseTolerance * (1 + last.translation().norm()) &&
        Eigen::AngleAxisd(error.linear()).angle() < kPoseTolerance;
}

/// Empty when the rollout can give records, else why not.
std::string obstacle(const RolloutRecord& rollout, const std::vector<Action>& actions, const SupervisionOptions& options)
{
    if (rollout.frames.size() < 2)
        return "fewer than two frames";
    if (rollout.frames.front().image.empty() || rollout.frames.back().image.empty())
        return "a frame has no image";
    if (actions.empty())
        return "no motion";
    if (static_cast<int>(actions.size()) > options.maxActions)
        return "too many motions";
    const Rigid3d& last = rollout.frames.back().startFromCamera;
    if (!labelFitsPose(actions, rollout.trajectory, last))
        return "the actions do not lead to the last pose";
    if (std::abs(yawOf(last.linear())) > kMaxTurnOfView * horizontalFov(rollout.trajectory.camera))
        return "the turn leaves the views without overlap";
    if (rollout.frames.back().observedShare < options.minObservedShare)
        return "the last frame is mostly imagined";
    const bool moves = std::any_of(actions.begin(), actions.end(), [](const Action& a) { return !a.isTurn(); });
    return moves && !rollout.metric ? "a move in a scene of unknown scale" : "";
}

std::vector<RolloutSource> usableSources(std::span<const RolloutRecord> rollouts, BuildContext& context)
{
    std::vector<RolloutSource> sources;
    sources.reserve(rollouts.size());
    std::map<std::string, std::string> splits;
    const Rng root(context.options.seed);
    for (std::size_t i = 0; i < rollouts.size(); ++i) {
        const RolloutRecord& rollout = rollouts[i];
        RolloutSource source;
        source.rollout = &rollout;
        source.index = i;
        source.scene = sceneOf(rollout);
        source.split = rollout.split.empty() ? splitOfScene(source.scene, context.options.heldoutShare, context.options.seed)
                                             : rollout.split;
        const auto [known, inserted] = splits.emplace(source.scene, source.split);
        if (known->second != source.split)
            throw Error("the scene \"" + source.scene + "\"", "is on two sides of the split (" + known->second + " and " +
                            source.split + ")", "Give all rollouts of a scene the same split");
        source.actions = labelActions(rollout.trajectory);
        if (const std::string reason = obstacle(rollout, source.actions, context.options); !reason.empty()) {
            context.diagnostics.skip(reason);
            continue;
        }
        source.text = actionText(source.actions);
        source.rng = root.fork(rollout.id.empty() ? std::to_string(i) : rollout.id);
        sources.push_back(std::move(source));
    }
    return sources;
}

Json cameraFacts(const Intrinsics& camera)
{
    return {{"fx", camera.fx}, {"fy", camera.fy},       {"cx", camera.cx},
            {"cy", camera.cy}, {"width", camera.width}, {"height", camera.height}};
}

} // namespace

bool BuildContext::wants(Task task) const
{
    return options.tasks.empty() || std::find(options.tasks.begin(), options.tasks.end(), task) != options.tasks.end();
}

std::string sceneOf(const RolloutRecord& rollout)
{
    if (!rollout.scene.empty())
        return rollout.scene;
    return rollout.observation.empty() ? "rollout:" + rollout.id : rollout.observation;
}

std::string splitOfScene(const std::string& scene, double heldoutShare, std::uint64_t seed)
{
    const std::string digest = sha256(std::to_string(seed) + '/' + scene);
    const double place = static_cast<double>(std::stoull(digest.substr(0, 8), nullptr, 16)) / 4294967296.0;
    return place < heldoutShare ? "heldout" : "train";
}

std::vector<Action> labelActions(const CameraTrajectory& trajectory)
{
    std::vector<Action> actions = canonicalActions(trajectory.actions);
    for (Action& action : actions) {
        if (!action.isTurn())
            continue;
        action.magnitude = std::fmod(action.magnitude, 360.0);
        if (action.magnitude > 180)
            action = {opposite(action.kind), 360.0 - action.magnitude};
    }
    return canonicalActions(actions); // a full turn is no motion
}

Box1000 roundBox(const Box2d& box)
{
    return normalizeBox(box, 1000, 1000);
}

QaRecord makeRecord(const BuildContext& context, RolloutSource& source, Task task, const TemplateValues& values,
                    const std::string& answer)
{
    const TaskTemplate& wording = context.templates.of(task);
    const auto index = static_cast<std::size_t>(source.rng.integer(0, static_cast<std::int64_t>(wording.questions.size()) - 1));
    const RolloutRecord& rollout = *source.rollout;
    QaRecord record;
    record.task = task;
    record.mode = context.mode;
    record.scene = source.scene;
    record.rollout = rollout.id;
    record.split = source.split;
    record.images.push_back(source.first().image);
    Json frames = Json::array({0});
    if (wording.showsLast) {
        record.images.push_back(source.last().image);
        frames.push_back(rollout.frames.size() - 1);
    }
    record.question = fillQuestion(wording, index, values);
    record.answer = answer;
    record.facts = {{"actions", actionsToJson(source.actions)}, {"camera", cameraFacts(rollout.trajectory.camera)}};
    record.provenance = {{"rollout", rollout.id},   {"observation", rollout.observation},
                         {"world_model", rollout.worldModel}, {"frames", std::move(frames)},
                         {"template", wording.file}, {"wording", index},
                         {"mode", context.mode},    {"program", W2V_VERSION}};
    return record;
}

std::vector<QaRecord> buildVerifiedRecords(std::span<const RolloutRecord> rollouts, const SupervisionOptions& options,
                                           SupervisionDiagnostics* diagnostics)
{
    SupervisionDiagnostics unused;
    BuildContext context{options, options.templates ? *options.templates : TemplateSet::builtin("verified"),
                         diagnostics ? *diagnostics : unused, "verified", {}};
    std::vector<RolloutSource> sources = usableSources(rollouts, context);
    buildMotionRecords(context, sources);
    buildClaimRecords(context, sources);
    buildBoxRecords(context, sources);
    buildIdentityRecords(context, sources);
    std::stable_sort(context.drafts.begin(), context.drafts.end(), [](const DraftRecord& a, const DraftRecord& b) {
        return std::pair(a.source, a.record.task) < std::pair(b.source, b.record.task);
    });
    std::vector<QaRecord> records;
    records.reserve(context.drafts.size());
    for (DraftRecord& draft : context.drafts)
        records.push_back(std::move(draft.record));
    if (records.empty() && !rollouts.empty())
        context.diagnostics.warnings.push_back("No record could be made from " + std::to_string(rollouts.size()) +
                                               " rollouts.");
    return records;
}

} // namespace w2v
