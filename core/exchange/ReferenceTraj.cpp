// traj.json of the reference's bundles, in both shapes it comes in, and of our own folders of imagined views.
#include <fmt/format.h>

#include "core/exchange/PoseFormats.h"
#include "core/exchange/ReferenceBundle.h"
#include "core/motion/ReferenceTokens.h"

namespace w2v {

namespace {

std::optional<Intrinsics> cameraOf(const JsonFields& frame)
{
    const bool graphics = frame.has("transform_matrix");
    const char* names[] = {graphics ? "fl_x" : "fx", graphics ? "fl_y" : "fy", graphics ? "w" : "width", graphics ? "h" : "height"};
    for (const char* name : names)
        if (!frame.has(name))
            return std::nullopt;
    Intrinsics camera;
    camera.width = static_cast<int>(frame.integer(names[2], 1, 65536));
    camera.height = static_cast<int>(frame.integer(names[3], 1, 65536));
    camera.fx = frame.number(names[0]);
    camera.fy = frame.number(names[1]);
    camera.cx = frame.number("cx", camera.width / 2.0);
    camera.cy = frame.number("cy", camera.height / 2.0);
    return camera.valid() ? std::optional(camera) : std::nullopt;
}

std::vector<std::string> tokens(std::span<const Action> actions)
{
    std::vector<std::string> result;
    for (const Action& action : actions)
        result.push_back(referenceToken(action, ReferenceStage::Planning));
    return result;
}

/// The parts of the actions that lie between two poses.
std::vector<Action> motionBetween(const CameraTrajectory& trajectory, int from, int to)
{
    std::vector<Action> parts;
    for (std::size_t a = 0; a < trajectory.actions.size() && a + 1 < trajectory.keyFrames.size(); ++a) {
        const int begin = trajectory.keyFrames[a], end = trajectory.keyFrames[a + 1], common = std::min(to, end) - std::max(from, begin);
        if (common > 0)
            parts.push_back({trajectory.actions[a].kind, trajectory.actions[a].magnitude * common / (end - begin)});
    }
    return parts;
}

} // namespace

std::vector<std::string> referenceMotion(const CameraTrajectory& trajectory, int from, int to)
{
    return tokens(canonicalActions(motionBetween(trajectory, from, to)));
}

PoseSequence readReferenceTraj(const Json& json, const std::string& subject)
{
    const JsonFields top(json, subject);
    const JsonFields transforms(top.at("transforms"), subject + ", transforms");
    PoseSequence sequence;
    sequence.format = PoseFormat::ReferenceTraj;
    const Json& frames = transforms.array("frames", 1, kMaxPosedFrames);
    // The two shapes differ in their axes; the key tells which.
    const bool graphics = frames.front().is_object() && frames.front().contains("transform_matrix");
    sequence.convention = {graphics ? CameraAxes::OpenGl : CameraAxes::OpenCv, PoseDirection::CameraToWorld};
    for (const Json& entry : frames) {
        const std::string place = fmt::format("{}, frame {}", subject, sequence.frames.size());
        const JsonFields fields(entry, place);
        PosedFrame frame;
        frame.name = fields.text("file_path", fields.text("path", ""));
        frame.stored = rigidMatrixFromJson(fields.at(graphics ? "transform_matrix" : "c2w"), place);
        frame.camera = cameraOf(fields);
        sequence.frames.push_back(std::move(frame));
    }
    return sequence;
}

Json referenceTraj(const CameraTrajectory& trajectory)
{
    const Intrinsics camera = trajectory.camera.valid() ? trajectory.camera : intrinsicsFromFov(576, 576, 54);
    Json frames = Json::array(), ids = Json::array(), steps = Json::array(), prefixes = Json::array();
    const std::size_t count = trajectory.startFromCamera.size();
    for (std::size_t i = 0; i < count; ++i) {
        ids.push_back(i);
        const int pose = static_cast<int>(i);
        steps.push_back(tokens(motionBetween(trajectory, pose - 1, pose)));
        prefixes.push_back(referenceMotion(trajectory, 0, pose));
        const std::string name = fmt::format("samples-rgb/{:03}.png", i);
        frames.push_back({{"id", i + 1}, {"file_path", name}, {"path", name}, {"width", camera.width}, {"height", camera.height},
                          {"fx", camera.fx}, {"fy", camera.fy}, {"cx", camera.cx}, {"cy", camera.cy},
                          {"K", {{camera.fx, 0, camera.cx}, {0, camera.fy, camera.cy}, {0, 0, 1}}},
                          {"c2w", matrixRows(trajectory.startFromCamera[i].matrix())}});
    }
    Json parameters = {{"kind", trajectory.actions.size() > 1 ? "multi_step" : "single_step"}, {"num_frames", count}};
    if (trajectory.actions.size() == 1) {
        parameters["action"] = actionName(trajectory.actions[0].kind);
        parameters["magnitude"] = trajectory.actions[0].magnitude;
    } else {
        parameters["actions"] = Json::array();
        for (const Action& action : trajectory.actions)
            parameters["actions"].push_back({{"act", actionName(action.kind)}, {"magnitude", action.magnitude}});
    }
    return {{"traj_params", std::move(parameters)}, {"frame_ids_kept", std::move(ids)}, {"actions_step", std::move(steps)},
            {"actions_prefix", std::move(prefixes)}, {"transforms", {{"frames", std::move(frames)}}},
            {"key_frame_indices", trajectory.keyFrames}};
}

} // namespace w2v
