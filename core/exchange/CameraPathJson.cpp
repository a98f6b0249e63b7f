// nerfstudio's camera path: readNerfstudioPath(), nerfstudioPath().
#include <cmath>
#include <numbers>

#include <fmt/format.h>

#include "core/exchange/PoseFormats.h"

namespace w2v {

namespace {

constexpr PoseConvention kConvention{CameraAxes::OpenGl, PoseDirection::CameraToWorld};
constexpr double kFps = 16; ///< a power of two, so that frames / fps * fps is exact

double verticalFov(const Intrinsics& camera)
{
    return 2 * std::atan(0.5 * camera.height / camera.fy) * 180 / std::numbers::pi;
}

Intrinsics cameraFromFov(double fovY, int width, int height)
{
    const double f = 0.5 * height / std::tan(fovY * std::numbers::pi / 360);
    return {f, f, width / 2.0, height / 2.0, width, height};
}

} // namespace

PoseSequence readNerfstudioPath(const Json& json, const std::string& subject)
{
    const JsonFields fields(json, subject);
    PoseSequence sequence;
    sequence.format = PoseFormat::NerfstudioPath;
    sequence.convention = kConvention;
    sequence.worldFromFile = worldFromZUp();
    if (const std::string type = fields.text("camera_type", "perspective"); type != "perspective")
        sequence.warnings.push_back("The camera is \"" + type + "\"; it is read as a perspective one.");
    const int width = static_cast<int>(fields.has("render_width") ? fields.integer("render_width", 1, 65536) : 0);
    const int height = static_cast<int>(fields.has("render_height") ? fields.integer("render_height", 1, 65536) : 0);
    const bool rendered = fields.has("camera_path") && !fields.at("camera_path").empty();
    const char* list = rendered ? "camera_path" : "keyframes";
    const double defaultFov = fields.number("default_fov", 0);
    const double fps = fields.number("fps", 0);
    for (const Json& entry : fields.array(list, 1, kMaxPosedFrames)) {
        const std::string place = fmt::format("{}, {} {}", subject, rendered ? "frame" : "keyframe", sequence.frames.size());
        const JsonFields frameFields(entry, place);
        PosedFrame frame;
        frame.name = frameName(sequence.frames.size());
        frame.stored = rigidMatrixFromJson(frameFields.at(rendered ? "camera_to_world" : "matrix"), place);
        const double fov = frameFields.number("fov", defaultFov);
        if (width > 0 && height > 0 && fov > 0 && fov < 179)
            frame.camera = cameraFromFov(fov, width, height);
        if (frameFields.has("render_time"))
            frame.seconds = frameFields.number("render_time");
        else if (rendered && fps > 0)
            frame.seconds = static_cast<double>(sequence.frames.size()) / fps;
        sequence.frames.push_back(std::move(frame));
    }
    if (!rendered)
        sequence.warnings.push_back("The file has no rendered frames; the path goes straight between its keyframes.");
    return sequence;
}

Json nerfstudioPath(const CameraTrajectory& trajectory, const Rigid3d& worldFromStart)
{
    const Intrinsics camera = trajectory.camera.valid() ? trajectory.camera : intrinsicsFromFov(576, 576, 54);
    const double fov = verticalFov(camera), aspect = static_cast<double>(camera.width) / camera.height;
    const auto matrix = [&](const Rigid3d& startFromCamera) {
        return matrixNumbers(storedFromPose(worldFromZUp().inverse() * worldFromStart * startFromCamera, kConvention));
    };
    Json keyframes = Json::array(), path = Json::array();
    for (const int key : trajectory.keyFrames)
        keyframes.push_back({{"matrix", matrix(trajectory.startFromCamera.at(static_cast<std::size_t>(key)))}, {"fov", fov}, {"aspect", aspect},
                             {"override_transition_enabled", false}, {"override_transition_sec", nullptr}});
    for (const Rigid3d& pose : trajectory.startFromCamera)
        path.push_back({{"camera_to_world", matrix(pose)}, {"fov", fov}, {"aspect", aspect}});
    return {{"camera_type", "perspective"}, {"render_height", camera.height}, {"render_width", camera.width}, {"fps", kFps},
            {"seconds", static_cast<double>(path.size()) / kFps}, {"is_cycle", false}, {"smoothness_value", 0}, {"default_fov", fov},
            {"default_transition_sec", 2}, {"keyframes", std::move(keyframes)}, {"camera_path", std::move(path)}};
}

} // namespace w2v
