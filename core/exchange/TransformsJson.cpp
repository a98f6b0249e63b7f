// nerfstudio's transforms.json: readTransforms(), transformsJson().
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "core/exchange/PoseFormats.h"

namespace w2v {

namespace {

constexpr PoseConvention kConvention{CameraAxes::OpenGl, PoseDirection::CameraToWorld};

/// Pixel (0, 0) is the centre of the top-left pixel there; it is (0.5, 0.5) here.
constexpr double kToCorner = 0.5;

std::optional<Intrinsics> cameraOf(const JsonFields& frame, const JsonFields& top)
{
    const auto number = [&](const char* key) -> std::optional<double> {
        if (frame.has(key))
            return frame.number(key);
        return top.has(key) ? std::optional(top.number(key)) : std::nullopt;
    };
    const auto w = number("w"), h = number("h");
    if (!w || !h || !(*w >= 1 && *w <= 65536 && *h >= 1 && *h <= 65536))
        return std::nullopt;
    Intrinsics camera;
    camera.width = static_cast<int>(*w);
    camera.height = static_cast<int>(*h);
    camera.cx = number("cx").value_or(*w / 2 - kToCorner) + kToCorner;
    camera.cy = number("cy").value_or(*h / 2 - kToCorner) + kToCorner;
    const auto angle = number("camera_angle_x");
    const auto fx = number("fl_x"), fy = number("fl_y");
    if (fx)
        camera.fx = *fx;
    else if (angle && *angle > 0 && *angle < 3.1)
        camera.fx = *w / (2 * std::tan(*angle / 2));
    camera.fy = fy.value_or(camera.fx);
    return camera.valid() ? std::optional(camera) : std::nullopt;
}

} // namespace

PoseSequence readTransforms(const Json& json, const std::string& subject)
{
    const JsonFields top(json, subject);
    PoseSequence sequence;
    sequence.format = PoseFormat::Transforms;
    sequence.convention = kConvention;
    sequence.worldFromFile = worldFromZUp();
    Eigen::Matrix4d sourceFromFile = Eigen::Matrix4d::Identity();
    if (top.has("applied_transform")) {
        sourceFromFile = rigidMatrixFromJson(top.at("applied_transform"), subject + ", applied_transform").inverse();
        sequence.worldFromFile = Rigid3d::Identity(); // back in its source coordinates, whatever those are
    }
    const double scale = top.number("applied_scale", 1);
    if (!(scale > 0))
        throw Error(subject, "\"applied_scale\" is not above 0");
    for (const char* key : {"k1", "k2", "k3", "k4", "p1", "p2"})
        if (top.has(key) && top.number(key) != 0) {
            sequence.warnings.push_back("The lens distortion is left out.");
            break;
        }
    for (const Json& entry : top.array("frames", 1, kMaxPosedFrames)) {
        const std::string place = fmt::format("{}, frame {}", subject, sequence.frames.size());
        const JsonFields fields(entry, place);
        PosedFrame frame;
        frame.name = fields.text("file_path", "");
        frame.depth = fields.text("depth_file_path", "");
        Eigen::Matrix4d matrix = rigidMatrixFromJson(fields.at("transform_matrix"), place);
        matrix.topRightCorner<3, 1>() /= scale;
        frame.stored = sourceFromFile * matrix;
        frame.camera = cameraOf(fields, top);
        sequence.frames.push_back(std::move(frame));
    }
    const auto named = [](const PosedFrame& frame) { return !frame.name.empty(); };
    if (std::all_of(sequence.frames.begin(), sequence.frames.end(), named))
        std::stable_sort(sequence.frames.begin(), sequence.frames.end(),
                         [](const PosedFrame& a, const PosedFrame& b) { return namesInOrder(a.name, b.name); });
    return sequence;
}

Json transformsJson(const CameraTrajectory& trajectory, const Rigid3d& worldFromStart)
{
    const Intrinsics camera = trajectory.camera.valid() ? trajectory.camera : intrinsicsFromFov(576, 576, 54);
    const Rigid3d fileFromWorld = worldFromZUp().inverse();
    Json frames = Json::array();
    for (const Rigid3d& pose : trajectory.startFromCamera)
        frames.push_back({{"file_path", "images/" + frameName(frames.size())},
                          {"transform_matrix", matrixRows(storedFromPose(fileFromWorld * worldFromStart * pose, kConvention))}});
    Json applied = matrixRows(fileFromWorld.matrix());
    applied.erase(3);
    return {{"camera_model", "OPENCV"}, {"fl_x", camera.fx}, {"fl_y", camera.fy}, {"cx", camera.cx - kToCorner}, {"cy", camera.cy - kToCorner},
            {"w", camera.width}, {"h", camera.height}, {"applied_transform", std::move(applied)}, {"orientation_override", "none"},
            {"frames", std::move(frames)}};
}

} // namespace w2v
