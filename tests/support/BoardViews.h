#pragma once
#include <string>
#include <vector>

#include "core/dataset/FramePack.h"
#include "core/dataset/Project.h"
#include "tests/support/TinyOnnx.h"

namespace w2v::test {

inline constexpr int kBoardSide = 128, kBoardCell = 32; ///< pixels of a view and of a detector's cell

/// Two views of a wall with a red board 1 m away, the camera half a metre further right in the second, without instances; as an imagined
/// photograph has them. Returns the rollout's id.
inline std::string addBoardRollout(Project& project)
{
    std::vector<PackedFrame> frames;
    RolloutRecord rollout;
    rollout.scene = "photo";
    rollout.split = "train";
    rollout.worldModel = "geometric";
    rollout.trajectory.camera = intrinsicsFromFov(kBoardSide, kBoardSide, 90);
    rollout.trajectory.actions = {{ActionKind::ShiftRight, 0.5}};
    rollout.trajectory.keyFrames = {0, 1};
    for (int i = 0; i < 2; ++i) {
        PackedFrame frame{ColorImage(kBoardSide, kBoardSide, 60), DepthMap(kBoardSide, kBoardSide, 4.0f), Mask(kBoardSide, kBoardSide, 255)};
        const int left = i == 0 ? 2 * kBoardCell : kBoardCell; // half a metre is a cell at 1 m
        for (int y = kBoardCell; y < 2 * kBoardCell; ++y)
            for (int x = left; x < left + kBoardCell; ++x) {
                frame.depth.at(x, y) = 1;
                frame.color.at(x, y, 0) = 255;
                frame.color.at(x, y, 1) = frame.color.at(x, y, 2) = 0;
            }
        frames.push_back(frame);
    }
    const std::string pack = project.putBlob(encodeFramePack(frames));
    for (int i = 0; i < 2; ++i) {
        Rigid3d pose = Rigid3d::Identity();
        pose.translation().x() = 0.5 * i;
        rollout.trajectory.startFromCamera.push_back(pose);
        RolloutFrame frame;
        frame.image = ImageRef{pack, i}.text();
        frame.startFromCamera = pose;
        rollout.frames.push_back(frame);
    }
    return project.addRollout(rollout);
}

/// A detector for them: class 0, "board", is how red a cell is.
inline std::string boardDetector()
{
    constexpr int kCells = kBoardSide / kBoardCell;
    std::vector<std::vector<float>> table(5, std::vector<float>(kCells * kCells, 0));
    for (int y = 0; y < kCells; ++y)
        for (int x = 0; x < kCells; ++x) {
            const auto i = static_cast<std::size_t>(y * kCells + x);
            table[0][i] = static_cast<float>(x * kBoardCell + kBoardCell / 2);
            table[1][i] = static_cast<float>(y * kBoardCell + kBoardCell / 2);
            table[2][i] = table[3][i] = kBoardCell;
        }
    const TinyOnnx::Field none{};
    return TinyOnnx::detector(kBoardCell, kCells, kCells, {none, none, none, none, {1, -1, -1, 0}}, table, false, "{0: 'board'}");
}

} // namespace w2v::test
