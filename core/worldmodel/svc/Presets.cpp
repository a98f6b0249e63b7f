#include "core/worldmodel/svc/Presets.h"

#include <cmath>
#include <functional>
#include <map>
#include <numbers>

#include <Eigen/Dense>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/base/Error.h"

namespace w2v::svc {

namespace {

using Eigen::Vector3f;

/// What a rule knows: where the path starts and what it is aimed at.
struct Scene {
    Pose start;
    Vector3f position, target, up;
    int count;
};

/// k-th of `count` float32 values from 0 to `end`, the end itself left out.
float openStep(int k, int count, double end)
{
    return static_cast<float>(end * k / count);
}

std::vector<Pose> orbit(const Scene& s)
{
    std::vector<Pose> poses;
    for (int k = 0; k < s.count; ++k) {
        const float angle = openStep(k, s.count, 2 * std::numbers::pi);
        const Vector3f place = Eigen::AngleAxisf(angle, s.up.normalized()) * (s.position - s.target) + s.target;
        poses.push_back(lookAt(place, s.target, s.up));
    }
    return poses;
}

std::vector<Pose> lemniscate(const Scene& s)
{
    const float a = (s.position - s.target).norm() * static_cast<float>(std::tan(std::numbers::pi / 6));
    std::vector<Pose> poses;
    for (int k = 0; k < s.count; ++k) {
        const float theta = openStep(k, s.count, 2 * std::numbers::pi) + static_cast<float>(std::numbers::pi / 2);
        const float c = std::cos(theta), n = std::sin(theta), scale = 1 + n * n;
        const Eigen::Vector4f local(a * c / scale, a * c * n / scale, 0, 1);
        poses.push_back(lookAt((s.start * local).head<3>(), s.target, s.up));
    }
    return poses;
}

/// `up` turns about the target's direction as seen from the origin (not from the camera), by Rodrigues' formula.
std::vector<Pose> roll(const Scene& s)
{
    const Vector3f axis = s.target.normalized();
    std::vector<Pose> poses;
    for (int k = 0; k < s.count; ++k) {
        const float angle = openStep(k, s.count, 2 * std::numbers::pi), c = std::cos(angle), n = std::sin(angle);
        const Vector3f up = s.up * c + axis.cross(s.up) * n + axis * axis.dot(s.up) * (1 - c);
        poses.push_back(lookAt(s.position, s.target, up));
    }
    return poses;
}

std::vector<Pose> straight(const Scene& s, const Vector3f& direction)
{
    const Vector3f unit = direction.normalized();
    std::vector<Pose> poses;
    for (int k = 0; k < s.count; ++k) {
        const float way = s.count > 1 ? static_cast<float>(0.99 * k / (s.count - 1)) : 0.0f;
        poses.push_back(lookAt(s.position + unit * way, s.target, s.up));
    }
    return poses;
}

/// A camera in OpenGL axes (looks along -z) as 3x4.
Eigen::Matrix<double, 3, 4> openGlView(const Eigen::Vector3d& backward, const Eigen::Vector3d& up, const Eigen::Vector3d& position)
{
    Eigen::Matrix<double, 3, 4> view;
    const Eigen::Vector3d z = backward.normalized(), x = up.cross(z).normalized();
    view << x, z.cross(x).normalized(), z, position;
    return view;
}

/// Two turns around the start view's axis, aimed at a point in front; computed in double precision and OpenGL axes.
std::vector<Pose> spiral(const Scene& s)
{
    const Eigen::Vector4d flip(1, -1, -1, 1);
    const Eigen::Matrix4d startGl = s.start.cast<double>() * flip.asDiagonal();
    constexpr double kNear = 1 * 0.9, kFar = 5 * 5, kTurns = 2, kRiseRate = 0.5;
    const double focal = 1 / (0.25 / kNear + 0.75 / kFar);
    const Eigen::Vector3d up = startGl.block<3, 1>(0, 1);
    const Eigen::Matrix<double, 3, 4> mean = openGlView(startGl.block<3, 1>(0, 2), up, startGl.block<3, 1>(0, 3));
    std::vector<Eigen::Matrix4d> path;
    for (int k = 0; k < s.count; ++k) {
        const double theta = 2 * std::numbers::pi * kTurns * k / s.count;
        const Eigen::Vector4d offset(0.5 * std::cos(theta), -0.5 * std::sin(theta), -0.2 * std::sin(theta * kRiseRate), 1);
        const Eigen::Vector3d position = mean * offset, target = mean * Eigen::Vector4d(0, 0, -focal, 1);
        Eigen::Matrix4d pose = Eigen::Matrix4d::Identity();
        pose.topRows<3>() = openGlView(position - target, up, position);
        path.push_back(pose * flip.asDiagonal());
    }
    std::vector<Pose> poses;
    const Eigen::Matrix4d toStart = s.start.cast<double>() * path.front().inverse();
    for (const Eigen::Matrix4d& pose : path)
        poses.push_back((toStart * pose).cast<float>());
    return poses;
}

std::vector<Pose> still(const Scene& s)
{
    return std::vector<Pose>(static_cast<std::size_t>(s.count), s.start);
}

std::vector<Pose> forward(const Scene& s) { return straight(s, s.target - s.position); }
std::vector<Pose> backward(const Scene& s) { return straight(s, s.position - s.target); }
std::vector<Pose> upward(const Scene& s) { return straight(s, s.up); }
std::vector<Pose> downward(const Scene& s) { return straight(s, -s.up); }
std::vector<Pose> rightward(const Scene& s) { return straight(s, (s.target - s.position).cross(s.up)); }
std::vector<Pose> leftward(const Scene& s) { return straight(s, -(s.target - s.position).cross(s.up)); }

constexpr double kZoomedIn = 0.28, kZoomedOut = 1.5;

struct Rule {
    std::vector<Pose> (*poses)(const Scene&);
    double lastFov = 1; ///< times the first
};

const std::map<std::string, Rule>& rules()
{
    static const std::map<std::string, Rule> table{
        {"orbit", {orbit}},
        {"spiral", {spiral}},
        {"lemniscate", {lemniscate}},
        {"roll", {roll}},
        {"zoom-in", {still, kZoomedIn}},
        {"zoom-out", {still, kZoomedOut}},
        {"dolly zoom-in", {backward, kZoomedIn}},
        {"dolly zoom-out", {forward, kZoomedOut}},
        {"move-forward", {forward}},
        {"move-backward", {backward}},
        {"move-up", {upward}},
        {"move-down", {downward}},
        {"move-left", {leftward}},
        {"move-right", {rightward}},
    };
    return table;
}

} // namespace

const std::vector<std::string>& presetNames()
{
    static const std::vector<std::string> names = [] {
        std::vector<std::string> all;
        for (const auto& [name, rule] : rules())
            all.push_back(name);
        return all;
    }();
    return names;
}

PresetPath presetPath(const std::string& name, int count, const Pose& start, const Vector3f& target, double fov)
{
    const auto rule = rules().find(name);
    if (rule == rules().end())
        throw Error("camera path " + name, "there is no such preset", fmt::format("Choose one of: {}.", fmt::join(presetNames(), ", ")));
    const Scene scene{start, start.topRightCorner<3, 1>(), target, -start.block<3, 1>(0, 1), count};
    PresetPath path;
    path.poses = rule->second.poses(scene);
    const double last = fov * rule->second.lastFov;
    for (int k = 0; k < count; ++k)
        path.fovs.push_back(count > 1 ? fov + (last - fov) * k / (count - 1) : fov);
    return path;
}

} // namespace w2v::svc
