#include "core/exchange/Resample.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include <Eigen/Eigenvalues>

#include "core/base/Error.h"
#include "core/motion/ActionText.h"

namespace w2v {

namespace {

constexpr double kSameMeters = 1e-4, kSameDegrees = 0.01;
constexpr double kTiltWeight = 0.01; ///< metres a degree of tilt counts when planes are compared

double degreesOf(double radians)
{
    return radians * 180 / std::numbers::pi;
}

/// The first pose without pitch and roll, given which way is down.
std::optional<Rigid3d> levelled(const Rigid3d& pose, const Eigen::Vector3d& down)
{
    const Eigen::Vector3d ahead = pose.linear().col(2) - down * down.dot(pose.linear().col(2));
    if (ahead.norm() < 0.1)
        return std::nullopt; // it looks up or down: there is no heading to keep
    Rigid3d level = pose;
    level.linear().col(1) = down;
    level.linear().col(2) = ahead.normalized();
    level.linear().col(0) = down.cross(ahead.normalized());
    return level;
}

/// The direction about which the cameras turn and along which they do not move, near the cameras' own down: the eigenvector of
/// the least spread of (the direction seen from each camera, the positions along it). A weak pull towards the first camera's own
/// axis decides where the motion leaves it open.
Eigen::Vector3d commonDown(std::span<const PosedFrame> frames)
{
    Eigen::Matrix3d meanInverse = Eigen::Matrix3d::Zero(), spread = Eigen::Matrix3d::Zero();
    Eigen::Vector3d middle = Eigen::Vector3d::Zero(), down = Eigen::Vector3d::Zero();
    const double share = 1.0 / static_cast<double>(frames.size());
    for (const PosedFrame& frame : frames) {
        meanInverse += frame.worldFromCamera.linear().transpose() * share;
        middle += frame.worldFromCamera.translation() * share;
        down += frame.worldFromCamera.linear().col(1) * share;
    }
    for (const PosedFrame& frame : frames) {
        const Eigen::Vector3d off = frame.worldFromCamera.translation() - middle;
        spread += off * off.transpose() * share;
    }
    const Eigen::Vector3d own = frames.front().worldFromCamera.linear().col(1);
    const Eigen::Matrix3d cost = Eigen::Matrix3d::Identity() - meanInverse.transpose() * meanInverse + spread
        + 1e-4 * (Eigen::Matrix3d::Identity() - own * own.transpose());
    const Eigen::Vector3d axis = Eigen::SelfAdjointEigenSolver<Eigen::Matrix3d>(cost).eigenvectors().col(0);
    return axis.dot(down) < 0 ? -axis : axis;
}

struct Flattened {
    std::vector<PlanarPose> poses;
    double height = 0, tilt = 0;
};

Flattened flatten(std::span<const PosedFrame> frames, const Rigid3d& worldFromStart)
{
    Flattened result;
    double turned = 0;
    for (const PosedFrame& frame : frames) {
        const Rigid3d pose = worldFromStart.inverse() * frame.worldFromCamera;
        PlanarPose planar = PlanarPose::of(pose);
        // Headings go on where the one before was, so that they do not jump by a whole turn.
        planar.degrees = turned + wrappedDegrees(planar.degrees - turned);
        turned = planar.degrees;
        result.poses.push_back(planar);
        result.height = std::max(result.height, std::abs(pose.translation().y()));
        const Eigen::Matrix3d rest = planar.startFromCamera().linear().transpose() * pose.linear();
        result.tilt = std::max(result.tilt, degreesOf(Eigen::AngleAxisd(rest).angle()));
    }
    return result;
}

/// The one action that leads from a pose to the next; none when it takes more than one; an empty list when nothing happens.
std::optional<std::vector<Action>> singleAction(const PlanarPose& from, const PlanarPose& to)
{
    const double h = from.degrees * std::numbers::pi / 180, dx = to.right - from.right, dz = to.forward - from.forward;
    const double ahead = dx * std::sin(h) + dz * std::cos(h), right = dx * std::cos(h) - dz * std::sin(h), turn = to.degrees - from.degrees;
    const bool moves = std::abs(ahead) > kSameMeters, shifts = std::abs(right) > kSameMeters, turns = std::abs(turn) > kSameDegrees;
    if (moves + shifts + turns > 1)
        return std::nullopt;
    std::vector<Action> actions;
    if (moves)
        actions.push_back({ahead > 0 ? ActionKind::Forward : ActionKind::Backward, std::abs(ahead)});
    else if (shifts)
        actions.push_back({right > 0 ? ActionKind::ShiftRight : ActionKind::ShiftLeft, std::abs(right)});
    else if (turns)
        actions.push_back({turn > 0 ? ActionKind::TurnRight : ActionKind::TurnLeft, std::abs(turn)});
    return actions;
}

/// The actions of poses that are nothing but moves and turns; none otherwise.
std::optional<std::vector<Action>> exactActions(const std::vector<PlanarPose>& poses)
{
    std::vector<Action> actions;
    for (std::size_t i = 1; i < poses.size(); ++i) {
        const auto step = singleAction(poses[i - 1], poses[i]);
        if (!step)
            return std::nullopt;
        for (const Action& action : *step) {
            if (!actions.empty() && actions.back().kind == action.kind)
                actions.back().magnitude += action.magnitude;
            else
                actions.push_back(action);
        }
    }
    actions = asWritten(actions);
    PlanarPose end = poses.front();
    for (const Action& action : actions)
        end = end.after(action);
    const bool arrives = std::hypot(end.right - poses.back().right, end.forward - poses.back().forward) < 10 * kSameMeters
        && std::abs(wrappedDegrees(end.degrees - poses.back().degrees)) < 10 * kSameDegrees;
    return arrives && actions.size() <= 1000 ? std::optional(actions) : std::nullopt;
}

std::vector<PathSample> samplesOf(const std::vector<PlanarPose>& poses)
{
    std::vector<PathSample> samples;
    for (const PlanarPose& pose : poses)
        samples.push_back({pose.right, pose.forward, pose.degrees});
    return samples;
}

} // namespace

ResampledPath actionsFromPoses(std::span<const PosedFrame> frames, const SnapSteps& snap)
{
    if (frames.empty())
        throw Error("the poses", "are none");
    ResampledPath result;
    result.worldFromStart = frames.front().worldFromCamera;
    Flattened flat = flatten(frames, result.worldFromStart);
    const auto away = [](const Flattened& f) { return f.height + f.tilt * kTiltWeight; };
    if (away(flat) > 10 * kSameMeters)
        if (const auto level = levelled(result.worldFromStart, commonDown(frames))) {
            Flattened other = flatten(frames, *level);
            if (away(other) < away(flat)) {
                flat = std::move(other);
                result.worldFromStart = *level;
                result.level = true;
            }
        }
    result.maxHeightMeters = flat.height;
    result.maxTiltDegrees = flat.tilt;
    const std::vector<PathSample> samples = samplesOf(flat.poses);
    if (const auto exact = exactActions(flat.poses)) {
        result.actions = *exact;
        result.exact = flat.height < kSameMeters && flat.tilt < kSameDegrees;
        result.error = pathFitError(flat.poses.front(), result.actions, samples);
        return result;
    }
    PathFitOptions options;
    options.snap = snap;
    options.maxSamples = 96;
    const PathFit fit = fitPath(flat.poses.front(), samples, options);
    result.actions = fit.actions;
    result.error = fit.error;
    return result;
}

} // namespace w2v
