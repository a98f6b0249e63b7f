// Groups of core/motion: canonicalize, trajectory, keep_frames, action_text, hy_schedule.
#include "core/base/Error.h"
#include "core/motion/HySchedule.h"
#include "core/motion/KeptFrames.h"
#include "core/motion/ReferenceTokens.h"
#include "core/motion/ReferenceTrajectory.h"
#include "core/motion/RewardGrammar.h"
#include "tests/golden/GoldenGroup.h"

namespace w2v::golden {

namespace {

using Stage = ReferenceStage;

Json canonicalOf(const std::vector<std::string>& tokens, const Json& input, Stage stage)
{
    return orError([&] {
        Json names = Json::array(), magnitudes = Json::array();
        for (const Action& action : referenceCanonical(parseReferenceTokens(tokens, stage), input.at("yaw_eps_deg"),
                                                       input.at("trans_eps_m"))) {
            names.push_back(referenceToken(action, stage));
            magnitudes.push_back(action.magnitude);
        }
        return Json{{"tokens", names}, {"magnitudes", magnitudes}};
    });
}

std::vector<Action> namedActions(const Json& list, const char* nameKey, const char* valueKey)
{
    std::vector<Action> actions;
    for (const Json& entry : list) {
        const auto kind = actionFromName(entry.at(nameKey).get<std::string>());
        if (!kind)
            throw Error("the action \"" + entry.at(nameKey).get<std::string>() + "\"", "is unknown");
        actions.push_back({*kind, entry.at(valueKey).get<double>()});
    }
    return actions;
}

Json trajectoryOf(const Json& input)
{
    ReferenceTrajectoryInput settings;
    settings.multi = input.at("mode") == "multi";
    settings.actions = namedActions(input.at("actions"), "act", "magnitude");
    settings.maxMeters = input.at("max_trans_step");
    settings.maxDegrees = input.at("max_yaw_step");
    settings.minFrames = referenceMinFrames(input.at("min_num_frames"));
    settings.width = input.at("image_wh")[0];
    settings.height = input.at("image_wh")[1];
    settings.camera = input.at("camera");
    settings.scale = input.at("svc");
    const ReferenceTrajectory trajectory = referenceTrajectory(settings);
    return {{"num_frames", trajectory.poses.size()},
            {"key_frame_indices", trajectory.keyFrames},
            {"camera_scale", trajectory.cameraScale},
            {"K", trajectory.intrinsics},
            {"K_same_for_all_frames", true},
            {"c2w", trajectory.poses},
            {"actions_step", trajectory.stepTokens},
            {"actions_prefix", trajectory.prefixTokens}};
}

Json keptFramesOf(const Json& input)
{
    if (input.at("mode") == "even") {
        const std::vector<int> targets = evenTargets(input.at("num_frames"), input.at("k"));
        return {{"indices_stage1", targets}, {"indices_stage2", targets}};
    }
    return {{"indices", uniformFrames(input.at("num_frames"), input.at("keep_k"), input.at("include_first"),
                                      input.at("include_last"))}};
}

/// "move_left" as the reward names what it parses.
std::string rewardName(ActionKind kind)
{
    std::string name = actionWords(kind);
    name[name.find(' ')] = '_';
    return name;
}

Json supervisionTexts(const std::vector<std::string>& tokens)
{
    const std::vector<Action> actions = parseReferenceTokens(tokens, Stage::Supervision);
    const std::vector<Action> merged = referenceCanonical(actions);
    const std::string text = referenceText(actions, Stage::Supervision);
    Json parsed = Json::array();
    for (const Action& action : findActions(text))
        parsed.push_back(Json::array({rewardName(action.kind), action.magnitude}));
    return {{"text", text},
            {"natural", referenceNaturalText(actions, Stage::Supervision)},
            {"canonical_text", referenceText(merged, Stage::Supervision)},
            {"canonical_natural", referenceNaturalText(merged, Stage::Supervision)},
            {"parsed_back", parsed}};
}

Json planningTexts(const std::vector<std::string>& tokens)
{
    const std::vector<Action> actions = parseReferenceTokens(tokens, Stage::Planning);
    return {{"text", referenceText(actions, Stage::Planning)},
            {"canonical_text", referenceText(referenceCanonical(actions), Stage::Planning)}};
}

Json motionTaskTexts(const std::vector<std::string>& tokens)
{
    const std::vector<Action> actions = motionTaskActions(parseReferenceTokens(tokens, Stage::Supervision));
    return {{"sequence", referenceText(actions, Stage::Supervision)},
            {"claim", claimText(actions, Stage::Supervision)},
            {"natural", referenceNaturalText(actions, Stage::Supervision)}};
}

Json scheduleOf(const Json& input)
{
    const HySchedule plan = hySchedule(namedActions(input.at("actions"), "name", "value"));
    Json progress = Json::array();
    for (const HyProgress& row : plan.progress)
        progress.push_back(
            Json::array({row.frame, row.action, row.kind, row.value, row.meters, row.degrees, row.actionEnd}));
    return {{"rounded_values", plan.roundedValues},
            {"latent_chunks", plan.latentChunks},
            {"export_tool_chunks", plan.exportToolChunks},
            {"total_latents", plan.totalLatents},
            {"pose_count", plan.poseCount},
            {"padded_latents", plan.paddedLatents},
            {"video_length", plan.videoLength},
            {"c2w", plan.poses},
            {"progress", progress},
            {"kept_frames", plan.keptFrames}};
}

} // namespace

GroupResult checkCanonicalize(const std::filesystem::path& file)
{
    return checkLines(file, [](const Json& input) {
        const auto tokens = input.at("tokens").get<std::vector<std::string>>();
        return Json{{"stage1", canonicalOf(tokens, input, Stage::Planning)},
                    {"stage2", canonicalOf(tokens, input, Stage::Supervision)}};
    });
}

GroupResult checkTrajectory(const std::filesystem::path& file)
{
    return checkLines(file, trajectoryOf, {{"c2w", {1e-5, 0}}, {"K", {1e-6, 1e-6}}});
}

GroupResult checkKeepFrames(const std::filesystem::path& file)
{
    return checkLines(file, keptFramesOf);
}

GroupResult checkActionText(const std::filesystem::path& file)
{
    return checkLines(file, [](const Json& input) {
        const auto tokens = input.at("tokens").get<std::vector<std::string>>();
        return Json{{"stage2", orError([&] { return supervisionTexts(tokens); })},
                    {"stage1", orError([&] { return planningTexts(tokens); })},
                    {"motion_tasks", orError([&] { return motionTaskTexts(tokens); })}};
    });
}

GroupResult checkHySchedule(const std::filesystem::path& file)
{
    return checkLines(file, scheduleOf, {{"c2w", {1e-5, 0}}});
}

} // namespace w2v::golden
