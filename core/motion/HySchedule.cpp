#include "core/motion/HySchedule.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/base/Error.h"
#include "core/geometry/Camera.h"

namespace w2v {

namespace {

constexpr double kMoveLatent = 0.08, kTurnLatent = 3.0; // metres, degrees
constexpr double kMoveGrid = 0.1, kTurnGrid = 10.0;
constexpr double kMoveTolerance = 0.01, kTurnTolerance = 1.0;
constexpr int kFramesPerLatent = 4;
constexpr double kMaxLatents = 1e6;

double latentOf(const Action& action)
{
    return action.isTurn() ? kTurnLatent : kMoveLatent;
}

/// Sign on the camera's axis. Turn left is positive here: the released plan is mirrored.
double signOf(ActionKind kind)
{
    return kind == ActionKind::Forward || kind == ActionKind::ShiftRight || kind == ActionKind::TurnLeft ? 1 : -1;
}

std::vector<double> cut(double amount, double latent, double sign)
{
    std::vector<double> chunks;
    if (amount < 1e-9)
        return chunks;
    const double whole = std::floor(amount / latent + 1e-9);
    if (!(whole < kMaxLatents))
        throw Error("the motion plan", "needs more than a million latents");
    chunks.assign(static_cast<std::size_t>(whole), sign * latent);
    const double rest = amount - whole * latent;
    if (rest > 1e-6)
        chunks.push_back(sign * rest);
    return chunks;
}

std::vector<double> cutForExport(const Action& action)
{
    const double sign = action.isTurn() ? -signOf(action.kind) : signOf(action.kind);
    std::vector<double> chunks = cut(std::abs(action.magnitude), latentOf(action), sign);
    if (!chunks.empty() && std::abs(chunks.back()) < latentOf(action)) {
        chunks.back() = std::nearbyint(chunks.back() * 100) / 100;
        if (chunks.back() == 0)
            chunks.pop_back();
    }
    return chunks;
}

void applyChunk(Rigid3d& pose, const Action& action, double chunk)
{
    if (action.isTurn())
        pose.linear() = pose.linear() * yawRotation(chunk * std::numbers::pi / 180.0);
    else if (action.kind == ActionKind::Forward || action.kind == ActionKind::Backward)
        pose.translation() += pose.linear() * Eigen::Vector3d(0, 0, chunk);
    else
        pose.translation() += pose.linear() * Eigen::Vector3d(chunk, 0, 0);
}

std::array<double, 12> rowMajor(const Rigid3d& pose)
{
    std::array<double, 12> row{};
    for (int i = 0; i < 12; ++i)
        row[static_cast<std::size_t>(i)] = pose.matrix()(i / 4, i % 4);
    return row;
}

bool nearGrid(const HyProgress& row)
{
    const bool turn = row.kind == "rotation";
    if (!turn && row.kind != "translation")
        return false;
    const double grid = turn ? kTurnGrid : kMoveGrid, tolerance = turn ? kTurnTolerance : kMoveTolerance;
    const double nearest = std::nearbyint(row.value / grid) * grid;
    return row.value > tolerance && std::abs(row.value - nearest) <= tolerance + 1e-9;
}

} // namespace

HySchedule hySchedule(std::span<const Action> actions)
{
    HySchedule plan;
    Rigid3d pose = Rigid3d::Identity();
    plan.poses.push_back(rowMajor(pose));
    plan.progress.push_back({0, -1, "translation", 0, 0, 0, false});
    HyProgress now = plan.progress.back();
    for (std::size_t i = 0; i < actions.size(); ++i) {
        const Action& action = actions[i];
        if (!std::isfinite(action.magnitude))
            throw Error("the motion plan", "has an amount that is not finite");
        const double grid = action.isTurn() ? kTurnGrid : kMoveGrid;
        const double rounded = std::floor(std::abs(action.magnitude) / grid + 0.5 + 1e-12) * grid;
        plan.roundedValues.push_back(rounded);
        plan.latentChunks.push_back(cut(rounded, latentOf(action), signOf(action.kind)));
        plan.exportToolChunks.push_back(cutForExport(action));
        const std::vector<double>& chunks = plan.latentChunks.back();
        double done = 0;
        for (std::size_t k = 0; k < chunks.size(); ++k) {
            applyChunk(pose, action, chunks[k]);
            plan.poses.push_back(rowMajor(pose));
            done += std::abs(chunks[k]);
            (action.isTurn() ? now.degrees : now.meters) += std::abs(chunks[k]);
            now.frame += kFramesPerLatent;
            now.action = static_cast<int>(i);
            now.kind = action.isTurn() ? "rotation" : "translation";
            now.value = done;
            now.actionEnd = k + 1 == chunks.size();
            plan.progress.push_back(now);
        }
        plan.totalLatents += static_cast<int>(chunks.size());
        if (plan.totalLatents > static_cast<int>(kMaxLatents))
            throw Error("the motion plan", "needs more than a million latents");
    }
    plan.poseCount = (plan.totalLatents + 1 + 3) / 4 * 4;
    plan.paddedLatents = plan.poseCount - plan.totalLatents - 1;
    plan.videoLength = kFramesPerLatent * plan.poseCount - 3;
    for (int i = 0; i < plan.paddedLatents; ++i) {
        plan.poses.push_back(plan.poses.back());
        now.frame += kFramesPerLatent;
        now.kind = "hold";
        now.actionEnd = false;
        plan.progress.push_back(now);
    }
    for (std::size_t i = 0; i < plan.progress.size(); ++i) {
        const HyProgress& row = plan.progress[i];
        if (i == 0 || i + 1 == plan.progress.size() || row.actionEnd || nearGrid(row))
            plan.keptFrames.push_back(row.frame);
    }
    return plan;
}

} // namespace w2v
