// buildVerifiedRecords(): checks rollouts, hands them to the task families and orders the result.
#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/base/Digest.h"
#include "core/base/Error.h"
#include "core/supervision/AnswerVariants.h"
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

/// Empty when the pair of views can give records, else why not.
std::string obstacle(const RolloutRecord& rollout, std::size_t target, const std::vector<Action>& actions,
                     const SupervisionOptions& options)
{
    if (rollout.frames.size() < 2)
        return "fewer than two frames";
    const RolloutFrame& view = rollout.frames[target];
    if (rollout.frames.front().image.empty() || view.image.empty())
        return "a frame has no image";
    if (options.quality)
        for (const RolloutFrame* frame : {&rollout.frames.front(), &view})
            if (frame->quality)
                if (const std::vector<QualityReason> reasons = judge(*frame->quality, *options.quality); !reasons.empty())
                    return std::string("a view is rejected: ") + qualityReasonName(reasons.front());
    if (actions.empty())
        return "no motion";
    if (static_cast<int>(actions.size()) > options.maxActions)
        return "too many motions";
    const Rigid3d& last = view.startFromCamera;
    if (!labelFitsPose(actions, rollout.trajectory, last))
        return "the actions do not lead to the last pose";
    if (std::abs(yawOf(last.linear())) > kMaxTurnOfView * horizontalFov(rollout.trajectory.camera))
        return "the turn leaves the views without overlap";
    if (view.observedShare < options.minObservedShare)
        return "the last frame is mostly imagined";
    const bool moves = std::any_of(actions.begin(), actions.end(), [](const Action& a) { return !a.isTurn(); });
    return moves && !rollout.metric ? "a move in a scene of unknown scale" : "";
}

/// The later views that are paired with the first one.
std::vector<std::size_t> targetsOf(const RolloutRecord& rollout, Pairing pairing)
{
    constexpr std::size_t kMostTargets = 3;
    if (rollout.frames.size() < 2)
        return {0};
    const std::size_t last = rollout.frames.size() - 1;
    if (pairing == Pairing::Ends)
        return {last};
    const std::size_t count = std::min(kMostTargets, last);
    std::vector<std::size_t> targets;
    for (std::size_t k = 1; k <= count; ++k)
        targets.push_back((last * k + count / 2) / count);
    return targets;
}

std::vector<RolloutSource> usableSources(std::span<const RolloutRecord> rollouts, BuildContext& context)
{
    std::vector<RolloutSource> sources;
    sources.reserve(rollouts.size());
    std::map<std::string, std::string> splits;
    const Rng root(context.options.seed);
    for (std::size_t i = 0; i < rollouts.size(); ++i) {
        const RolloutRecord& rollout = rollouts[i];
        RolloutSource whole;
        whole.rollout = &rollout;
        whole.index = i;
        whole.scene = sceneOf(rollout);
        whole.split = rollout.split.empty() ? splitOfScene(whole.scene, context.options.heldoutShare, context.options.seed)
                                            : rollout.split;
        const auto [known, inserted] = splits.emplace(whole.scene, whole.split);
        if (known->second != whole.split)
            throw Error("the scene \"" + whole.scene + "\"", "is on two sides of the split (" + known->second + " and " +
                            whole.split + ")", "Give all rollouts of a scene the same split");
        const std::string name = rollout.id.empty() ? std::to_string(i) : rollout.id;
        for (const std::size_t target : targetsOf(rollout, context.options.pairing)) {
            RolloutSource source = whole;
            source.target = target;
            source.actions = labelActions(rollout.trajectory, target);
            if (const std::string reason = obstacle(rollout, target, source.actions, context.options); !reason.empty()) {
                context.diagnostics.skip(reason);
                continue;
            }
            source.text = actionText(source.actions);
            source.rng = root.fork(target + 1 == rollout.frames.size() ? name : name + '#' + std::to_string(target));
            sources.push_back(std::move(source));
        }
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

std::vector<Action> labelActions(const CameraTrajectory& trajectory, std::size_t target)
{
    std::vector<Action> done = trajectory.actions;
    const std::vector<int>& keys = trajectory.keyFrames;
    if (target + 1 != trajectory.startFromCamera.size()) {
        if (keys.size() != trajectory.actions.size() + 1)
            return {};
        done.clear();
        for (std::size_t i = 0; i + 1 < keys.size() && keys[i] < static_cast<int>(target); ++i) {
            const double length = keys[i + 1] - keys[i];
            const double share = std::min(1.0, (static_cast<double>(target) - keys[i]) / length);
            done.push_back({trajectory.actions[i].kind, trajectory.actions[i].magnitude * share});
        }
    }
    std::vector<Action> actions = canonicalActions(done);
    for (Action& action : actions) {
        if (!action.isTurn())
            continue;
        action.magnitude = std::fmod(action.magnitude, 360.0);
        if (action.magnitude > 180)
            action = {opposite(action.kind), 360.0 - action.magnitude};
    }
    return canonicalActions(actions); // a full turn is no motion
}

QaRecord makeRecord(const BuildContext& context, RolloutSource& source, Task task, TemplateValues values, const Answer& answer,
                    std::optional<int> variant)
{
    const TaskTemplate& wording = context.templates.of(task);
    QaRecord record;
    record.task = task;
    record.mode = context.mode;
    record.scene = source.scene;
    record.rollout = source.rollout->id;
    record.split = source.split;
    if (variant)
        record.variant = *variant;
    else if (context.options.allVariants)
        record.variant = static_cast<int>(source.rng.integer(0, variantCount(task) - 1));
    if (wording.wordings(record.variant).empty())
        record.variant = 0;
    record.facts = {{"actions", actionsToJson(source.actions)}, {"camera", cameraFacts(source.camera())}};
    if (const auto* truth = std::get_if<bool>(&answer)) {
        const bool letterFirst = record.variant == 1 && source.rng.chance(0.5);
        const char letter = letterFirst ? 'A' : 'B';
        const auto label = values.find("label");
        record.answer = truthAnswer(task, record.variant, *truth, label == values.end() ? "" : label->second, letter);
        if (record.variant == 1) {
            record.facts["letter_true"] = std::string(1, letter);
            values["a"] = truthMeaning(task, letterFirst);
            values["b"] = truthMeaning(task, !letterFirst);
        }
    } else if (const auto* actions = std::get_if<std::vector<Action>>(&answer)) {
        record.answer = motionAnswer(record.variant, *actions);
    } else {
        record.answer = std::get<std::string>(answer);
    }
    const std::vector<std::string>& texts = wording.wordings(record.variant);
    const auto index = static_cast<std::size_t>(source.rng.integer(0, static_cast<std::int64_t>(texts.size()) - 1));
    record.images.push_back(source.first().image);
    Json frames = Json::array({0});
    if (wording.showsLast) {
        record.images.push_back(source.last().image);
        frames.push_back(source.target);
    }
    record.question = fillQuestion(wording, record.variant, index, values);
    const RolloutRecord& rollout = *source.rollout;
    record.provenance = {{"rollout", rollout.id},   {"observation", rollout.observation},
                         {"world_model", rollout.worldModel}, {"frames", std::move(frames)},
                         {"template", wording.file}, {"wording", index},
                         {"mode", context.mode},    {"program", W2V_VERSION}};
    if (const auto objects = rollout.provenance.find("objects"); task >= Task::D1 && objects != rollout.provenance.end())
        for (const char* key : {"by", "by_hand", "model", "digest"}) // boxes of a detector or a person, not of the scene
            if (objects->contains(key))
                record.provenance["objects"][key] = objects->at(key);
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
    buildLossRecords(context, sources);
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
